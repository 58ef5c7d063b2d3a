import { type CellPlace, type ConfusionShare, counted, matrixData, percent } from "@clipscope/charts";
import { confusionMatrix } from "@clipscope/toolkit/metrics";
import { codesIn, type Model, optionIn, textsIn } from "../model.js";
import { type Selecting, toggle, type View } from "../view.js";

/** A confusion matrix of labels and predictions: a click selects the images of a cell. */
export function confusion(model: Model, selecting: Selecting): View {
  const labels = codesIn(model, "_labels") ?? new Int32Array();
  const predictions = codesIn(model, "_predictions") ?? new Int32Array();
  const names = textsIn(model, "_names") ?? [];
  const share = optionIn<ConfusionShare>(model, "share") ?? "label";
  const counts = confusionMatrix({ labels, predictions, classes: names.length });
  const hideDiagonal = optionIn<boolean>(model, "hideDiagonal") ?? false;
  const data = matrixData({ names, counts, share, hideDiagonal });
  const matrix = Object.assign(document.createElement("clip-confusion"), { data });
  matrix.style.height = `${optionIn<number>(model, "height")}px`;

  const rowsIn = ({ row, column }: CellPlace) => {
    return [...labels.keys()].filter((i) => labels[i] === row && predictions[i] === column);
  };
  const cellOf = ([first, ...others]: readonly number[]): CellPlace | undefined => {
    if (first === undefined) return undefined;
    const same = (i: number) => labels[i] === labels[first] && predictions[i] === predictions[first];
    if (!others.every(same)) return undefined;
    return { row: labels[first], column: predictions[first] };
  };
  const pairOf = ({ row, column }: CellPlace) =>
    row === column
      ? `${data.categories[row]}, recognized`
      : `${data.categories[row]}, taken for ${data.categories[column]}`;
  const sayCell = (place: CellPlace) => {
    const at = data.cells.findIndex(({ row, column }) => row === place.row && column === place.column);
    const n = at < 0 ? 0 : data.cells[at].n;
    return `${pairOf(place)}: ${counted(n, "image")} (${percent(at < 0 ? 0 : data.values[at])})`;
  };
  matrix.addEventListener("cell-hover", ({ detail }) => {
    matrix.cursor = detail ?? cellOf(selecting.selected());
    matrix.description = detail ? sayCell(detail) : "";
    selecting.say(detail && sayCell(detail));
  });
  matrix.addEventListener("cell-pick", ({ detail }) => toggle(selecting, rowsIn(detail)));
  return {
    element: matrix,
    noun: "image",
    hint: "Rows are labels, columns are predictions. Click a cell to select its images.",
    show: (rows) => {
      matrix.cursor = cellOf(rows);
    },
    name: (rows) => {
      const cell = cellOf(rows);
      return cell && pairOf(cell);
    },
  };
}
