import { ClipscopeError } from "@clipscope/types";
import type { OpenOptions } from "../dataset.js";
import { endings, type Format, formatOf, refusalOf, textFormatOf } from "./formats.js";
import { beginsLikeGzip, gunzip } from "./gzip.js";
import { beginsLikeImage, isHidden, isImageName } from "./image-names.js";
import { folderOf, isSidecar, nameOf, type Opened } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import type { FileSource, ReadOptions } from "./source.js";

const HEAD = 4096;

/** Reads a file or folder with the reader of its format. */
export async function readFiles(opened: Opened, how: OpenOptions): Promise<RawTable> {
  const options: ReadOptions = { ...how, place: opened.place, beside: opened.beside };
  const table =
    opened.kind === "folder"
      ? await readMembers(opened.files, options)
      : await readFile(opened.files[0], options);
  return {
    ...table,
    notes: [...opened.notes, ...(table.notes ?? [])],
    unread: [...opened.unread.filter(({ path }) => !isHidden(path)), ...(table.unread ?? [])],
  };
}

async function readFile(file: FileSource, how: ReadOptions): Promise<RawTable> {
  const head = await file.slice(0, Math.min(HEAD, file.size));
  if (head.length === 0) throw new ClipscopeError("bad-file", `${how.place} is empty.`);
  if (beginsLikeGzip(head) && !isImageName(file.path)) return readFile(await gunzip(file, how), how);
  const refusal = refusalOf(file.path, head);
  const format = formatOf(file.path, head);
  if (format && !(refusal?.begins?.(head) ?? false)) return (await format.load())([file], how);
  if (refusal) {
    throw new ClipscopeError("not-supported", `${how.place} is ${refusal.name}. ${refusal.advice}`);
  }
  if (isImageName(file.path) || beginsLikeImage(head)) {
    const { readImageFolder } = await import("./folder.js");
    return readImageFolder([file], how);
  }
  const textFormat = textFormatOf(head);
  if (textFormat) return (await textFormat.load())([file], how);
  throw new ClipscopeError(
    "not-supported",
    `${how.place} is not a supported table, archive or image: neither its name nor its first bytes identify its format.`,
  );
}

/** Reads the images in a folder or archive, or else its tables, if they are of one format. */
export async function readMembers(all: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const files = all.filter((file) => !isHidden(file.path));
  if (typeof how.table === "string" && !files.some(({ path }) => path === how.table)) {
    throw new ClipscopeError("not-found", `${how.place} has no file ${how.table} to use as the table.`);
  }
  const shards = shardsBesidePictures(files);
  if (shards) {
    const table = await readMembers(shards, how);
    const note = `${endings(shards.map(({ path }) => path))} are the data; the images beside them, which are far smaller, are not.`;
    return { ...table, notes: [note, ...(table.notes ?? [])] };
  }
  if (files.some((file) => isImageName(file.path))) {
    if (how.table !== null) {
      const { readTableOfImages } = await import("./table-of-images.js");
      const table = await readTableOfImages(files, how);
      if (table) return table;
    }
    const { isWebDataset, readWebDataset } = await import("./webdataset.js");
    if (isWebDataset(files)) return readWebDataset(files, how);
    const { readImageFolder } = await import("./folder.js");
    return readImageFolder(files, how);
  }
  refuseCheckpoint(files, how.place);
  const paths = new Set(files.map(({ path }) => path));
  const byFormat = new Map<Format, FileSource[]>();
  for (const file of files) {
    if (isSidecar(file.path, paths)) continue;
    const format = formatOf(nameOf(file.path));
    if (format) byFormat.set(format, [...(byFormat.get(format) ?? []), file]);
  }
  // Descriptions of a dataset lie beside it: dataset_info.json, README and such.
  if (byFormat.size > 1) {
    for (const [format, same] of byFormat) {
      if (same.every(({ path }) => path.toLowerCase().endsWith(".json"))) byFormat.delete(format);
    }
  }
  if (byFormat.size === 1) {
    const [[format, same]] = byFormat;
    const refusal = refusalOf("", await same[0].slice(0, Math.min(HEAD, same[0].size)));
    if (refusal) {
      const where = `${how.place}: ${same[0].path}`;
      throw new ClipscopeError("not-supported", `${where} is ${refusal.name}. ${refusal.advice}`);
    }
    const plain: FileSource[] = [];
    for (const file of same) plain.push(/\.t?gz$/i.test(file.path) ? await gunzip(file, how) : file);
    return (await format.load())(plain, how);
  }
  if (byFormat.size > 1) {
    const kinds = [...byFormat].map(([{ name }, same]) => `${name} (${same[0].path})`);
    throw new ClipscopeError(
      "bad-argument",
      `${how.place} contains no images, but data in several formats: ${kinds.join(", ")}. Open one of the files.`,
    );
  }
  const refusal = files.map((file) => refusalOf(file.path)).find((each) => each !== undefined);
  const found = files.length === 0 ? "It is empty." : `Found: ${endings(files.map(({ path }) => path))}.`;
  throw new ClipscopeError(
    "not-found",
    `${how.place} contains no images and no table. ${found}${refusal ? ` As for ${refusal.name}: ${refusal.advice}` : ""}`,
  );
}

/** Files that hold a dataset's own images or vectors. */
const SHARD = /\.(?:parquet|arrow|tar)$/i;
/** Hugging Face's name for a table about the images in its folder. */
const METADATA = /(?:^|\/)metadata\.parquet$/i;

/**
 * Parquet, Arrow or tar files next to a few images, as in hub repositories with images for a README;
 * undefined if there are none, or if they are not ten times as large as all images together.
 */
function shardsBesidePictures(files: readonly FileSource[]): FileSource[] | undefined {
  const shards = files.filter(({ path }) => SHARD.test(path) && !METADATA.test(path));
  const images = files.filter(({ path }) => isImageName(path));
  if (shards.length === 0 || images.length === 0) return undefined;
  const size = (some: readonly FileSource[]) => some.reduce((sum, file) => sum + file.size, 0);
  return size(shards) > 10 * size(images) ? shards : undefined;
}

/** Throws if the folder is a model checkpoint, opened as a dataset by mistake. */
function refuseCheckpoint(files: readonly FileSource[], place: string): void {
  const names = files.filter(({ path }) => folderOf(path) === "").map(({ path }) => path);
  const config = names.find((name) => /^(?:config|open_clip_config|preprocessor_config)\.json$/.test(name));
  const weights = names.find((name) => /\.(?:safetensors|bin|pt|pth|onnx)$/.test(name));
  if (config === undefined || weights === undefined) return;
  throw new ClipscopeError(
    "bad-argument",
    `${place} is a checkpoint (${config}, ${weights}), not data: give it as the model (--model ${place}).`,
  );
}
