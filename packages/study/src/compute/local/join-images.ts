import type { EmbeddedImages } from "../../embed/embedded-images.js";

/**
 * Joins embeddings of two sets of rows of one dataset, in row order. For rows in both, those of `b` are used.
 */
export function joinImages(a: EmbeddedImages, b: EmbeddedImages): EmbeddedImages {
  if (a.rows.length === 0 || b.rows.length === 0) {
    const images = a.rows.length === 0 ? b : a;
    return { ...images, failures: joinFailures(a, b) };
  }
  const { cols } = a.embeddings;
  const again = new Set(b.rows);
  const line = [
    ...Array.from(a.rows, (row, at) => ({ row, at, from: a })).filter(({ row }) => !again.has(row)),
    ...Array.from(b.rows, (row, at) => ({ row, at, from: b })),
  ].sort((one, other) => one.row - other.row);
  const data = new Float32Array(line.length * cols);
  for (const [to, { at, from }] of line.entries()) {
    data.set(from.embeddings.data.subarray(at * cols, (at + 1) * cols), to * cols);
  }
  const keys = line.map(({ at, from }) => from.embeddings.keys?.[at] ?? "");
  return {
    ...b,
    embeddings: { data, rows: line.length, cols, keys },
    rows: Int32Array.from(line, ({ row }) => row),
    failures: joinFailures(a, b),
  };
}

function joinFailures(a: EmbeddedImages, b: EmbeddedImages) {
  const done = new Set([...b.rows, ...b.failures.map(({ row }) => row)]);
  return [...a.failures.filter(({ row }) => !done.has(row)), ...b.failures].sort((x, y) => x.row - y.row);
}
