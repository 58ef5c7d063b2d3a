import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { type GraphParts, writeModel } from "../onnx/model-file.js";
import { loadNative } from "../platform/node-native.js";

type Ort = typeof import("onnxruntime-web");

/** Tensors by the names of a graph's inputs or outputs. */
export type Tensors = Record<string, OrtTensor>;

/** ONNX Runtime for Node, and graphs of a training step that it has compiled. */
export interface Sessions {
  ort: Ort;
  sessions: InferenceSession[];
}

/** Compiles the graphs of a step, to run an operator on that many threads. */
export async function openSessions(graphs: readonly GraphParts[], threads: number): Promise<Sessions> {
  const ort = (await loadNative()) as Ort;
  const sessions: InferenceSession[] = [];
  for (const graph of graphs) {
    const bytes = writeModel(graph);
    const settings = {
      intraOpNumThreads: threads,
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
    } as const;
    sessions.push(await ort.InferenceSession.create(bytes, settings));
  }
  return { ort, sessions };
}
