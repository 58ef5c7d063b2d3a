import { ClipscopeError } from "@clipscope/types";
import {
  type CompiledGraph,
  type Compiler,
  compilerHere,
  type Feeds,
  type Model,
} from "../engine/compiler.js";
import type { OnnxRuntime } from "../engine/runtime.js";
import { NO_THREAD, NodeThread } from "./node-thread.js";

/** A request to the thread: compile a graph (graphs are numbered), run one, or free them all. */
export type OnnxRequest = { model: Model } | { graph: number; feeds: Feeds; output: string } | "close";

/**
 * Compiles each graph on this many threads, and runs it on the least busy one. ONNX Runtime blocks the
 * calling thread while it computes. Falls back to this thread where worker threads are unavailable.
 */
export function compilerOnThreads(
  runtime: Pick<OnnxRuntime, "ort" | "settings">,
  count: number,
  settings: object,
): Compiler {
  const here = compilerHere(runtime);
  const threads = Array.from({ length: count }, () => new NodeThread("node-onnx-thread.js", settings));
  const askAll = (request: OnnxRequest) => Promise.all(threads.map((thread) => thread.ask(request)));
  let graphs = 0;
  return {
    async compile(model): Promise<CompiledGraph> {
      const graph = graphs++;
      if ((await askAll({ model })).includes(NO_THREAD)) return here.compile(model);
      return {
        async run(feeds, output) {
          for (let alive = threads; alive.length > 0; alive = alive.filter((thread) => thread.isRunning)) {
            const thread = alive.reduce((a, b) => (b.waiting < a.waiting ? b : a));
            const result = await thread.ask({ graph, feeds, output } satisfies OnnxRequest);
            if (result !== NO_THREAD) return result as Float32Array; // else another thread computes it
          }
          throw new ClipscopeError(
            "worker-lost",
            "The threads that compute embeddings have exited, perhaps out of memory. Load the model again, with fewer streams or smaller batches.",
          );
        },
      };
    },
    async close() {
      await askAll("close");
      await Promise.all(threads.map((thread) => thread.end()));
      await here.close();
    },
  };
}
