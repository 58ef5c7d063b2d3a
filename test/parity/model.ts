import {
  type BackendName,
  type Checkpoint,
  loadClip,
  readSafetensors,
  type Tensor,
  type WeightType,
} from "@clipscope/core";
import {
  textHiddenStates,
  textPooled,
  textProjected,
  tfjsOf,
  visionHiddenStates,
  visionPooled,
  visionProjected,
  withBackend,
} from "@clipscope/core/tfjs";
import * as tf from "@tensorflow/tfjs";
import { readBytes, readJson } from "./goldens.js";

/** The small models of reference/make_models.py. */
export const models = ["quick-gelu", "gelu"] as const;

/** ONNX Runtime's backends in Node, with each one's tolerance relative to the largest reference value. */
export const onnxRuntimes: [BackendName, WeightType, number][] = [
  ["cpu", "float32", 1e-5],
  ["cpu", "float16", 2e-3],
  ["cpu", "int8", 5e-2],
  ["wasm", "float32", 1e-5],
  ["wasm", "int8", 5e-2],
];

export interface ModelGoldens {
  images: string[];
  texts: string[];
  ids: number[][];
  tensors: Map<string, Tensor>;
}

export function modelGoldens(name: string): ModelGoldens {
  const { tensors } = readSafetensors(readBytes(`models/${name}/goldens.safetensors`));
  return { ...readJson(`models/${name}/goldens.json`), tensors };
}

/** All that the goldens have of a model, computed by ours from the goldens' pixels and ids. */
export async function compute(
  checkpoint: Checkpoint,
  { ids, tensors }: ModelGoldens,
  backend: BackendName,
): Promise<Map<string, Float32Array>> {
  const clip = await loadClip(checkpoint, { engine: "tfjs", backend });
  const { config, logitScale } = clip;
  const { parameters } = tfjsOf(clip);
  const computed = await withBackend(backend, async () => {
    const given = tensors.get("pixels") as Tensor;
    const pixels = tf.tensor4d(given.data, given.shape as [number, number, number, number]);
    const tokens = { ids: Int32Array.from(ids.flat()), rows: ids.length, contextLength: ids[0].length };
    const outputs: Record<string, tf.Tensor> = tf.tidy(() => {
      const image = visionProjected(parameters, config, pixels);
      const text = textProjected(parameters, config, tokens);
      const unit = (x: tf.Tensor) => tf.div(x, tf.norm(x, 2, -1, true));
      return {
        "vision.pooled": visionPooled(parameters, config, pixels),
        "vision.projected": image,
        "vision.normalized": unit(image),
        "text.pooled": textPooled(parameters, config, tokens),
        "text.projected": text,
        "text.normalized": unit(text),
        logits_per_image: tf.mul(tf.matMul(unit(image), unit(text), false, true), logitScale),
        ...named("vision.hidden", visionHiddenStates(parameters, config, pixels)),
        ...named("text.hidden", textHiddenStates(parameters, config, tokens)),
      };
    });
    const values = new Map<string, Float32Array>();
    for (const [name, tensor] of Object.entries(outputs)) {
      values.set(name, (await tensor.data()) as Float32Array);
      tensor.dispose();
    }
    pixels.dispose();
    return values;
  });
  clip.dispose();
  return computed;
}

/** The largest difference, as a part of the largest value expected. */
export function relativeError(got: Float32Array | undefined, expected: Float32Array): number {
  if (got?.length !== expected.length) return Infinity;
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    difference = Math.max(difference, Math.abs(got[i] - expected[i])); // NaN where either is
  }
  return difference / largest;
}

const named = (prefix: string, tensors: tf.Tensor[]) =>
  Object.fromEntries(tensors.map((tensor, i) => [`${prefix}.${i}`, tensor]));
