import type { CellPlace } from "@clipscope/charts";
import { msg } from "@lit/localize";
import type { Confusion } from "./confusion.js";

/** A column of the table twin, over all its rows. */
export interface TableColumn {
  title: string;
  length: number;
  isText: boolean;
  isShare: boolean;
  value(at: number): string | number;
  /** The cell that a row opens. */
  place(at: number): CellPlace;
}

/** Every cell that is not empty, or was not in the second run. */
export function cellColumns({
  categories,
  data,
  difference,
  images,
  predicted,
  rows,
}: Confusion): TableColumn[] {
  const { cells } = difference ?? data;
  const make = columnsOver(cells.length, (at) => cells[at]);
  const name = (category: number) => categories[category].name;
  return [
    make.text(msg("True"), (at) => name(cells[at].row)),
    make.text(msg("Predicted"), (at) => name(cells[at].column)),
    make.count(msg("Images"), (at) => cells[at].n),
    ...(difference
      ? [
          make.count(msg("Before"), (at) => cells[at].before ?? 0),
          make.count(msg("Change"), (at) => cells[at].n - (cells[at].before ?? 0)),
        ]
      : []),
    make.share(msg("Of the true"), (at) => cells[at].n / images[cells[at].row]),
    make.share(msg("Of the predicted"), (at) => cells[at].n / predicted[cells[at].column]),
    make.share(msg("Of all"), (at) => cells[at].n / rows.length),
  ];
}

/** Every category with its images, recall, precision and F1. */
export function categoryColumns({ categories, data, earlier, images, predicted }: Confusion): TableColumn[] {
  const make = columnsOver(categories.length, (at) => ({ row: at, column: at }));
  return [
    make.text(msg("Category"), (at) => categories[at].name),
    make.count(msg("Images"), (at) => images[at]),
    make.count(msg("Predicted"), (at) => predicted[at]),
    make.share(msg("Recall"), (at) => data.recall[at]),
    ...(earlier ? [make.share(msg("Recall before"), (at) => earlier.recall[at])] : []),
    make.share(msg("Precision"), (at) => data.precision[at]),
    make.share("F1", (at) => data.f1[at]),
    ...(earlier ? [make.share(msg("F1 before"), (at) => earlier.f1[at])] : []),
  ];
}

function columnsOver(length: number, place: (at: number) => CellPlace) {
  const column =
    (isText: boolean, isShare: boolean) =>
    (title: string, value: TableColumn["value"]): TableColumn => ({
      ...{ title, length, isText, isShare, value },
      place: (at) => ({ row: place(at).row, column: place(at).column }),
    });
  return { text: column(true, false), count: column(false, false), share: column(false, true) };
}
