import { counted } from "@clipscope/charts";
import type { OpenedModel } from "@clipscope/study";

const TITLES: Readonly<Record<string, string>> = { webgpu: "WebGPU", webgl: "WebGL" };

/** The engine that computes a model's embeddings, as text: "onnx · wasm, 2 threads", "onnx · WebGPU". */
export function engineLine({ id: { engine, backend }, threads }: OpenedModel): string {
  const own = TITLES[backend] ?? backend;
  return `${engine} · ${own}${threads === undefined ? "" : `, ${counted(threads, "thread")}`}`;
}
