import { ClipscopeError } from "@clipscope/core/errors";
import { layOut, type Positions } from "../umap-layout.js";
import type { UmapReply, UmapRequest } from "./messages.js";

/** The worker's side of a layout: computes one request and sends its replies. */
export function serve(
  { embeddings, settings, streaming }: UmapRequest,
  send: (reply: UmapReply, transfer: ArrayBuffer[]) => void,
): void {
  const sendPositions = (type: "positions" | "done", positions: Positions) =>
    send({ type, positions }, [positions.x.buffer as ArrayBuffer, positions.y.buffer as ArrayBuffer]);
  try {
    const positions = layOut(embeddings, settings, {
      progress: (progress) => send({ type: "progress", progress }, []),
      positions: streaming ? (soFar) => sendPositions("positions", soFar) : undefined,
    });
    sendPositions("done", positions);
  } catch (error) {
    const code = error instanceof ClipscopeError ? error.code : null;
    send({ type: "failed", code, message: error instanceof Error ? error.message : String(error) }, []);
  }
}
