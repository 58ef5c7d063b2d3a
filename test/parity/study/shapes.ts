import { createHash } from "node:crypto";
import type { CategoryColumn, Dataset, ListColumn } from "@clipscope/datasets";
import type { RgbImage } from "@clipscope/types";

export const CLASSES = ["stripes", "bars", "checker", "disk", "slope"];
export const STYLES = ["plain", "inverted"];
export const TEMPLATES = ["a photo of a {}.", "a {}.", "{} in black"];
const SPLITS = ["train", "train", "train", "validation", "validation", "test", "test"];
const PER_CELL = 14;
const [WIDTH, HEIGHT] = [40, 36];

/** One picture: the arithmetic of `image` in reference/make_study.py. */
function draw(label: number, style: number, index: number): RgbImage {
  let state = label * 104729 + style * 12997 + index * 7919 + 12345;
  const data = new Uint8Array(HEIGHT * WIDTH * 3);
  const shift = index % 6;
  const even = (value: number) => Math.floor(value) % 2 === 0;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const on = [
        even((y + shift) / 6),
        even((x + shift) / 6),
        even(Math.floor((x + shift) / 9) + Math.floor(y / 9)),
        (x - 14 - shift) ** 2 + (y - 18) ** 2 < 144,
        3 * x + 2 * y > 70 + 10 * shift,
      ][label];
      for (let channel = 0; channel < 3; channel++) {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        const noise = (state >> 16) % 128;
        const value = Math.min(255, (on ? 127 : 20 * channel) + noise);
        data[(y * WIDTH + x) * 3 + channel] = style === 1 ? 255 - value : value;
      }
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

interface Cell {
  label: number;
  style: number;
  index: number;
}

const CELLS: Cell[] = CLASSES.flatMap((_, label) =>
  STYLES.flatMap((_, style) => Array.from({ length: PER_CELL }, (_, index) => ({ label, style, index }))),
);

const keyOf = ({ label, style, index }: Cell) => `${STYLES[style]}/${CLASSES[label]}/${index}.png`;

const category = (
  title: string,
  values: readonly string[],
  code: (cell: Cell) => number,
): CategoryColumn => ({
  kind: "category",
  title,
  values,
  codes: Int32Array.from(CELLS, code),
});

function captions(): ListColumn {
  const texts = CELLS.flatMap(({ label, style }) => [
    `${CLASSES[label]} ${STYLES[style]}`,
    `a ${STYLES[style]} ${CLASSES[label]}`,
  ]);
  const values = [...new Set(texts)];
  return {
    kind: "list",
    title: "captions",
    values,
    offsets: Int32Array.from({ length: CELLS.length + 1 }, (_, row) => 2 * row),
    codes: Int32Array.from(texts, (text) => values.indexOf(text)),
  };
}

/** Five classes in two styles, 140 pictures; `unreadable` are rows whose picture can't be read. */
export function shapes({ unreadable = [] }: { unreadable?: readonly number[] } = {}): Dataset {
  const columns = [
    category("class", CLASSES, ({ label }) => label),
    category("style", STYLES, ({ style }) => style),
    category("split", ["train", "validation", "test"], ({ index }) =>
      ["train", "validation", "test"].indexOf(SPLITS[index % SPLITS.length]),
    ),
    captions(),
  ];
  return {
    id: "shapes",
    title: "shapes",
    hash: createHash("sha256").update(`shapes ${CELLS.length} ${unreadable}`).digest("hex"),
    rows: CELLS.length,
    keys: { kind: "text", title: "key", at: (row) => keyOf(CELLS[row]) },
    columns: new Map(columns.map((column) => [column.title, column])),
    images: {
      async read(row) {
        if (unreadable.includes(row)) throw new Error(`${keyOf(CELLS[row])} is not a picture.`);
        const { label, style, index } = CELLS[row];
        return draw(label, style, index);
      },
      contentKey: (row) => keyOf(CELLS[row]),
    },
    vectors: new Map(),
    roles: { label: "class", split: "split", shift: "style", caption: "captions" },
    problems: [],
    unread: [],
    notes: [],
  };
}
