import { ClipscopeError, type Embeddings } from "@clipscope/types";

/** Throws `wrong-shape` unless both matrices have the same number of columns. */
export function checkSameWidth(a: Embeddings, aName: string, b: Embeddings, bName: string): void {
  if (a.cols !== b.cols) {
    throw new ClipscopeError(
      "wrong-shape",
      `${aName} have ${a.cols} columns and ${bName} have ${b.cols}: both must come from the same model and the same features.`,
    );
  }
}

/** Throws `bad-argument` with the first row that holds NaN or infinity. */
export function checkFinite(embeddings: Embeddings, name: string): void {
  const { data, cols } = embeddings;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      const row = Math.floor(i / cols);
      throw new ClipscopeError("bad-argument", `${name}: row ${row} holds ${data[i]}; leave that row out.`);
    }
  }
}
