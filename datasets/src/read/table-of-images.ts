import { ClipscopeError } from "@clipscope/types";
import { cellText } from "../columns.js";
import type { Column } from "../dataset.js";
import { isFolderMetadata } from "./folder-metadata.js";
import { type Format, formatOf, textFormatOf } from "./formats.js";
import { guessImageColumn, imagesAt } from "./image-paths.js";
import { folderOf, nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import type { FileSource, ReadOptions } from "./source.js";

const TABLE = /\.(?:csv|tsv|jsonl|ndjson|parquet)(?:\.gz)?$/i;
/** Names of lists of images and classes, such as ImageNet's val.txt. */
const LIST = /(?:^|[/_-])(?:train|val|valid|test|labels?|annotations?|captions?)\.txt$/i;
/** Names of columns that may hold image names without extensions. */
const ID = /^(?:id|image|img|image_?id|image_?name|file|file_?name|name|isic_id)$/i;
/** Number of rows tried to decide whether a table describes the images of its folder. */
const TRIED = 50;

/**
 * Reads the table at the top of a folder of images that lists them, such as labels.csv next to images/; or
 * several tables of one format, if they are named after splits or are shards. Undefined unless at least half
 * of its first paths lead to files.
 */
export async function readTableOfImages(
  files: readonly FileSource[],
  how: ReadOptions,
): Promise<RawTable | undefined> {
  const top = commonFolder(files);
  const named = how.table === undefined ? undefined : files.filter(({ path }) => path === how.table);
  const atTop = files.filter(({ path }) => folderOf(path) === top && !isFolderMetadata(path));
  let tables = named ?? atTop.filter(({ path }) => TABLE.test(path));
  if (tables.length === 0) tables = atTop.filter(({ path }) => LIST.test(path));
  const formats = new Set<Format | undefined>();
  for (const table of tables) formats.add(formatOf(table.path) ?? (await textFormat(table)));
  const [format] = formats;
  if (formats.size !== 1 || !format) return undefined;
  const read = (await format.load())(tables, how);
  if (named) return read;
  const table = await read.catch((error) => {
    // A table that is damaged or about something else doesn't keep the images from being opened.
    if (error instanceof ClipscopeError && error.code !== "cancelled") return undefined;
    throw error;
  });
  if (!table) return undefined;
  const names = tables.map(({ path }) => nameOf(path)).join(", ");
  const verb = tables.length === 1 ? "names" : "name";
  const note = `${names} ${verb} the images of the folder: its rows are the data.`;
  const notes = [note, ...(table.notes ?? [])];
  const image = how.image ?? guessImageColumn(table.columns, table.rows);
  const column = image === undefined ? undefined : table.columns.get(image);
  if (column) return (await leadsToFiles(column, table.rows, how)) ? { ...table, notes } : undefined;
  // Ids of images, without an ending: what they are is known by the files alone.
  for (const [name, ids] of table.columns) {
    if (!ID.test(name) || ids.kind === "list" || !(await leadsToFiles(ids, table.rows, how))) continue;
    const { images, problems } = await imagesAt(ids, table.rows, how);
    notes.push(`The images are those that the column “${name}” names without an ending.`);
    return { ...table, images, problems: [...(table.problems ?? []), ...problems], notes };
  }
  return undefined;
}

/** The format of a text file, from its first lines. */
const textFormat = async (file: FileSource) => textFormatOf(await file.slice(0, Math.min(4096, file.size)));

/** Whether at least half of a column's first texts are paths of existing files. */
async function leadsToFiles(column: Column, rows: number, how: ReadOptions): Promise<boolean> {
  let [tried, found] = [0, 0];
  for (let row = 0; row < rows && tried < TRIED; row++) {
    const path = cellText(column, row);
    if (path === "") continue;
    tried++;
    if (await how.beside(path)) found++;
  }
  return found > 0 && found * 2 >= tried;
}

/** The folder common to all files, such as an archive's single top-level folder; otherwise "". */
function commonFolder(files: readonly FileSource[]): string {
  let common = folderOf(files[0]?.path ?? "");
  for (const { path } of files) {
    while (common !== "" && !path.startsWith(`${common}/`)) common = folderOf(common);
  }
  return common;
}
