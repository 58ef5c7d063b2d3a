/** A code point sequence without its variation selectors, which the sets write or omit as they please. */
export const plainHex = (hexcode: string) =>
  hexcode
    .toUpperCase()
    .split("-")
    .filter((point) => point !== "FE0F")
    .join("-");
