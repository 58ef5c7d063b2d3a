import { ClipscopeError, type RgbImage } from "@clipscope/types";
import { categoryColumn } from "../columns.js";
import { concatenateColumns } from "../concatenate-columns.js";
import type { Column } from "../dataset.js";
import { fileIdentity } from "../dataset-hash.js";
import { gunzip } from "./gzip.js";
import { beginsLikeIdx } from "./idx-head.js";
import { nameOf } from "./opened.js";
import { pixelImages } from "./pixel-images.js";
import type { RawTable } from "./raw-table.js";
import { type FileSource, type ReadOptions, readAll } from "./source.js";

interface IdxFile {
  file: FileSource;
  /** Dimensions: count, then height and width, then channels. */
  shape: number[];
}

/**
 * Reads MNIST's format: an image file, `train-images-idx3-ubyte`, and its label file,
 * `train-labels-idx1-ubyte`, in the same folder. All pairs in a folder are read; "train" and "t10k" in their
 * names become a split column. Grayscale is converted to RGB.
 */
export async function readIdx(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const arrays = await Promise.all(files.map(readShape));
  const images = arrays.filter(({ shape }) => shape.length > 1);
  if (images.length === 0) {
    const pair = await besideIt(files[0], how, "labels", "images", "1", "3");
    if (!pair) {
      throw new ClipscopeError(
        "bad-file",
        `${files[0].path} contains labels, but its image file is not next to it: open the image file (…-images-idx3-ubyte).`,
      );
    }
    images.push(await readShape(pair));
  }
  const labels = arrays.filter(({ shape }) => shape.length === 1);
  const notes: string[] = [];
  const parts: { rows: number; label: Column | undefined }[] = [];
  for (const { file, shape } of images) {
    const [rows] = shape;
    const name = pairName(file.path);
    const known = labels.find((each) => pairName(each.file.path) === name);
    const beside = known?.file ?? (await besideIt(file, how, "images", "labels", "3", "1"));
    if (!beside) notes.push(`There are no labels next to ${nameOf(file.path)}.`);
    parts.push({ rows, label: beside && (await readLabels(beside, rows, file.path)) });
  }
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = new Map<string, Column>();
  const roles: RawTable["roles"] = {};
  if (parts.some(({ label }) => label)) {
    const label = concatenateColumns(
      "label",
      parts.map((part) => ({ rows: part.rows, column: part.label })),
    );
    columns.set("label", label);
    roles.label = "label";
  }
  if (images.length > 1) {
    const names = images.flatMap(({ file }, i) => new Array<string>(parts[i].rows).fill(splitOf(file.path)));
    columns.set("split", categoryColumn("split", names));
    roles.split = "split";
  }
  return {
    rows,
    columns,
    roles,
    notes,
    images: pixelImages(
      await Promise.all(
        images.map(async ({ file, shape }) => ({
          rows: shape[0],
          identity: await fileIdentity(file),
          read: (row: number) => readImage(file, shape, row),
        })),
      ),
    ),
  };
}

async function readShape(file: FileSource): Promise<IdxFile> {
  const head = await file.slice(0, Math.min(20, file.size));
  const dimensions = head[3];
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (!beginsLikeIdx(head) || head.length < 4 + 4 * dimensions) {
    throw new ClipscopeError("bad-file", `${file.path} is not an IDX file of images or labels.`);
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = 4 + 4 * dimensions + shape.reduce((product, length) => product * length, 1);
  if (expected !== file.size) {
    throw new ClipscopeError(
      "bad-file",
      `${file.path} should have ${expected} bytes for ${shape.join(" × ")} values, but has ${file.size}: it was not copied or downloaded completely.`,
    );
  }
  if (shape.length === 4 && shape[3] !== 3) {
    throw new ClipscopeError(
      "not-supported",
      `${file.path} holds images of ${shape[3]} channels: they must have 1 or 3.`,
    );
  }
  return { file, shape };
}

async function readLabels(file: FileSource, rows: number, images: string): Promise<Column> {
  const bytes = await readAll(file);
  const labels = bytes.subarray(8);
  if (!beginsLikeIdx(bytes) || bytes[3] !== 1 || labels.length !== rows) {
    throw new ClipscopeError(
      "bad-file",
      `${file.path} has ${labels.length} labels, but ${images} has ${rows} images: they don't belong together.`,
    );
  }
  return categoryColumn("label", Array.from(labels, String));
}

async function readImage(
  file: FileSource,
  [, height, width, channels = 1]: number[],
  row: number,
): Promise<RgbImage> {
  const length = height * width * channels;
  const start = (channels === 1 ? 16 : 20) + row * length;
  const stored = await file.slice(start, start + length);
  if (channels === 3) return { width, height, data: stored };
  const data = new Uint8Array(3 * length);
  for (let i = 0; i < length; i++) data.fill(stored[i], 3 * i, 3 * i + 3);
  return { width, height, data };
}

/**
 * The common part of the names of an image file and its label file: "train" for "train-images-idx3-ubyte".
 */
const pairName = (path: string) =>
  path
    .replace(/(?:images?|labels?)/i, "")
    .replace(/idx\d/i, "")
    .replace(/\.gz$/i, "");

async function besideIt(
  file: FileSource,
  how: ReadOptions,
  from: string,
  to: string,
  fromDimensions: string,
  toDimensions: string,
): Promise<FileSource | undefined> {
  const path = file.path
    .replace(from, to)
    .replace(`idx${fromDimensions}`, `idx${toDimensions}`)
    .replace(/\.gz$/i, "");
  if (path === file.path) return undefined;
  const plain = await how.beside(path);
  if (plain) return plain;
  const packed = await how.beside(`${path}.gz`);
  return packed && gunzip(packed, how);
}

function splitOf(path: string): string {
  const name = nameOf(path).toLowerCase();
  return /t10k|test/.test(name)
    ? "test"
    : /val/.test(name)
      ? "validation"
      : /train/.test(name)
        ? "train"
        : name;
}
