import {
  type DecodeOptions,
  decodeImage,
  type LoadOptions,
  loadClip,
  preprocessImage,
  readCheckpoint,
} from "@clipscope/core";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";

const wasmPaths = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threadedSimd,
};

const goldens = (path: string) => new URL(`goldens/${path}`, document.baseURI).href;
const imagesOf = (names: string[]) => names.map((name) => goldens(`images/${name}.png`));

/** The preprocessed pixels of the goldens' images, one after the other. */
async function pixels(model: string, images: string[]): Promise<number[]> {
  const { preprocess } = await readCheckpoint(goldens(`models/${model}`));
  const all: number[] = [];
  for (const url of imagesOf(images)) all.push(...preprocessImage(await decodeImage(url), preprocess));
  return all;
}

/** An image file of the goldens, decoded. */
async function decoded(file: string, options?: DecodeOptions) {
  const { width, height, data } = await decodeImage(goldens(`images/${file}`), options);
  return { width, height, data: Array.from(data) };
}

/** A golden model's outputs for images and texts, by the names of the goldens' tensors. */
async function embed(model: string, options: LoadOptions, images: string[], texts: string[]) {
  const clip = await loadClip(goldens(model), { engine: "tfjs", wasmPaths, ...options });
  const outputs: Record<string, number[]> = {};
  for (const [features, key] of [
    ["projected", "projected"],
    ["preProjection", "pooled"],
  ] as const) {
    const plain = { features, normalize: false };
    const read = await clip.embedTexts(texts, { ...plain, truncate: "end" });
    outputs[`vision.${key}`] = Array.from((await clip.embedImages(imagesOf(images), plain)).data);
    outputs[`text.${key}`] = Array.from(read.data);
  }
  clip.dispose();
  return { backend: clip.backend, outputs };
}

Object.assign(globalThis, { pixels, decoded, embed });
