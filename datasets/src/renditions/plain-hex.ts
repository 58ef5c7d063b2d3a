/** A code point sequence without variation selectors, which sets include inconsistently. */
export const plainHex = (hexcode: string) =>
  hexcode
    .toUpperCase()
    .split("-")
    .filter((point) => point !== "FE0F")
    .join("-");
