import { ClipscopeError } from "@clipscope/types";
import type { Column } from "../dataset.js";
import { readFolderLevels } from "./folder-levels.js";
import { isFolderMetadata, joinMetadata } from "./folder-metadata.js";
import { endings } from "./formats.js";
import { isHidden, isImageName } from "./image-names.js";
import { imagesIn } from "./images.js";
import { comparePaths, folderOf, nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import type { FileSource, ReadOptions } from "./source.js";

/**
 * Reads a folder of images, one row per image, with the order and classes of torchvision's `ImageFolder`: by
 * class folder, then by subfolder, then by name. Differences:
 *
 * - Images outside every class folder become rows without a label; torchvision skips them.
 * - More names are images: besides .jpg .jpeg .png .ppm .bmp .pgm .tif .tiff .webp also .gif, .avif, .svg, .heic and
 *   others (`isImageName`); hidden files, which torchvision takes if they are named so, are not.
 * - A class folder without images is not a class; torchvision throws.
 * - Columns of Hugging Face's metadata.csv, .jsonl or .parquet are joined to the images (`joinMetadata`).
 * - Folder levels that are splits or shifts become columns (`readFolderLevels`).
 */
export async function readImageFolder(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const images: FileSource[] = [];
  const metadata: FileSource[] = [];
  const others: string[] = [];
  for (const file of files) {
    if (isHidden(file.path)) continue;
    if (isFolderMetadata(file.path)) metadata.push(file);
    else if (isImageName(file.path) || files.length === 1) images.push(file);
    else others.push(file.path);
  }
  if (images.length === 0) {
    const found = others.length === 0 ? "It is empty." : `Found: ${endings(others)}.`;
    throw new ClipscopeError("not-found", `${how.place} contains no images. ${found}`);
  }
  images.sort(byClassFolderAndName);
  const keys = images.map((file) => file.path);
  const levels = readFolderLevels(keys);
  const { roles, notes } = levels;
  const columns = new Map<string, Column>(levels.columns);
  const joined = metadata.length === 0 ? undefined : await joinMetadata(metadata, keys, how);
  if (joined) {
    for (const [name, column] of joined.columns) {
      columns.set(name, column);
      // A metadata column takes precedence over a folder level of the same name.
      for (const role of ["label", "split", "shift"] as const) if (roles[role] === name) delete roles[role];
    }
    notes.push(...joined.notes);
  }
  if (others.length > 0) {
    const are =
      others.length === 1
        ? "1 file is not an image and was"
        : `${others.length} files are not images and were`;
    notes.push(`${are} skipped (${endings(others)}).`);
  }
  const unlabeled = roles.label === undefined ? 0 : countMissing(columns.get(roles.label));
  if (unlabeled > 0) {
    notes.push(
      unlabeled === 1
        ? "1 image is outside every class folder and has no label."
        : `${unlabeled} images are outside every class folder and have no label.`,
    );
  }
  return {
    rows: images.length,
    keys,
    columns,
    problems: joined?.problems,
    images: await imagesIn(images, how),
    roles,
    notes,
  };
}

function byClassFolderAndName({ path: a }: FileSource, { path: b }: FileSource): number {
  const top = (path: string) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
  return (
    comparePaths(top(a), top(b)) ||
    comparePaths(folderOf(a), folderOf(b)) ||
    comparePaths(nameOf(a), nameOf(b))
  );
}

function countMissing(column: Column | undefined): number {
  if (column?.kind !== "category") return 0;
  let count = 0;
  for (const code of column.codes) if (code < 0) count++;
  return count;
}
