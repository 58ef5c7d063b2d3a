import type { DecodeOptions, Decoding } from "@clipscope/core";
import type { Dataset, ImageColumn, VectorColumn } from "@clipscope/datasets";
import {
  ClipscopeError,
  type ClipscopeErrorCode,
  type ImageInput,
  type OnProgress,
  throwIfCancelled,
} from "@clipscope/types";
import type { Encoder } from "../encoder/encoder.js";
import type { EmbeddedImages, RowFailure } from "./embedded-images.js";
import { PartialMatrix } from "./partial-matrix.js";
import type { StoredVectors, VectorStore } from "./vector-store.js";

export interface EmbedDatasetOptions {
  /**
   * "projected" (default): the space shared with texts, rows of norm 1. "preProjection": the image tower's
   * output before projection, not normalized; `encoder.project` converts it. Imported vectors are used
   * unchanged.
   */
  features?: "projected" | "preProjection";
  /** Rows to embed, ascending. Default: all. */
  rows?: ArrayLike<number>;
  /**
   * Column of vectors to use instead of images. By default images are embedded; without images or a model,
   * the dataset's only vector column is used.
   */
  vectors?: string;
  /** Handling of alpha, EXIF orientation and 16-bit images. Default: that of the model's family. */
  decode?: Omit<DecodeOptions, "name">;
  batchSize?: number;
  /** Store that keeps vectors from run to run. */
  store?: VectorStore;
  /** On cancellation, return the rows done so far, if any, instead of throwing. Default false. */
  partial?: boolean;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Embeddings of a dataset's rows, in order and with their keys. An unreadable row has no embedding and is
 * listed in `failures`; the others are still embedded. Throws `not-supported` if there is nothing to embed,
 * `not-found` for a missing column, `bad-argument` if no row could be embedded, and `cancelled`.
 */
export async function embedDataset(
  dataset: Dataset,
  encoder: Encoder,
  how: EmbedDatasetOptions = {},
): Promise<EmbeddedImages> {
  const found = await embedSomeRows(dataset, encoder, how);
  checkSomeEmbedded(dataset, found);
  return found;
}

/** `embedDataset` for some rows, to be joined with others; does not throw if none of them is readable. */
export async function embedSomeRows(
  dataset: Dataset,
  encoder: Encoder,
  how: EmbedDatasetOptions = {},
): Promise<EmbeddedImages> {
  throwIfCancelled(how.signal, "Embedding the dataset");
  const asked = askedRows(dataset, how.rows);
  const column = chooseVectors(dataset, encoder, how.vectors);
  const found = column
    ? { ...(await readVectors(dataset, column, asked)), ...ownFeatures(column.column, encoder) }
    : await embedImages(dataset, dataset.images as ImageColumn, encoder, asked, how);
  if (found.features === "preProjection") await encoder.load(); // which projects them
  return {
    ...found,
    dataset: { name: dataset.title, hash: dataset.hash, rows: dataset.rows },
  };
}

/** Throws the first row's error, or `bad-argument`, if no row has an embedding. */
export function checkSomeEmbedded(dataset: Dataset, { rows, failures }: EmbeddedImages): void {
  if (rows.length > 0) return;
  const [first] = failures;
  throw new ClipscopeError(
    first?.code ?? "bad-argument",
    `None of the ${failures.length} rows of ${dataset.title} could be embedded${first ? `. The first: ${first.message}` : ""}.`,
  );
}

function askedRows({ rows, title }: Dataset, asked: ArrayLike<number> | undefined): Int32Array {
  if (asked === undefined) return Int32Array.from({ length: rows }, (_, row) => row);
  const chosen = Int32Array.from(asked);
  for (const [i, row] of chosen.entries()) {
    if (row >= 0 && row < rows && (i === 0 || row > chosen[i - 1])) continue;
    throw new ClipscopeError(
      "bad-argument",
      `Row ${asked[i]} can't be embedded: rows are given once each, ascending, and ${title} has ${rows}.`,
    );
  }
  return chosen;
}

/** The column of vectors to use; undefined for images. */
function chooseVectors(
  { title, images, vectors }: Dataset,
  encoder: Encoder,
  name: string | undefined,
): { name: string; column: VectorColumn } | undefined {
  const listed = [...vectors.keys()].map((each) => `"${each}"`).join(", ");
  if (name !== undefined) {
    const column = vectors.get(name);
    if (column) return { name, column };
    const known = vectors.size > 0 ? `Its columns of vectors: ${listed}.` : "It has no column of vectors.";
    throw new ClipscopeError("not-found", `${title} has no column of vectors "${name}". ${known}`);
  }
  if (images && encoder.width !== 0) return undefined;
  const [only] = vectors;
  if (vectors.size === 1) return { name: only[0], column: only[1] };
  if (vectors.size > 1) {
    throw new ClipscopeError(
      "bad-argument",
      `${title} has several columns of vectors: choose one, { vectors: ${listed.replaceAll(", ", " } or { vectors: ")} }.`,
    );
  }
  throw new ClipscopeError(
    "not-supported",
    images
      ? `${title} has images but no vectors, so a model is needed to embed them: open one.`
      : `${title} has neither images nor vectors: there is nothing to embed.`,
  );
}

type Found = Omit<EmbeddedImages, "dataset">;

async function readVectors(
  dataset: Dataset,
  { name, column }: { name: string; column: VectorColumn },
  asked: Int32Array,
): Promise<Found> {
  const { data, cols } = await column.read(asked);
  const known = new Map(dataset.problems.map(({ row, message }) => [row, message]));
  const rows: number[] = [];
  const failures: RowFailure[] = [];
  const kept = new Float32Array(data.length);
  for (const [i, row] of asked.entries()) {
    const vector = data.subarray(i * cols, (i + 1) * cols);
    if (vector.every(Number.isFinite)) {
      kept.set(vector, rows.length * cols);
      rows.push(row);
      continue;
    }
    const key = dataset.keys.at(row);
    const message = known.get(row) ?? `${key}: its vector in "${name}" has non-finite values.`;
    failures.push({ row, key, code: "bad-file", message });
  }
  const keys = rows.map((row) => dataset.keys.at(row));
  return {
    embeddings: { data: kept.slice(0, rows.length * cols), rows: rows.length, cols, keys },
    rows: Int32Array.from(rows),
    features: "imported",
    encoder: {
      name: column.model ?? `vectors "${name}"`,
      dtype: "float32",
      engine: "none",
      backend: "none",
    },
    failures,
  };
}

/**
 * The feature kind of vectors that the open model itself made before its projection, according to their
 * metadata; such vectors can be projected.
 */
const ownFeatures = ({ metadata }: VectorColumn, { id }: Encoder): Partial<Found> =>
  id.hash !== undefined && metadata?.hash === id.hash && metadata.features === "preProjection"
    ? { features: "preProjection", encoder: id }
    : {};

async function embedImages(
  dataset: Dataset,
  images: ImageColumn,
  encoder: Encoder,
  asked: Int32Array,
  { features = "projected", decode, batchSize, store, partial, onProgress, signal }: EmbedDatasetOptions,
): Promise<Found> {
  const decoding = encoder.decoding(decode);
  const stored = await openStored(store, encoder, features, decoding);
  const contents = stored ? Array.from(asked, (row) => images.contentKey(row)) : [];
  const matrix = new PartialMatrix(asked.length, await stored?.get(contents));
  const reused = matrix.count;
  const missing = matrix.missing();
  const failures: RowFailure[] = [];
  const parts =
    missing.length === 0
      ? []
      : encoder.embedImages(
          readAhead(missing, (i) => images.read(asked[i])),
          {
            features,
            normalize: features === "projected",
            total: missing.length,
            ...(decode && { decode }),
            ...(batchSize && { batchSize }),
            onProgress: ({ stage, done }) =>
              onProgress?.({ stage, done: reused + done, total: asked.length }),
            ...(signal && { signal }),
          },
        );
  try {
    for await (const part of parts) {
      for (const { index, error } of part.failures) {
        failures.push(failureOf(dataset, asked[missing[index]], error));
      }
      const rows = Array.from(part.indices, (index) => missing[index]);
      matrix.set(rows, part);
      const own = rows.map((i) => contents[i]);
      await stored?.put(own, { data: part.data, rows: part.rows, cols: part.cols });
    }
  } catch (error) {
    const keeps = partial && signal?.aborted && matrix.count > 0;
    if (!keeps) throw error;
  } finally {
    await stored?.flush();
  }
  const { present, data, cols } = matrix.compact();
  const rows = present.map((i) => asked[i]);
  const keys = Array.from(rows, (row) => dataset.keys.at(row));
  const embeddings = { data, rows: rows.length, cols, keys };
  return { embeddings, rows, features, decoding, encoder: encoder.id, failures, reused };
}

/** The stored vectors of this computation; none for a model without a content hash, which can't be identified. */
async function openStored(
  store: VectorStore | undefined,
  { id: { hash, dtype } }: Encoder,
  features: "projected" | "preProjection",
  decoding: Decoding,
): Promise<StoredVectors | undefined> {
  if (hash === undefined) return undefined;
  return store?.open({ model: hash, features, dtype, decoding: JSON.stringify(decoding) });
}

/**
 * Number of images read concurrently: enough to hide disk or network latency, few enough to hold in memory.
 */
const READ_AT_ONCE = 8;

/** Reads images ahead, yielding them in order; an unreadable image yields its error. */
async function* readAhead(
  indices: Int32Array,
  read: (index: number) => Promise<ImageInput>,
): AsyncGenerator<ImageInput | Error> {
  const reading: Promise<ImageInput | Error>[] = [];
  for (const index of indices) {
    reading.push(read(index).catch(readError));
    if (reading.length === READ_AT_ONCE) yield reading.shift() as Promise<ImageInput | Error>;
  }
  yield* reading;
}

/** Converts a failure to read an image to a `ClipscopeError`. */
export const readError = (error: unknown): ClipscopeError =>
  error instanceof ClipscopeError
    ? error
    : new ClipscopeError("bad-image", error instanceof Error ? error.message : String(error), {
        cause: error,
      });

function failureOf(dataset: Dataset, row: number, error: Error): RowFailure {
  const code: ClipscopeErrorCode = error instanceof ClipscopeError ? error.code : "bad-file";
  const known = dataset.problems.find((problem) => problem.row === row);
  const key = dataset.keys.at(row);
  const message = known?.message ?? error.message;
  return { row, key, code, message: message.includes(key) ? message : `${key}: ${message}` };
}
