import { beginsLikeIdx } from "./idx-head.js";
import { isImageName } from "./image-names.js";
import { extensionOf } from "./opened.js";
import { PROJECTOR } from "./projector-names.js";
import type { Reader } from "./raw-table.js";
import { beginsLikeTar } from "./tar-head.js";

/**
 * A table format, by which `openDataset` finds a file's reader. To add one: write `read/<format>.ts` with a
 * `Reader`, add an entry here that imports it lazily, and test it next to its file. The reader gets all files
 * of the format in a folder, in path order, or the single file opened, and returns a `RawTable`;
 * `openDataset` handles roles, keys, hashing, columns of image paths, and vectors in number columns.
 */
export interface Format {
  /** Name with its article, for messages: "a Parquet table". */
  name: string;
  /** Pattern of lower-case file names, used if the content is inconclusive. */
  file?: RegExp;
  /** Whether a file begins like this format: `head` has its first 4,096 bytes, or fewer. */
  begins?(head: Uint8Array, name: string): boolean;
  load(): Promise<Reader>;
}

/** All formats, in the order in which they are tried. */
export const FORMATS: readonly Format[] = [
  {
    name: "a Parquet table",
    file: /\.(?:parquet|pq)$/,
    begins: (head) => text(head, 0, 4) === "PAR1",
    load: async () => (await import("./parquet/read-parquet.js")).readParquet,
  },
  {
    name: "an Arrow table",
    file: /\.(?:arrows?|feather|ftr|ipc)$/,
    begins: (head) => text(head, 0, 6) === "ARROW1",
    load: async () => (await import("./arrow/read-arrow.js")).readArrow,
  },
  {
    name: "a NumPy array",
    file: /\.npy$/,
    begins: (head) => text(head, 0, 6) === "\x93NUMPY",
    load: async () => (await import("./read-npy.js")).readNpy,
  },
  {
    name: "a NumPy archive",
    file: /\.npz$/,
    load: async () => (await import("./read-npy.js")).readNpz,
  },
  {
    name: "a safetensors file",
    file: /\.safetensors$/,
    begins: beginsLikeSafetensors,
    load: async () => (await import("./read-safetensors.js")).readSafetensorsTable,
  },
  {
    name: "files of the Embedding Projector",
    file: PROJECTOR,
    load: async () => (await import("./projector.js")).readProjector,
  },
  {
    name: "a zip archive",
    file: /\.zip$/,
    begins: (head, name) => text(head, 0, 2) === "PK" && !/\.(?:npz|pth?|ckpt|bin|xlsx|ods)$/.test(name),
    load: async () => (await import("./archive.js")).readZip,
  },
  {
    name: "a tar archive",
    file: /\.(?:tar(?:\.gz)?|tgz)$/,
    begins: beginsLikeTar,
    load: async () => (await import("./archive.js")).readTar,
  },
  {
    name: "an IDX file",
    file: /-ubyte(?:\.gz)?$|\.idx(?:\.gz)?$/,
    begins: beginsLikeIdx,
    load: async () => (await import("./idx.js")).readIdx,
  },
  {
    name: "a CIFAR batch",
    file: /(?:^|\/)(?:data_batch_\d+|test_batch|train|test)\.bin$/,
    load: async () => (await import("./cifar.js")).readCifar,
  },
  {
    name: "a table of JSON Lines",
    file: /\.(?:jsonl|ndjson|json)(?:\.gz)?$/,
    load: async () => (await import("./jsonl.js")).readJsonLines,
  },
  {
    name: "a CSV table",
    file: /\.(?:csv|tsv|tab)(?:\.gz)?$/,
    load: async () => (await import("./csv.js")).readCsv,
  },
];

/** A kind of file that is recognized but holds no usable data, and what to do instead. */
export interface Refusal {
  name: string;
  file?: RegExp;
  begins?(head: Uint8Array): boolean;
  advice: string;
}

export const REFUSALS: readonly Refusal[] = [
  {
    name: "a pointer of Git LFS and not the file itself",
    begins: (head) => text(head, 0, 34) === "version https://git-lfs.github.com",
    advice: "Fetch the files with git lfs pull in the repository, or download it with huggingface-cli.",
  },
  {
    name: "a PyTorch checkpoint",
    file: /\.(?:pt|pth|ckpt|bin)$/,
    advice:
      "If it is a model, give it as the model (--model). If it holds tensors of data, save them as NPY or safetensors.",
  },
  {
    name: "a Python pickle",
    // The names of CIFAR's pickles have no endings.
    file: /\.(?:pkl|pickle|p|joblib)$|(?:^|\/)(?:data_batch_\d|test_batch|batches\.meta)$/,
    begins: (head) => head[0] === 0x80 && head[1] >= 2 && head[1] <= 5 && !beginsLikeSafetensors(head),
    advice:
      "Reading a pickle can run arbitrary code, so pickles are not read. For CIFAR, use the “binary version” (data_batch_1.bin …); save other data as Parquet, CSV or NPY.",
  },
  {
    name: "an ONNX model",
    file: /\.onnx$/,
    advice: "Give it as the model (--model).",
  },
  {
    name: "a GGUF model",
    file: /\.gguf$/,
    begins: (head) => text(head, 0, 4) === "GGUF",
    advice:
      "It is not data, and models in this format are not supported: use the safetensors of the same model.",
  },
  {
    name: "an HDF5 file",
    file: /\.(?:h5|hdf5)$/,
    begins: (head) => text(head, 1, 4) === "HDF",
    advice: "Save its arrays as NPY or Parquet (h5py and NumPy do), or its images as files.",
  },
  {
    name: "a MATLAB file",
    file: /\.mat$/,
    begins: (head) => text(head, 0, 6) === "MATLAB",
    advice: "Save its arrays as NPY, CSV or Parquet (scipy.io.loadmat reads it).",
  },
  {
    name: "a TFRecord file",
    file: /\.tfrecords?$/,
    advice: "Save its examples as Parquet or as images in class folders.",
  },
  { name: "a spreadsheet", file: /\.(?:xlsx?|ods)$/, advice: "Save its sheet as CSV." },
  {
    name: "a web page",
    begins: (head) => /^\s*(?:<!doctype html|<html)/i.test(text(head, 0, 200)),
    advice:
      "The URL probably shows the file in a page instead of sending it; on the Hugging Face hub, replace “blob” in the URL by “resolve”.",
  },
  {
    name: "a PDF",
    begins: (head) => text(head, 0, 5) === "%PDF-",
    advice: "Save its pictures as image files.",
  },
  {
    name: "a 7-Zip archive",
    begins: (head) => head[0] === 0x37 && head[1] === 0x7a && head[2] === 0xbc,
    advice: "Unpack it and open the folder.",
  },
  {
    name: "a RAR archive",
    begins: (head) => text(head, 0, 4) === "Rar!",
    advice: "Unpack it and open the folder.",
  },
  {
    name: "a file compressed with bzip2, xz or Zstandard",
    file: /\.(?:bz2|xz|zst|tbz|txz)$/,
    begins: (head) =>
      (text(head, 0, 3) === "BZh" && text(head, 4, 10) === "1AY&SY") ||
      text(head, 1, 5) === "7zXZ" ||
      (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd),
    advice: "Unpack it and open its contents.",
  },
];

/** Bytes as Latin-1 text. */
export const text = (bytes: Uint8Array, start: number, end: number) =>
  String.fromCharCode(...bytes.subarray(start, end));

/**
 * Detects safetensors: the length of a JSON object in eight bytes, then the object. Needs the check of the
 * object, since pickles may begin with such a length too (640, for example).
 */
function beginsLikeSafetensors(head: Uint8Array): boolean {
  return head.length > 9 && head.subarray(4, 8).every((byte) => byte === 0) && text(head, 8, 10) === '{"';
}

/** The format of a file, by its first bytes or else its name; undefined if no reader supports it. */
export function formatOf(name: string, head?: Uint8Array): Format | undefined {
  const lower = name.toLowerCase();
  const byContent = head && FORMATS.find((format) => format.begins?.(head, lower));
  return byContent ?? FORMATS.find((format) => format.file?.test(lower));
}

/**
 * The format of a text file with an uninformative name, such as captions.txt: JSON Lines, delimited fields,
 * or one image path per line.
 */
export function textFormatOf(head: Uint8Array): Format | undefined {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return undefined;
  const start = new TextDecoder().decode(head);
  const named = (name: string) => FORMATS.find(({ file }) => file?.test(name));
  if (/^\uFEFF?\s*\{/.test(start)) return named("x.jsonl");
  const lines = start.split(/\r\n?|\n/).slice(0, -1);
  const delimited = [",", "\t", ";", "|"].some(
    (mark) => lines.length > 1 && lines.every((line) => line.includes(mark)),
  );
  const listed = lines.length > 0 && lines.every((line) => isImageName(line.split(" ")[0]));
  return delimited || listed ? named("x.csv") : undefined;
}

export function refusalOf(name: string, head?: Uint8Array): Refusal | undefined {
  const lower = name.toLowerCase();
  const byContent = head && REFUSALS.find((refusal) => refusal.begins?.(head));
  return byContent ?? REFUSALS.find((refusal) => refusal.file?.test(lower));
}

/** File name extensions by frequency, for messages: "12 .txt, 3 .md". */
export function endings(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const ending = extensionOf(path) || "without an ending";
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, 5).map(([ending, count]) => `${count} ${ending}`);
  return shown.join(", ") + (sorted.length > 5 ? " …" : "");
}
