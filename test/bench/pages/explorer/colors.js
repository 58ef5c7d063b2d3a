export const colors = [
  "#0658bf",
  "#782e02",
  "#047762",
  "#63357a",
  "#8f9101",
  "#704ff6",
  "#d80c5c",
  "#05709a",
  "#7a5f00",
  "#a17cc2",
];

/** Sixteen colors from light to dark. */
export const ramp = Array.from({ length: 16 }, (_, i) => {
  const mix = (from, to) =>
    Math.round(from + ((to - from) * i) / 15)
      .toString(16)
      .padStart(2, "0");
  return `#${mix(207, 10)}${mix(227, 79)}${mix(230, 87)}`;
});
