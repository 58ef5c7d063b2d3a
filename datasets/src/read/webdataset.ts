import { throwIfCancelled } from "@clipscope/types";
import { type Cell, categoryColumn } from "../columns.js";
import type { RowProblem } from "../dataset.js";
import { readFolderLevels } from "./folder-levels.js";
import { endings } from "./formats.js";
import { isImageName } from "./image-names.js";
import { type ImagePlace, imagesIn } from "./images.js";
import { folderOf, nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import { type FileSource, type ReadOptions, readText } from "./source.js";
import { tableOf } from "./table.js";

/** Archive members that describe the image of the same name. */
const SIDECAR = /^(?:.*\.)?(?:cls\d*|txt|json|caption|label|id|url)$/;

/** Splits a path as the WebDataset library does: the key ends at the first dot of the name. */
function split(path: string): { key: string; field: string } {
  const name = nameOf(path);
  const dot = name.indexOf(".", 1);
  if (dot < 0) return { key: path, field: "" };
  const folder = path.slice(0, path.length - name.length);
  return { key: folder + name.slice(0, dot), field: name.slice(dot + 1).toLowerCase() };
}

/**
 * Whether files form a WebDataset: at least half of the images have a .cls, .txt or .json of the same key.
 */
export function isWebDataset(files: readonly FileSource[]): boolean {
  const images = new Set<string>();
  const described = new Set<string>();
  for (const { path } of files) {
    const { key, field } = split(path);
    if (isImageName(path)) images.add(key);
    else if (SIDECAR.test(field)) described.add(key);
  }
  let both = 0;
  for (const key of images) if (described.has(key)) both++;
  return both > 0 && both * 2 >= images.size;
}

/**
 * Reads a WebDataset: files that share a name up to the first dot form one row, in archive order. The first
 * image member is the row's image, .cls its label, .txt its caption, .json further columns; other short texts
 * become columns named by extension. Class names and templates are read from `classnames.txt` and
 * `zeroshot_classification_templates.txt` next to the archive or in a parent folder, as in CLIP Benchmark.
 */
export async function readWebDataset(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const rowOf = new Map<string, number>();
  const keys: string[] = [];
  const places: ImagePlace[] = [];
  const texts: { row: number; field: string; file: FileSource }[] = [];
  const unused: string[] = [];
  const imageFields: string[] = [];
  for (const file of files) {
    const { key, field } = split(file.path);
    const image = isImageName(file.path);
    if (!image && !SIDECAR.test(field)) {
      unused.push(file.path);
      continue;
    }
    let row = rowOf.get(key);
    const hasImage = image && row !== undefined && "path" in places[row];
    if (hasImage && row !== undefined && imageFields[row] !== field) {
      unused.push(file.path); // a second image of the sample, such as its mask
      continue;
    }
    // The same key in a later shard is another sample.
    if (row === undefined || hasImage) {
      row = keys.length;
      rowOf.set(key, row);
      keys.push(key);
      places.push({ missing: `${key} has no image.` });
    }
    if (image) [places[row], imageFields[row]] = [file, field];
    else texts.push({ row, field, file });
  }
  const rows = keys.length;
  const problems: RowProblem[] = places.flatMap((place, row) =>
    "missing" in place ? [{ row, message: place.missing }] : [],
  );
  const cells = await readFields(texts, rows, problems, how);
  const table = tableOf(cells, rows, problems, []);
  const notes =
    unused.length === 0 ? [] : [`${unused.length} files of the archive are not read (${endings(unused)}).`];
  const names = await linesBeside("classnames.txt", files, how);
  const classes = cells.get("cls");
  if (names && classes) {
    const label = classes.map((cell) => names[Number(cell)]);
    table.columns.set("label", categoryColumn("label", label, [...new Set(names)]));
    table.columns.delete("cls");
    notes.push(`The names of the ${names.length} classes come from classnames.txt.`);
  }
  const levels = readFolderLevels(keys);
  for (const [name, column] of levels.columns) if (!table.columns.has(name)) table.columns.set(name, column);
  const templates = await linesBeside("zeroshot_classification_templates.txt", files, how);
  return {
    ...table,
    keys,
    images: await imagesIn(places, how),
    notes,
    templates: templates?.map((template) => template.replaceAll("{c}", "{}")),
    roles: {
      ...levels.roles,
      ...(names && classes ? { label: "label" } : {}),
      ...(table.columns.has("txt") ? { caption: "txt" } : {}),
    },
  };
}

const AT_ONCE = 32;

async function readFields(
  texts: readonly { row: number; field: string; file: FileSource }[],
  rows: number,
  problems: RowProblem[],
  { signal, onProgress }: ReadOptions,
): Promise<Map<string, Cell[]>> {
  const cells = new Map<string, Cell[]>();
  const set = (name: string, row: number, cell: Cell) => {
    const column = cells.get(name) ?? new Array<Cell>(rows).fill(undefined);
    column[row] = cell;
    cells.set(name, column);
  };
  const flatten = (object: object, row: number, above: string): void => {
    for (const [name, value] of Object.entries(object)) {
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        flatten(value, row, `${above}${name}.`);
      else set(above + name, row, value);
    }
  };
  let next = 0;
  const contents = new Array<string>(texts.length);
  const work = async () => {
    while (next < texts.length) {
      const i = next++;
      throwIfCancelled(signal, "Reading the archive's texts");
      contents[i] = await readText(texts[i].file);
      if (i % 1000 === 999) onProgress?.({ stage: "reading texts", done: i + 1, total: texts.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const [i, { row, field, file }] of texts.entries()) {
    if (!field.endsWith("json")) {
      set(field, row, contents[i].trim());
      continue;
    }
    try {
      const value: unknown = JSON.parse(contents[i]);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) flatten(value, row, "");
      else set(field, row, value as Cell);
    } catch (error) {
      problems.push({ row, message: `${file.path} is not JSON (${(error as Error).message}).` });
    }
  }
  return cells;
}

/**
 * The lines of a file next to the archive or in one of the two folders above; undefined if it does not exist.
 */
async function linesBeside(name: string, files: readonly FileSource[], how: ReadOptions) {
  const above = folderOf(files[0]?.path ?? "");
  for (const path of [name, `../${name}`, `../../${name}`, above && `${above}/${name}`]) {
    const file = path === "" ? undefined : await how.beside(path).catch(() => undefined);
    if (file && nameOf(file.path) === name) {
      const lines = (await readText(file)).split(/\r?\n/).map((line) => line.trim());
      return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
    }
  }
  return undefined;
}
