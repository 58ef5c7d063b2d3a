import { bytesOf, type NumberType, toFloat32 } from "./number-types.js";
import type { FileSource } from "./source.js";
import type { VectorBlock, VectorSource } from "./vectors.js";

/** Location and layout of a numeric matrix in a file. */
export interface MatrixLayout {
  /** Byte offset of the first number. */
  offset: number;
  rows: number;
  width: number;
  type: NumberType;
  /** Whether the matrix is stored column by column ("Fortran order") rather than row by row. */
  columnMajor?: boolean;
}

const BLOCK_BYTES = 4 << 20;
/** Gap in bytes below which reading on is cheaper than another request. */
const GAP_BYTES = 64 << 10;

/** A numeric matrix in a file of any size, read piece by piece in constant memory. */
export function storedMatrix(source: FileSource, layout: MatrixLayout): VectorSource {
  return layout.columnMajor ? columnMajor(source, layout) : rowMajor(source, layout);
}

function rowMajor(source: FileSource, { offset, rows, width, type }: MatrixLayout): VectorSource {
  const rowBytes = width * bytesOf(type);
  const inBlock = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
  const gap = Math.floor(GAP_BYTES / rowBytes);
  const part = async (start: number, end: number) =>
    toFloat32(await source.slice(offset + start * rowBytes, offset + end * rowBytes), type);
  return {
    rows,
    width,
    async read(wanted) {
      const out = new Float32Array(wanted.length * width);
      const order = Int32Array.from(wanted.keys()).sort((a, b) => wanted[a] - wanted[b]);
      for (let i = 0; i < order.length; ) {
        const start = wanted[order[i]];
        let last = i;
        while (
          last + 1 < order.length &&
          wanted[order[last + 1]] - wanted[order[last]] <= gap + 1 &&
          wanted[order[last + 1]] - start < inBlock
        ) {
          last++;
        }
        const data = await part(start, wanted[order[last]] + 1);
        for (; i <= last; i++) {
          const at = (wanted[order[i]] - start) * width;
          out.set(data.subarray(at, at + width), order[i] * width);
        }
      }
      return out;
    },
    async *blocks(): AsyncIterable<VectorBlock> {
      for (let start = 0; start < rows; start += inBlock) {
        yield { start, data: await part(start, Math.min(start + inBlock, rows)) };
      }
    },
  };
}

function columnMajor(source: FileSource, { offset, rows, width, type }: MatrixLayout): VectorSource {
  const size = bytesOf(type);
  const inBlock = Math.max(1, Math.floor(BLOCK_BYTES / size));
  const part = async (column: number, start: number, end: number) => {
    const first = offset + (column * rows + start) * size;
    return toFloat32(await source.slice(first, first + (end - start) * size), type);
  };
  return {
    rows,
    width,
    async read(wanted) {
      const out = new Float32Array(wanted.length * width);
      for (let column = 0; column < width; column++) {
        for (let start = 0; start < rows; start += inBlock) {
          const data = await part(column, start, Math.min(start + inBlock, rows));
          for (let i = 0; i < wanted.length; i++) {
            const row = wanted[i] - start;
            if (row >= 0 && row < data.length) out[i * width + column] = data[row];
          }
        }
      }
      return out;
    },
    async *blocks(): AsyncIterable<VectorBlock> {
      const together = Math.max(1, Math.min(rows, Math.floor((4 * BLOCK_BYTES) / (width * size))));
      for (let start = 0; start < rows; start += together) {
        const end = Math.min(start + together, rows);
        const data = new Float32Array((end - start) * width);
        for (let column = 0; column < width; column++) {
          const values = await part(column, start, end);
          for (let i = 0; i < values.length; i++) data[i * width + column] = values[i];
        }
        yield { start, data };
      }
    },
  };
}
