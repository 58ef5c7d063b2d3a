import { cellText, columnTexts, listColumn } from "../columns.js";
import type { Column } from "../dataset.js";
import { takeColumn } from "../take-column.js";
import type { RawTable } from "./raw-table.js";

/** Names of columns that number the captions of an image. */
const NUMBERING =
  /^(?:(?:comment|caption|sentence|sent|annotation|ann)[_ ]?)?(?:number|no|id|idx|index)$|^column 1$/i;

/**
 * Merges the rows of each image where a table has one row per caption, as in Flickr8k's and COCO's lists.
 * Requires that images repeat and that only `caption` differs between the rows of one image, apart from a
 * caption number, which is dropped; the captions become a list. Otherwise undefined.
 */
export function gatherCaptions(table: RawTable, image: string, caption: string): RawTable | undefined {
  const { rows, columns } = table;
  const [paths, texts] = [columns.get(image), columns.get(caption)];
  if (!paths || !texts || table.images || (table.vectors?.size ?? 0) > 0) return undefined;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const path = cellText(paths, row);
    const group = path === "" ? undefined : groups.get(path);
    if (group) group.push(row);
    else groups.set(path === "" ? `\0${row}` : path, [row]);
  }
  if (groups.size === rows) return undefined;
  const others = [...columns].filter(([name]) => name !== image && name !== caption);
  const differing = others.filter(([, column]) =>
    [...groups.values()].some((group) => !isConstant(column, group)),
  );
  if (!differing.every(([name, column]) => NUMBERING.test(name) && column.kind !== "category"))
    return undefined;
  const first = Int32Array.from(groups.values(), ([row]) => row);
  const all = columnTexts(texts, rows);
  const taken = new Map<string, Column>();
  for (const [name, column] of columns) {
    if (differing.some(([numbering]) => numbering === name)) continue;
    taken.set(
      name,
      name === caption
        ? listColumn(
            caption,
            [...groups.values()].map((group) => group.flatMap((row) => all[row] || [])),
          )
        : takeColumn(column, first),
    );
  }
  const rowOf = new Int32Array(rows);
  for (const [i, group] of [...groups.values()].entries()) for (const row of group) rowOf[row] = i;
  return {
    ...table,
    rows: groups.size,
    columns: taken,
    keys: table.keys && Array.from(first, (row) => table.keys?.[row] ?? ""),
    problems: table.problems?.map(({ row, message }) => ({ row: rowOf[row], message })),
    notes: [
      ...(table.notes ?? []),
      `The ${rows} rows are captions of ${groups.size} images: each image is one row, with a list of captions.`,
    ],
  };
}

function isConstant(column: Column, group: readonly number[]): boolean {
  const value = cellText(column, group[0]);
  return group.every((row) => cellText(column, row) === value);
}
