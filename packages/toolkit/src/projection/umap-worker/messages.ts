import type { ClipscopeErrorCode, Embeddings, Progress } from "@clipscope/types";
import type { Candidates, Share } from "../../neighbors/candidates.js";
import type { Metric, Neighbors } from "../../neighbors/knn.js";
import type { Positions, UmapSettings } from "../umap-layout.js";

/** A request to a worker, which takes one after the other. */
export type UmapRequest =
  | { type: "candidates"; embeddings: Embeddings; size: number; metric: Metric; share: Share }
  | {
      type: "neighbors";
      embeddings: Embeddings;
      k: number;
      metric: Metric;
      includeSelf: boolean;
      /** Candidates that other workers found, one for each share. */
      candidates?: Candidates[];
    }
  | {
      type: "layout";
      embeddings: Embeddings;
      settings: UmapSettings;
      /** `[rows]`, -1 for none. */
      labels?: Int32Array;
      candidates?: Candidates[];
      /** Whether positions are wanted while the layout forms. */
      streaming: boolean;
    };

/** A reply of the worker: any number of progress and positions, then one of the rest. */
export type UmapReply =
  | { type: "progress"; progress: Progress }
  | { type: "positions"; positions: Positions }
  | { type: "candidates"; candidates: Candidates | undefined }
  | { type: "neighbors"; neighbors: Neighbors }
  | { type: "done"; positions: Positions }
  | { type: "failed"; code?: ClipscopeErrorCode; message: string };

/** A running worker, the same for the browser's and for Node's. */
export interface UmapWorker {
  post(request: UmapRequest, transfer: ArrayBuffer[]): void;
  onReply(listen: (reply: UmapReply) => void): void;
  /** The worker could not start, or died. */
  onError(listen: (error: Error) => void): void;
  terminate(): void;
}
