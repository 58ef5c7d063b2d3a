import type { Embeddings, OnProgress } from "@clipscope/types";
import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import { cores, spawnUmapWorker } from "#spawn-umap";
import type { Candidates } from "../../neighbors/candidates.js";
import { candidatesFor, type Metric } from "../../neighbors/knn.js";
import { findLargest, type LargestProducts } from "../../neighbors/largest-products.js";
import type { UmapReply, UmapRequest, UmapWorker } from "./messages.js";

/** Workers of the neighbor search: how to start them, how many, progress and cancellation. */
export interface WorkerOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** Starts a worker, for bundlers that do not support `new Worker(new URL(…))`. */
  createWorker?: () => UmapWorker;
  /**
   * Number of workers that share the neighbor search; the result does not depend on it. Default: one per
   * core, at most 4, since each copies the embeddings; one for small inputs.
   */
  workers?: number;
  /**
   * A GPU for the neighbor search, such as core's `openGpuProducts()`; the result does not depend on it.
   * Default: none, the workers search.
   */
  products?: LargestProducts;
}

const MOST_WORKERS = 4;
/** Number of multiplications below which a second worker does not pay off. */
const LITTLE = 4e9;

/** Workers that answer requests; all are stopped when the group ends. */
export interface WorkerGroup {
  /**
   * Sends a request to the worker of the given index and resolves with its final reply; other replies go to
   * `listen`.
   */
  ask<T extends UmapReply["type"]>(
    worker: number,
    request: UmapRequest,
    answer: T,
    listen: (reply: UmapReply) => void,
  ): Promise<Extract<UmapReply, { type: T }>>;
}

/** Starts workers on demand and stops them all afterward, or immediately when cancelled. */
export async function withWorkers<R>(
  what: string,
  { signal, createWorker = spawnUmapWorker }: WorkerOptions,
  work: (group: WorkerGroup) => Promise<R>,
): Promise<R> {
  throwIfCancelled(signal, what);
  const workers: UmapWorker[] = [];
  let stop: (error: unknown) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = reject;
  });
  stopped.catch(() => {});
  const onAbort = () => {
    try {
      throwIfCancelled(signal, what);
    } catch (error) {
      stop(error);
    }
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  const listeners: ((reply: UmapReply) => void)[] = [];
  const start = (number: number) => {
    const worker = createWorker();
    worker.onError((error) =>
      stop(
        new ClipscopeError("worker-lost", `The worker for ${what.toLowerCase()} failed: ${error.message}.`, {
          cause: error,
        }),
      ),
    );
    worker.onReply((reply) => {
      try {
        listeners[number](reply);
      } catch (error) {
        stop(error);
      }
    });
    return worker;
  };
  const group: WorkerGroup = {
    ask: (number, request, answer, listen) =>
      new Promise((resolve, reject) => {
        listeners[number] = (reply) => {
          if (reply.type === answer) resolve(reply as Extract<UmapReply, { type: typeof answer }>);
          else if (reply.type === "failed")
            reject(new ClipscopeError(reply.code ?? "bad-argument", `${what} failed: ${reply.message}`));
          else listen(reply);
        };
        workers[number] ??= start(number);
        workers[number].post(request, transferable(request));
      }),
  };
  try {
    return await Promise.race([work(group), stopped]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    for (const worker of workers) worker.terminate();
  }
}

/** Copies the embeddings for a worker, so that the caller's matrix stays usable. */
export function copyOf({ data, rows, cols }: Embeddings): Embeddings {
  return { data: data.slice(), rows, cols };
}

function transferable(request: UmapRequest): ArrayBuffer[] {
  const lists = request.type === "candidates" ? [] : (request.candidates ?? []);
  const arrays = [request.embeddings.data, ...lists.flatMap(({ indices, scores }) => [indices, scores])];
  return arrays.map((array) => array.buffer as ArrayBuffer);
}

/**
 * Candidates of all shares, found on a GPU or by several workers; undefined if a single worker does
 * everything, or without WebAssembly.
 */
export async function shareCandidates(
  group: WorkerGroup,
  embeddings: Embeddings,
  others: number,
  metric: Metric,
  { onProgress, signal, workers, products }: WorkerOptions,
): Promise<Candidates[] | undefined> {
  const { rows, cols } = embeddings;
  const size = candidatesFor(embeddings, others);
  if (products && size > 0) {
    return [await findLargest(products, embeddings, size, metric, { onProgress, signal })];
  }
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1)) {
    throw new ClipscopeError(
      "bad-argument",
      `workers is ${workers}: it must be a whole number of at least 1.`,
    );
  }
  const little = (rows * rows * cols) / 2 < LITTLE;
  const parts = workers ?? (little ? 1 : Math.min(MOST_WORKERS, cores()));
  if (size === 0 || parts < 2) return undefined;
  const done = new Array<number>(parts).fill(0);
  const totals = new Array<number>(parts).fill(0);
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const replies = await Promise.all(
    done.map((_, part) => {
      const share = { part, parts };
      const request: UmapRequest = {
        type: "candidates",
        embeddings: copyOf(embeddings),
        size,
        metric,
        share,
      };
      return group.ask(part, request, "candidates", (reply) => {
        if (reply.type !== "progress") return;
        done[part] = reply.progress.done;
        totals[part] = reply.progress.total;
        if (totals.every((total) => total > 0)) {
          onProgress?.({ stage: "neighbors", done: sum(done), total: sum(totals) });
        }
      });
    }),
  );
  const found = replies.flatMap(({ candidates }) => candidates ?? []);
  return found.length === parts ? found : undefined;
}
