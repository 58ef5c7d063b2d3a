import { ClipscopeError } from "@clipscope/types";
import { writeParts } from "#platform";
import { type CheckedTable, checkTable, type EmbeddingsTable } from "./embeddings-table.js";
import { bytesOfParts, type EncodedFile } from "./encoded-file.js";

/** Formats that hold embeddings. */
export type EmbeddingsFormat = "parquet" | "arrow" | "npy" | "npz" | "safetensors" | "projector" | "csv";

export interface WriteEmbeddingsOptions {
  /** File format. Default: by the name's extension. */
  format?: EmbeddingsFormat;
}

type Encoder = (name: string, table: CheckedTable) => EncodedFile[];

const ENCODERS: Readonly<Record<EmbeddingsFormat, () => Promise<Encoder>>> = {
  parquet: async () => (await import("./parquet.js")).encodeParquet,
  arrow: async () => (await import("./arrow.js")).encodeArrow,
  npy: async () => (await import("./npy.js")).encodeNpy,
  npz: async () => (await import("./npz.js")).encodeNpz,
  safetensors: async () => (await import("./safetensors.js")).encodeSafetensors,
  projector: async () => (await import("./projector.js")).encodeProjector,
  csv: async () => (await import("./csv.js")).encodeCsv,
};

const ENDINGS: readonly [RegExp, EmbeddingsFormat][] = [
  [/\.parquet$/i, "parquet"],
  [/\.(?:arrow|feather)$/i, "arrow"],
  [/\.npy$/i, "npy"],
  [/\.npz$/i, "npz"],
  [/\.safetensors$/i, "safetensors"],
  [/vectors\.tsv$/i, "projector"],
  [/\.csv$/i, "csv"],
];

/** The format for a file name. Throws `bad-argument`, listing the known extensions, for an unknown one. */
export function embeddingsFormat(name: string): EmbeddingsFormat {
  const found = ENDINGS.find(([ending]) => ending.test(name))?.[1];
  if (found) return found;
  throw new ClipscopeError(
    "bad-argument",
    `Embeddings can't be written to ${name}: its name should end in .parquet, .arrow, .npy, .npz, .safetensors, vectors.tsv or .csv.`,
  );
}

/**
 * Writes embeddings with their keys, columns and metadata to a file (Node only); NPY gets CSV and JSON
 * sidecars, and the Embedding Projector's vectors a metadata.tsv. Files appear under their names only when
 * complete. Returns the paths written. Throws `bad-argument`, `wrong-shape` and `storage-full`.
 */
export async function writeEmbeddings(
  path: string,
  table: EmbeddingsTable,
  options: WriteEmbeddingsOptions = {},
): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, parts } of await encode(path, table, options)) {
    await writeParts(name, parts);
    paths.push(name);
  }
  return paths;
}

/** The files that `writeEmbeddings` would write, as Blobs, for browsers or custom storage. */
export async function encodeEmbeddings(
  name: string,
  table: EmbeddingsTable,
  options: WriteEmbeddingsOptions = {},
): Promise<{ name: string; content: Blob }[]> {
  const files = await encode(name, table, options);
  return Promise.all(
    files.map(async (file) => ({ name: file.name, content: new Blob([await bytesOfParts(file)]) })),
  );
}

async function encode(
  name: string,
  table: EmbeddingsTable,
  { format = embeddingsFormat(name), ...rest }: WriteEmbeddingsOptions,
): Promise<EncodedFile[]> {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new ClipscopeError("bad-argument", `There is no option “${unknown}”: the option is format.`);
  }
  if (!Object.hasOwn(ENCODERS, format)) {
    throw new ClipscopeError(
      "bad-argument",
      `There is no format “${format}”: embeddings are written as ${Object.keys(ENCODERS).join(", ")}.`,
    );
  }
  return (await ENCODERS[format]())(name, checkTable(table));
}
