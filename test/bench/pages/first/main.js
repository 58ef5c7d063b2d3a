import { loadClip } from "@clipscope/core";
import { openRenditions } from "@clipscope/datasets/renditions";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";

const wasmPaths = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threadedSimd,
};

/** From the page's first byte to the built-in model's embedding of a text and of an image. */
async function first(engine, image) {
  const at = (path) => new URL(path, document.baseURI).href;
  const clip = await loadClip(at("checkpoints/mini"), { engine, backend: "wasm", wasmPaths });
  const texts = await clip.embedTexts(["a red apple"]);
  const text = performance.now();
  const images = await clip.embedImages([at(image)]);
  return { text, image: performance.now(), cols: [texts.cols, images.cols] };
}

/** From the page's first byte to the embeddings of the first drawings of the built-in data, in seconds. */
async function many(engine, threads, count) {
  const at = (path) => new URL(path, document.baseURI).href;
  const data = await openRenditions(at("packs"));
  const images = await data.load("twemoji");
  const clip = await loadClip(at("checkpoints/mini"), { engine, backend: "wasm", wasmPaths, threads });
  await clip.embedImages(Array.from({ length: count }, (_, row) => images.image(row)));
  return performance.now() / 1000;
}

Object.assign(globalThis, { first, many });
