import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { type GraphParts, writeModel } from "../onnx/model-file.js";
import { loadNative } from "../platform/node-native.js";

type Ort = typeof import("onnxruntime-web");

/** Tensors by the name of the graph input or output. */
export type Tensors = Record<string, OrtTensor>;

/** The ONNX Runtime module for Node, and compiled sessions for the graphs of a training step. */
export interface Sessions {
  ort: Ort;
  sessions: InferenceSession[];
}

/** Compiles the graphs of a step, with the given number of threads per operator. */
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
