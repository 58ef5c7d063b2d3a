import { ClipscopeError, type RgbImage } from "@clipscope/types";
import { categoryColumn } from "../columns.js";
import type { Column } from "../dataset.js";
import { fileIdentity } from "../dataset-hash.js";
import { folderOf, nameOf } from "./opened.js";
import { pixelImages } from "./pixel-images.js";
import type { RawTable } from "./raw-table.js";
import { type FileSource, type ReadOptions, readText } from "./source.js";

/** Side of the images in pixels; all red values come first, then green, then blue. */
const SIDE = 32;
const PIXELS = 3 * SIDE * SIDE;

/**
 * Class names of CIFAR-10 (https://www.cs.toronto.edu/~kriz/cifar.html), as in `batches.meta.txt` of the
 * binary version.
 */
const CIFAR10 = "airplane automobile bird cat deer dog frog horse ship truck".split(" ");

/**
 * Reads the binary version of CIFAR-10 (`data_batch_1.bin` … `test_batch.bin`: records of a label and an
 * image) and CIFAR-100 (`train.bin`, `test.bin`: a coarse label, a fine label and an image). Class names are
 * read from the adjacent text files; the file names become a split column.
 */
export async function readCifar(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const labels = files.every(({ path }) => /batch/i.test(nameOf(path))) ? 1 : 2;
  const record = labels + PIXELS;
  for (const file of files) {
    if (file.size > 0 && file.size % record === 0) continue;
    throw new ClipscopeError(
      "bad-file",
      `${file.path} has ${file.size} bytes, which is not a multiple of the ${record} of an image of CIFAR-${labels === 1 ? 10 : 100}: it is another file or was not copied as a whole.`,
    );
  }
  const counts = files.map(({ size }) => size / record);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const codes = [new Int32Array(rows), new Int32Array(rows)];
  let start = 0;
  for (const [f, file] of files.entries()) {
    const bytes = await file.slice(0, file.size);
    for (let i = 0; i < counts[f]; i++) {
      for (let l = 0; l < labels; l++) codes[l][start + i] = bytes[i * record + l];
    }
    start += counts[f];
  }
  const columns = new Map<string, Column>();
  const notes: string[] = [];
  const names =
    labels === 1
      ? [["label", "batches.meta.txt"]]
      : [
          ["coarse_label", "coarse_label_names.txt"],
          ["fine_label", "fine_label_names.txt"],
        ];
  for (const [l, [title, listed]] of names.entries()) {
    const list = await how.beside([folderOf(files[0].path), listed].filter(Boolean).join("/"));
    const lines = list && (await readText(list)).split(/\r?\n/).filter((line) => line.trim() !== "");
    const values = lines ?? (labels === 1 ? CIFAR10 : undefined);
    if (!values) notes.push(`${listed} is not next to the data: class names are numbers.`);
    columns.set(
      title,
      values
        ? {
            kind: "category",
            title,
            codes: codes[l].map((code) => (code < values.length ? code : -1)),
            values,
          }
        : categoryColumn(title, Array.from(codes[l], String)),
    );
  }
  const splits = files.map(({ path }) => (/test/i.test(nameOf(path)) ? "test" : "train"));
  if (new Set(splits).size > 1) {
    columns.set(
      "split",
      categoryColumn(
        "split",
        counts.flatMap((count, f) => new Array<string>(count).fill(splits[f])),
      ),
    );
  }
  return {
    rows,
    columns,
    notes,
    roles: {
      label: labels === 1 ? "label" : "fine_label",
      ...(columns.has("split") ? { split: "split" } : {}),
    },
    images: pixelImages(
      await Promise.all(
        files.map(async (file, f) => ({
          rows: counts[f],
          identity: await fileIdentity(file),
          read: async (row: number) =>
            interleaved(await file.slice(row * record + labels, (row + 1) * record)),
        })),
      ),
    ),
  };
}

function interleaved(planes: Uint8Array): RgbImage {
  const data = new Uint8Array(PIXELS);
  const area = SIDE * SIDE;
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) data[3 * i + channel] = planes[channel * area + i];
  }
  return { width: SIDE, height: SIDE, data };
}
