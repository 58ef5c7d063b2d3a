import type { BackendName } from "@clipscope/core";
import { openBackend } from "@clipscope/core/tfjs";
import { TfjsStep } from "@clipscope/core/training";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { config, learnColors } from "./colors.js";

const wasmPaths = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threadedSimd,
};

/** Trains in this tab. */
async function losses(backend: BackendName): Promise<number[]> {
  await openBackend({ backend, wasmPaths });
  return learnColors(new TfjsStep(config));
}

Object.assign(globalThis, { losses });
