import { counted } from "@clipscope/charts";
import type { OpenedModel } from "@clipscope/study";

const TITLES: Readonly<Record<string, string>> = { webgpu: "WebGPU", webgl: "WebGL" };

/** What computes a model's embeddings: "onnx · wasm, 2 threads", "onnx · WebGPU". */
export function engineLine({ id: { engine, backend }, threads }: OpenedModel): string {
  const own = TITLES[backend] ?? backend;
  return `${engine} · ${own}${threads === undefined ? "" : `, ${counted(threads, "thread")}`}`;
}
