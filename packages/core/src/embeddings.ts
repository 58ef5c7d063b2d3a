/** A row-major float32 matrix, one embedding a row: `data` is `[rows * cols]`. */
export interface Embeddings {
  data: Float32Array;
  rows: number;
  cols: number;
}

/** How far a long job is. `stage` is a short phrase such as "encoding images". */
export interface Progress {
  stage: string;
  done: number;
  total: number;
}
export type OnProgress = (progress: Progress) => void;
