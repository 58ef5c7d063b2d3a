import { isAbsolute, join } from "node:path";
import { loadClip } from "@clipscope/core";
import { goldens, relativeError } from "./models.mjs";

/** [engine, backend, dtype] */
export const NODE_RUNTIMES = [
  ["tfjs", "cpu", "float32"],
  ["tfjs", "wasm", "float32"],
  ["onnx", "cpu", "float32"],
  ["onnx", "cpu", "float16"],
  ["onnx", "cpu", "int8"],
  ["onnx", "wasm", "float32"],
  ["onnx", "wasm", "float16"],
  ["onnx", "wasm", "int8"],
];

/** A model's largest errors in one runtime. */
export async function errorsInNode({ path, images, texts, expected }, [engine, backend, dtype]) {
  const clip = await loadClip(isAbsolute(path) ? path : join(goldens, path), { engine, backend, dtype });
  const files = images.map((image) => join(goldens, `images/${image}.png`));
  const { data: image } = await clip.embedImages(files, { normalize: false });
  const { data: text } = await clip.embedTexts(texts, { normalize: false, truncate: "end" });
  clip.dispose();
  return { image: relativeError(image, expected.image), text: relativeError(text, expected.text) };
}
