import { ClipscopeError } from "@clipscope/types";
import { findCandidates } from "../../neighbors/candidates.js";
import { nearestNeighbors, neighborsFrom } from "../../neighbors/knn.js";
import { layOut, type Positions } from "../umap-layout.js";
import type { UmapReply, UmapRequest } from "./messages.js";

type Send = (reply: UmapReply, transfer: ArrayBuffer[]) => void;

/** Computes one request in the worker and sends its replies. */
export function serve(request: UmapRequest, send: Send): void {
  try {
    if (request.type === "candidates") sendCandidates(request, send);
    else if (request.type === "neighbors") sendNeighbors(request, send);
    else sendLayout(request, send);
  } catch (error) {
    const code = error instanceof ClipscopeError ? error.code : undefined;
    send({ type: "failed", code, message: error instanceof Error ? error.message : String(error) }, []);
  }
}

function sendCandidates(request: Extract<UmapRequest, { type: "candidates" }>, send: Send): void {
  const { embeddings, size, metric, share } = request;
  const found = findCandidates(embeddings, size, metric, share, throttled(send));
  send({ type: "candidates", candidates: found }, found ? buffers(found.indices, found.scores) : []);
}

function sendNeighbors(request: Extract<UmapRequest, { type: "neighbors" }>, send: Send): void {
  const { embeddings, k, metric, includeSelf, candidates } = request;
  const neighbors = candidates
    ? neighborsFrom(embeddings, k, metric, includeSelf, candidates)
    : nearestNeighbors(embeddings, k, { metric, includeSelf, onProgress: throttled(send) });
  send({ type: "neighbors", neighbors }, buffers(neighbors.indices, neighbors.distances));
}

function sendLayout(request: Extract<UmapRequest, { type: "layout" }>, send: Send): void {
  const { embeddings, settings, streaming, labels } = request;
  const sendPositions = (type: "positions" | "done", positions: Positions) =>
    send({ type, positions }, buffers(positions.x, positions.y));
  const report = {
    progress: throttled(send),
    positions: streaming ? (soFar: Positions) => sendPositions("positions", soFar) : undefined,
  };
  sendPositions("done", layOut(embeddings, settings, report, { ...request, labels }));
}

/** Limits progress messages to twenty a second, keeping the last of each stage. */
function throttled(send: Send): (progress: Extract<UmapReply, { type: "progress" }>["progress"]) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    if (performance.now() - last < 50 && progress.done !== progress.total) return;
    last = performance.now();
    send({ type: "progress", progress }, []);
  };
}

function buffers(...arrays: ArrayBufferView[]): ArrayBuffer[] {
  return arrays.map((array) => array.buffer as ArrayBuffer);
}
