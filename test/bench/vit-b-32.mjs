import { defaultPreprocess, parameterShapes, parseClipConfig, seededRandom } from "@clipscope/core";
import { tokenizerFromFiles } from "@clipscope/core/tokenizer";
import { clipVocabulary } from "../parity/clip-vocabulary.mjs";

/** The size of OpenAI's ViT-B/32, with CLIP's own vocabulary. */
export const config = parseClipConfig({ vision_config: {}, text_config: {} });

/**
 * A checkpoint of that size with weights drawn at random, as large as trained ones: what takes time does not
 * depend on them. Parts of one list of numbers are used again, since 151 million take a while to draw.
 */
export function randomCheckpoint() {
  const next = seededRandom(1);
  const pool = Float32Array.from({ length: 1 << 20 }, () => next.normal());
  const tensors = new Map();
  let at = 0;
  for (const [name, shape] of parameterShapes(config)) {
    const length = shape.reduce((a, b) => a * b, 1);
    const data = new Float32Array(length);
    for (let done = 0; done < length; ) {
      const part = pool.subarray(at, Math.min(at + length - done, pool.length));
      data.set(part, done);
      done += part.length;
      at = (at + part.length) % pool.length;
    }
    const [scale, shift] = spread(name, shape);
    for (let i = 0; i < length; i++) data[i] = data[i] * scale + shift;
    tensors.set(name, { dtype: "F32", shape, data });
  }
  tensors.set("logit_scale", { dtype: "F32", shape: [], data: Float32Array.of(Math.log(100)) });
  const tokenizer = tokenizerFromFiles(clipVocabulary());
  return { name: "random ViT-B/32", config, tensors, tokenizer, preprocess: defaultPreprocess(224) };
}

/** Deviation and mean. */
function spread(name, shape) {
  if (name.endsWith("norm1.weight") || name.endsWith("norm2.weight") || /norm\.weight$/.test(name))
    return [0.1, 1];
  if (name.endsWith(".bias")) return [0.02, 0];
  if (name.includes("embedding") && !name.includes("patch")) return [0.02, 0];
  return [1 / Math.sqrt(shape.slice(1).reduce((a, b) => a * b, 1)), 0];
}
