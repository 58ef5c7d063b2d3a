import { cellText } from "../columns.js";
import { concatenateColumns } from "../concatenate-columns.js";
import type { Column, RowProblem } from "../dataset.js";
import { takeColumn } from "../take-column.js";
import { formatOf } from "./formats.js";
import { folderOf, nameOf, normalizePath } from "./opened.js";
import type { FileSource, ReadOptions } from "./source.js";

/**
 * Names of Hugging Face's metadata files (https://huggingface.co/docs/datasets/image_dataset); no others are
 * recognized.
 */
const METADATA = /^metadata\.(?:csv|jsonl|parquet)$/;

export const isFolderMetadata = (path: string) => METADATA.test(nameOf(path));

/**
 * Joins the columns of Hugging Face's `metadata.csv`, `metadata.jsonl` or `metadata.parquet`, at most one per
 * folder, to the images by the column `file_name`, which is relative to the metadata file's folder. Images
 * not listed have missing values; listed images that don't exist are counted in a note.
 */
export async function joinMetadata(
  metadata: readonly FileSource[],
  paths: readonly string[],
  how: ReadOptions,
): Promise<{ columns: Map<string, Column>; notes: string[]; problems: RowProblem[] }> {
  const rowOf = new Map(paths.map((path, row) => [path, row]));
  const notes: string[] = [];
  const problems: RowProblem[] = [];
  /** For each image, its row in the concatenated metadata files. */
  const from = new Int32Array(paths.length).fill(-1);
  const tables: { rows: number; columns: ReadonlyMap<string, Column> }[] = [];
  let start = 0;
  for (const file of metadata) {
    const format = formatOf(file.path);
    if (!format) continue;
    const { rows, columns, ...read } = await (await format.load())([file], how);
    const named = columns.get("file_name");
    if (!named) {
      notes.push(`${file.path} has no file_name column that links rows to images, and is left out.`);
      continue;
    }
    let strays = 0;
    for (let row = 0; row < rows; row++) {
      const image = rowOf.get(normalizePath(`${folderOf(file.path)}/${cellText(named, row)}`) ?? "");
      if (image === undefined) strays++;
      else from[image] = start + row;
    }
    if (strays > 0)
      notes.push(`${strays} of the ${rows} rows of ${file.path} name images that aren't there.`);
    for (const { row, message } of read.problems ?? []) {
      const image = rowOf.get(normalizePath(`${folderOf(file.path)}/${cellText(named, row)}`) ?? "");
      if (image !== undefined) problems.push({ row: image, message });
    }
    notes.push(`The columns of ${file.path} are joined by file_name.`, ...(read.notes ?? []));
    tables.push({ rows, columns });
    start += rows;
  }
  const columns = new Map<string, Column>();
  for (const name of new Set(tables.flatMap((table) => [...table.columns.keys()]))) {
    if (name === "file_name") continue;
    const parts = tables.map((table) => ({ column: table.columns.get(name), rows: table.rows }));
    columns.set(
      name,
      takeColumn(parts.length === 1 ? (parts[0].column as Column) : concatenateColumns(name, parts), from),
    );
  }
  return { columns, notes, problems };
}
