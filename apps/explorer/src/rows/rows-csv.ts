import { toCsv } from "@clipscope/toolkit";
import type { Explorer } from "../app/explorer.js";
import type { OwnImage } from "../app/own-images.js";

/**
 * Rows as CSV: key, the data's own columns, tags, and what is computed so far: label, prediction, probability, x, y.
 * `more`: names of other computed columns, such as "map honesty"; those that are not computed yet are left out.
 * `images`: the user's own images, which follow with their names as keys.
 */
export function rowsCsv(
  explorer: Explorer,
  rows: ArrayLike<number>,
  { more = [], images = [] }: { more?: readonly string[]; images?: readonly OwnImage[] } = {},
): string {
  const { study } = explorer;
  const dataset = study.dataset().value;
  if (!dataset) return "";
  const positions = study.mapNow();
  const placeOf = new Map(positions ? Array.from(positions.rows, (row, at) => [row, at]) : []);
  const tags = Object.keys(study.doc.peek().edits.tags).length > 0 ? study.column("tags") : undefined;
  const own: (readonly [string, NonNullable<Column>])[] = [
    ...dataset.columns,
    ...(tags ? [["tags", tags] as const] : []),
    ...more
      .filter((name) => !WRITTEN.has(name))
      .flatMap((name) => {
        const column = study.column(name);
        return column ? [[name, column] as const] : [];
      }),
  ];
  const judged = study.doc.peek().model.kind !== "none" && study.scores().value !== undefined;
  const header = [
    dataset.keys.length > 0 ? "key" : "row",
    ...own.map(([name]) => name),
    ...(judged ? ["class", "predicted", "probability", "right"] : []),
    ...(positions ? ["x", "y"] : []),
  ];
  const lines = Array.from(rows, (row) => {
    const verdict = judged ? explorer.verdict(row) : undefined;
    const at = placeOf.get(row);
    const name = (c: number) => verdict?.scores.classes[c]?.names[0] ?? "";
    return [
      dataset.keys[row],
      ...own.map(([, column]) => cellOf(column, row)),
      ...(judged
        ? verdict
          ? [
              name(verdict.label),
              name(verdict.classes[0]),
              verdict.probabilities[0],
              verdict.label < 0 ? "" : verdict.classes[0] === verdict.label,
            ]
          : ["", "", "", ""]
        : []),
      ...(positions ? (at === undefined ? ["", ""] : [positions.x[at], positions.y[at]]) : []),
    ];
  });
  const beyond = images.flatMap(({ name, result }) => {
    if (!judged || !result || "error" in result.found) return [];
    const { classes, probabilities } = result.found;
    const predicted = result.classes[classes[0]].names[0];
    return [
      [name, ...own.map(() => ""), "", predicted, probabilities[0], "", ...(positions ? ["", ""] : [])],
    ];
  });
  return toCsv({ columns: header, rows: [...lines, ...beyond] });
}

/** Computed columns that have their own place in the file. */
const WRITTEN = new Set(["class", "prediction", "confidence", "right", "x", "y", "tags"]);

type Column = ReturnType<Explorer["study"]["column"]>;

/** A column's cell as text or number; several values are joined with "; ". */
function cellOf(column: NonNullable<Column>, row: number): string | number {
  switch (column.kind) {
    case "category":
      return column.values[column.codes[row]] ?? "";
    case "number":
      return Number.isNaN(column.values[row]) ? "" : column.values[row];
    case "text":
      return column.at(row);
    case "list":
      return Array.from(
        column.codes.subarray(column.offsets[row], column.offsets[row + 1]),
        (code) => column.values[code],
      ).join("; ");
  }
}
