import { codesIn, floatsIn, type Model, optionIn, textsIn } from "../model.js";
import { picturesIn } from "../pictures.js";
import { type Selecting, toggle, type View } from "../view.js";

/** A similarity matrix of images and texts: a click selects an image. */
export function similarity(model: Model, selecting: Selecting): View {
  const texts = textsIn(model, "_texts") ?? [];
  const names = textsIn(model, "_names");
  const matches = codesIn(model, "_matches");
  const values = floatsIn(model, "_cosines") ?? new Float32Array();
  const cols = texts.length;
  const matrix = Object.assign(document.createElement("clip-similarity"), {
    data: {
      cosines: { data: values, rows: values.length / cols, cols },
      texts,
      ...(names && { names }),
      ...(matches && { matches }),
    },
    domain: optionIn<[number, number]>(model, "domain"),
    tiles: picturesIn(model),
  });
  matrix.style.height = `${optionIn<number>(model, "height")}px`;

  const cursorOf = ([row]: readonly number[]) => {
    if (row === undefined) return undefined;
    const own = values.subarray(row * cols, (row + 1) * cols);
    return { row, column: own.indexOf(own.reduce((a, b) => (b > a || Number.isNaN(a) ? b : a))) };
  };
  matrix.addEventListener("cell-hover", ({ detail }) => {
    if (!detail) matrix.cursor = cursorOf(selecting.selected());
  });
  matrix.addEventListener("cell-pick", ({ detail: { row } }) => toggle(selecting, [row]));
  return {
    element: matrix,
    noun: "image",
    hint: "Click a cell to select its image.",
    show: (rows) => {
      matrix.cursor = cursorOf(rows);
    },
    name: (rows) => rows.map((row) => names?.[row] ?? `image ${row + 1}`).join(", "),
  };
}
