import type { ClipscopeErrorCode, Embeddings, Progress } from "@clipscope/types";
import type { Candidates, Share } from "../../neighbors/candidates.js";
import type { Metric, Neighbors } from "../../neighbors/knn.js";
import type { Positions, UmapSettings } from "../umap-layout.js";

/** A request to a worker; requests are processed in order. */
export type UmapRequest =
  | { type: "candidates"; embeddings: Embeddings; size: number; metric: Metric; share: Share }
  | {
      type: "neighbors";
      embeddings: Embeddings;
      k: number;
      metric: Metric;
      includeSelf: boolean;
      /** Candidates found by other workers, one per share. */
      candidates?: Candidates[];
    }
  | {
      type: "layout";
      embeddings: Embeddings;
      settings: UmapSettings;
      /** `[rows]`, -1 for none. */
      labels?: Int32Array;
      candidates?: Candidates[];
      /** Neighbors that are known already, each row itself first. */
      neighbors?: Neighbors;
      /** Whether to send positions while the layout forms. */
      streaming: boolean;
    };

/** A reply of the worker: any number of progress and positions messages, then one of the others. */
export type UmapReply =
  | { type: "progress"; progress: Progress }
  | { type: "positions"; positions: Positions }
  | { type: "candidates"; candidates: Candidates | undefined }
  | { type: "neighbors"; neighbors: Neighbors }
  | { type: "done"; positions: Positions }
  | { type: "failed"; code?: ClipscopeErrorCode; message: string };

/** A running worker, in a browser or in Node. */
export interface UmapWorker {
  post(request: UmapRequest, transfer: ArrayBuffer[]): void;
  onReply(listen: (reply: UmapReply) => void): void;
  /** Called if the worker fails to start or crashes. */
  onError(listen: (error: Error) => void): void;
  terminate(): void;
}
