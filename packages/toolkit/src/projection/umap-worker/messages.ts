import type { ClipscopeErrorCode, Embeddings, Progress } from "@clipscope/core";
import type { Positions, UmapSettings } from "../umap-layout.js";

/** What the page sends, once. */
export interface UmapRequest {
  embeddings: Embeddings;
  settings: UmapSettings;
  /** Whether positions are wanted while the layout forms. */
  streaming: boolean;
}

/** What the worker answers: any number of progress and positions, then one done or failed. */
export type UmapReply =
  | { type: "progress"; progress: Progress }
  | { type: "positions"; positions: Positions }
  | { type: "done"; positions: Positions }
  | { type: "failed"; code: ClipscopeErrorCode | null; message: string };

/** A running worker, the same for the browser's and for Node's. */
export interface UmapWorker {
  post(request: UmapRequest, transfer: ArrayBuffer[]): void;
  onReply(listen: (reply: UmapReply) => void): void;
  /** The worker could not start, or died. */
  onError(listen: (error: Error) => void): void;
  terminate(): void;
}
