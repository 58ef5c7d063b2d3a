/** The size of all text in a chart, in pixels. */
export const TEXT_SIZE = 12;

const CHARACTERS =
  " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~–—“”’…·×→−²≤≥";
/**
 * The advance of each character in hundredths of the type size: the widest of Inter, DejaVu Sans and Liberation
 * Sans (as wide as Arial), measured in Chromium. A file is opened where Inter is not installed, and its text
 * must fit there too.
 */
const REGULAR =
  "32 41 47 84 65 99 78 30 40 40 51 84 32 46 32 37 64 64 64 64 65 64 64 64 64 64 34 34 84 84 84 56 102 69 69 74 78 67 62 78 76 30 58 68 57 91 76 79 67 79 73 67 65 75 69 99 69 68 69 40 37 40 84 56 50 62 64 58 64 62 38 64 64 28 28 58 28 98 64 62 64 64 42 53 40 64 60 82 60 60 56 64 34 64 84 56 100 52 52 32 100 32 84 100 84 45 84 84";
const BOLD =
  "35 46 53 84 70 101 88 33 46 46 54 84 38 47 38 38 70 70 70 70 70 70 70 70 70 70 40 40 84 84 84 62 100 78 77 74 84 69 69 83 84 38 58 78 64 100 84 86 74 86 78 73 69 82 78 111 78 73 73 46 38 46 84 56 50 68 72 60 72 68 44 72 72 35 35 67 35 105 72 69 72 72 50 60 48 72 66 93 65 66 59 72 37 72 84 56 100 66 66 38 100 38 84 100 84 46 84 84";
const advances = [REGULAR, BOLD].map((widths) => {
  const numbers = widths.split(" ").map(Number);
  return new Map(Array.from(CHARACTERS, (character, i) => [character, numbers[i]]));
});

/** Upper bound on the width of a text in pixels, in Inter and in the fonts that stand in for it. */
export function textWidth(text: string, { size = TEXT_SIZE, bold = false } = {}): number {
  let hundredths = 0;
  for (const character of text) hundredths += advances[Number(bold)].get(character) ?? (bold ? 111 : 102);
  return (hundredths * size) / 100;
}

/** The text if it fits into `room` pixels, else its beginning with an ellipsis. */
export function fitText(text: string, room: number, how: { size?: number; bold?: boolean } = {}): string {
  if (textWidth(text, how) <= room) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join("").trimEnd()}…`, how) > room)
    characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** The text in lines of at most `room` pixels, broken at spaces; a longer word has a line of its own, cut. */
export function wrapText(text: string, room: number, how: { size?: number; bold?: boolean } = {}): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, how) <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(fitText(word, room, how));
  }
  return lines;
}
