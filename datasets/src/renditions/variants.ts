import { plainHex } from "./plain-hex.js";

/** Concepts that most sets draw as one figure with different hair or clothes. */
const figures = [
  ["1F9D1", "1F468", "1F469"], // person, man, woman
  ["1F9D2", "1F466", "1F467"], // child, boy, girl
  ["1F9D3", "1F474", "1F475"], // older person, old man, old woman
  ["1FAC5", "1F934", "1F478"], // person with crown, prince, princess
  ["1FAC4", "1FAC3", "1F930"], // pregnant person, man, woman
  ["1F9D1-1F384", "1F385", "1F936"], // Mx, Santa and Mrs. Claus
  ["1F9D1-1F91D-1F9D1", "1F46B", "1F46C", "1F46D"], // holding hands
];
const figure = new Map(figures.flatMap((ids) => ids.map((id) => [id, ids[0]])));
const signs = new Set(["2640", "2642", "27A1"]); // female, male, facing right

/**
 * A key shared by variants of one drawing: "cook", "man cook", "woman cook"; "person running" and "person
 * running: facing right"; all couples, all families. Many sets draw such variants almost or exactly alike, so
 * they must not be split between training and test.
 */
export function variantKey(id: string): string {
  const points = plainHex(id)
    .split("-")
    .filter((point, i) => point !== "200D" && !(i > 0 && signs.has(point)))
    .map((point) => figure.get(point) ?? point);
  const key = points.join("-");
  if (points.length > 1 && points[0] === "1F9D1") {
    if (points.includes("1F48B")) return "1F48F"; // kiss
    if (points.includes("2764")) return "1F491"; // couple with heart
    if (points.includes("1F9D2")) return "1F46A"; // family
  }
  return figure.get(key) ?? key;
}
