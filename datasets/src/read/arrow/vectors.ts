import type { Batch, Column } from "@uwdata/flechette";
import { fromHalf } from "../number-types.js";
import type { VectorBlock, VectorSource } from "../vectors.js";
import type { Flechette } from "./library.js";

const BLOCK_VALUES = 1 << 20;

/** The list values of a record batch, and the position of each list. */
interface Lists {
  rows: number;
  begin(row: number): number;
  /** Length of a row's list; 0 if missing. */
  length(row: number): number;
  /** Values `begin` to `end` (exclusive) as float32, NaN if missing. */
  values(begin: number, end: number): Float32Array;
}

/** The element type of a list column of numbers; undefined for other columns. */
export function listElement({ Type }: Flechette, column: Column<unknown>) {
  const { type } = column;
  const isList =
    type.typeId === Type.FixedSizeList || type.typeId === Type.List || type.typeId === Type.LargeList;
  const child = isList ? (type as { children: { type: { typeId: number } }[] }).children[0].type : undefined;
  return child?.typeId === Type.Float || child?.typeId === Type.Int ? child : undefined;
}

/** A list column of numbers as vectors, with the width of most rows; undefined if all lists are empty. */
export function arrowVectors(flechette: Flechette, column: Column<unknown>): VectorSource | undefined {
  const batches = column.data.map((batch) => listsOf(flechette, batch as Batch<unknown>));
  const starts = [0];
  const counts = new Map<number, number>();
  for (const lists of batches) {
    starts.push((starts.at(-1) ?? 0) + lists.rows);
    for (let row = 0; row < lists.rows; row++) {
      const length = lists.length(row);
      counts.set(length, (counts.get(length) ?? 0) + 1);
    }
  }
  counts.delete(0);
  const [[width] = [0]] = [...counts].sort((a, b) => b[1] - a[1]);
  if (width === 0) return undefined;

  const copy = (lists: Lists, row: number, out: Float32Array, at: number): number => {
    const length = lists.length(row);
    const begin = lists.begin(row);
    if (length === width) out.set(lists.values(begin, begin + width), at);
    else out.fill(Number.NaN, at, at + width);
    return length;
  };
  return {
    rows: starts[batches.length],
    width,
    async read(wanted) {
      const out = new Float32Array(wanted.length * width);
      for (let i = 0; i < wanted.length; i++) {
        const b = starts.findLastIndex((start) => start <= wanted[i]);
        copy(batches[b], wanted[i] - starts[b], out, i * width);
      }
      return out;
    },
    async *blocks(): AsyncIterable<VectorBlock> {
      const together = Math.max(1, Math.floor(BLOCK_VALUES / width));
      for (const [b, lists] of batches.entries()) {
        for (let first = 0; first < lists.rows; first += together) {
          const count = Math.min(together, lists.rows - first);
          const data = new Float32Array(count * width);
          const odd = new Map<number, number>();
          for (let i = 0; i < count; i++) {
            const length = copy(lists, first + i, data, i * width);
            if (length !== width) odd.set(starts[b] + first + i, length);
          }
          yield { start: starts[b] + first, data, odd };
        }
      }
    },
  };
}

function listsOf({ Type }: Flechette, batch: Batch<unknown>): Lists {
  const child = batch.children[0];
  const stride = batch.type.typeId === Type.FixedSizeList ? (batch.type as { stride: number }).stride : 0;
  const { offsets } = batch;
  const isHalf = child.type.typeId === Type.Float && child.values instanceof Uint16Array;
  const present = (row: number) => batch.nullCount === 0 || batch.isValid(row);
  const begin = stride > 0 ? (row: number) => row * stride : (row: number) => Number(offsets[row]);
  return {
    rows: batch.length,
    begin,
    length(row) {
      if (!present(row)) return 0;
      return stride > 0 ? stride : Number(offsets[row + 1]) - Number(offsets[row]);
    },
    values(start, end) {
      const stored = child.values.subarray(start, end);
      const values =
        stored instanceof Float32Array
          ? stored
          : isHalf
            ? fromHalf(stored as Uint16Array)
            : Float32Array.from(stored as ArrayLike<number>, Number);
      if (child.nullCount === 0) return values;
      return values.map((value, i) => (child.isValid(start + i) ? value : Number.NaN));
    },
  };
}
