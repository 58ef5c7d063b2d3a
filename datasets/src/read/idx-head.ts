/** Detects an IDX array of bytes: two zeros, the type 8, and the number of dimensions. */
export const beginsLikeIdx = (head: Uint8Array) =>
  head[0] === 0 && head[1] === 0 && head[2] === 8 && (head[3] === 1 || head[3] === 3 || head[3] === 4);
