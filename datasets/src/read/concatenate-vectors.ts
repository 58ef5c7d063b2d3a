import { ClipscopeError } from "@clipscope/types";
import type { VectorSource } from "./vectors.js";

/** Concatenates the rows of several sources. Throws `wrong-shape` if their widths differ. */
export function concatenateVectors(parts: readonly { file: string; vectors: VectorSource }[]): VectorSource {
  if (parts.length === 1) return parts[0].vectors;
  const { width } = parts[0].vectors;
  const starts = [0];
  for (const { file, vectors } of parts) {
    if (vectors.width !== width) {
      throw new ClipscopeError(
        "wrong-shape",
        `${file} has vectors of ${vectors.width} values, and ${parts[0].file} has ${width}: they can't form one dataset. Open one of them.`,
      );
    }
    starts.push((starts.at(-1) ?? 0) + vectors.rows);
  }
  return {
    rows: starts[parts.length],
    width,
    async read(wanted) {
      const out = new Float32Array(wanted.length * width);
      for (const [p, { vectors }] of parts.entries()) {
        const places = Int32Array.from(wanted.keys()).filter(
          (i) => wanted[i] >= starts[p] && wanted[i] < starts[p + 1],
        );
        if (places.length === 0) continue;
        const data = await vectors.read(places.map((i) => wanted[i] - starts[p]));
        for (let i = 0; i < places.length; i++) {
          out.set(data.subarray(i * width, (i + 1) * width), places[i] * width);
        }
      }
      return out;
    },
    async *blocks() {
      for (const [p, { vectors }] of parts.entries()) {
        for await (const { start, data, odd } of vectors.blocks()) {
          const moved = odd && new Map([...odd].map(([row, length]) => [row + starts[p], length]));
          yield { start: start + starts[p], data, ...(moved ? { odd: moved } : {}) };
        }
      }
    },
  };
}
