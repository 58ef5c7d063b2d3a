import { ClipscopeError, type OnProgress, throwIfCancelled } from "@clipscope/types";
import type { RowProblem, VectorColumn } from "../dataset.js";

/** A matrix in a file or in memory, one vector per row, not yet checked for unusable rows. */
export interface VectorSource {
  readonly rows: number;
  readonly width: number;
  /** Reads the given rows in order: `[rows.length * width]`. */
  read(rows: Int32Array): Promise<Float32Array>;
  /** Iterates over all rows in order, a few megabytes at a time. */
  blocks(): AsyncIterable<VectorBlock>;
}

export interface VectorBlock {
  /** First row of the block. */
  start: number;
  /** `[rows in the block * width]` */
  data: Float32Array;
  /** Rows whose list length differs from `width`, with that length; 0 for a missing list. */
  odd?: ReadonlyMap<number, number>;
}

export interface CheckOptions {
  /** File name for messages. */
  file: string;
  /** The file's metadata about its vectors, including `model`. */
  metadata?: Readonly<Record<string, string>>;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface CheckedVectors {
  column: VectorColumn;
  problems: RowProblem[];
  /** Number of rows whose vector is missing or has another length. */
  odd: number;
}

/**
 * Reads all vectors once, in constant memory, to find unusable rows: of another length, non-finite, or all
 * zeros. They read as NaN and are listed as problems.
 */
export async function checkVectors(source: VectorSource, options: CheckOptions): Promise<CheckedVectors> {
  const { file, metadata, onProgress, signal } = options;
  const { rows, width } = source;
  const problems: RowProblem[] = [];
  const unusable = new Set<number>();
  let oddRows = 0;
  for await (const { start, data, odd } of source.blocks()) {
    throwIfCancelled(signal, `Reading ${file}`);
    oddRows += odd?.size ?? 0;
    const count = data.length / width;
    for (let i = 0; i < count; i++) {
      const row = start + i;
      const length = odd?.get(row);
      const reason = length === undefined ? whyUnusable(data, i * width, width) : oddLength(length, width);
      if (reason === undefined) continue;
      unusable.add(row);
      problems.push({ row, message: `${file}, row ${row + 1}: ${reason}` });
    }
    onProgress?.({ stage: "checking vectors", done: start + count, total: rows });
  }
  return { column: vectorColumn(source, unusable, metadata), problems, odd: oddRows };
}

/** Float32 rows in memory as a source: `data` is `[rows * width]`; `odd` lists rows of another length. */
export function vectorsInMemory(
  data: Float32Array,
  width: number,
  odd?: ReadonlyMap<number, number>,
): VectorSource {
  const rows = data.length / width;
  return {
    rows,
    width,
    async read(wanted) {
      const out = new Float32Array(wanted.length * width);
      for (let i = 0; i < wanted.length; i++) {
        out.set(data.subarray(wanted[i] * width, (wanted[i] + 1) * width), i * width);
      }
      return out;
    },
    async *blocks() {
      yield { start: 0, data, odd };
    },
  };
}

function vectorColumn(
  source: VectorSource,
  unusable: ReadonlySet<number>,
  metadata: Readonly<Record<string, string>> | undefined,
): VectorColumn {
  const { rows, width } = source;
  return {
    width,
    ...(metadata?.model === undefined ? {} : { model: metadata.model }),
    ...(metadata === undefined ? {} : { metadata }),
    async read(wanted) {
      const outside = wanted?.find((row) => !(row >= 0 && row < rows));
      if (outside !== undefined) {
        throw new ClipscopeError("bad-argument", `Row ${outside} is out of range: there are ${rows} rows.`);
      }
      const data = wanted ? await source.read(wanted) : await readAll(source);
      if (wanted) {
        for (let i = 0; i < wanted.length; i++) {
          if (unusable.has(wanted[i])) data.fill(Number.NaN, i * width, (i + 1) * width);
        }
      } else {
        for (const row of unusable) data.fill(Number.NaN, row * width, (row + 1) * width);
      }
      return { data, rows: wanted ? wanted.length : rows, cols: width };
    },
  };
}

async function readAll(source: VectorSource): Promise<Float32Array> {
  const out = new Float32Array(source.rows * source.width);
  for await (const { start, data } of source.blocks()) out.set(data, start * source.width);
  return out;
}

function whyUnusable(data: Float32Array, start: number, width: number): string | undefined {
  let zeros = true;
  for (let i = start; i < start + width; i++) {
    const value = data[i];
    if (value - value !== 0) {
      return `the vector's value ${i - start} is ${Number.isNaN(value) ? "NaN" : "infinite"}.`;
    }
    if (value !== 0) zeros = false;
  }
  return zeros ? "the vector is all zeros, so it has no direction." : undefined;
}

const oddLength = (length: number, width: number): string =>
  length === 0
    ? "there is no vector in this row."
    : `the vector has ${length === 1 ? "1 value" : `${length} values`}; most rows have ${width}.`;
