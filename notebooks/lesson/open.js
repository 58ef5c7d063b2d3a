import { loadClip } from "@clipscope/core";
import { openRenditions } from "@clipscope/datasets/renditions";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";

/** The built-in model, from beside the notebooks. */
export function openMini({ onProgress } = {}) {
  const wasmPaths = {
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedSimd,
  };
  return loadClip(new URL("../models/mini/", document.baseURI).href, {
    engine: "tfjs",
    wasmPaths,
    onProgress,
  });
}

/** Where the built-in images are served, beside the notebooks. */
export const imagesUrl = new URL("../data/renditions/", document.baseURI).href;

export function openImages() {
  return openRenditions(imagesUrl);
}

/** What the supervised models got right on the subgroup task, from beside the notebooks. */
export async function supervisedResults() {
  const url = new URL("../models/supervised/results.json", document.baseURI).href;
  const response = await fetch(url);
  if (response.ok) return response.json();
  throw new Error(`${url} answered ${response.status}: open the lesson with npm start, which serves it.`);
}
