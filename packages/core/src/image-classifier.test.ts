import { type RgbImage, seededRandom } from "@clipscope/types";
import { beforeAll, describe, expect, test } from "vitest";
import { type Checkpoint, type CheckpointFiles, writeSafetensors } from "./checkpoint/index.js";
import { formatClipConfig, parameterShapes, parseClipConfig } from "./config.js";
import { loadImageClassifier } from "./image-classifier.js";
import { defaultPreprocess, formatPreprocessConfig } from "./images/index.js";
import { loadClip } from "./load.js";
import { trainTokenizer } from "./tokenizer/index.js";

const tokenizer = trainTokenizer(["a photo"], { vocabSize: 520 });
const tower = {
  hidden_size: 24,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 3,
  image_size: 16,
  patch_size: 8,
};
const config = parseClipConfig({
  projection_dim: 3,
  vision_config: tower,
  text_config: { ...tower, vocab_size: tokenizer.vocabSize, eos_token_id: tokenizer.eosId },
});
const next = seededRandom(8);
const tensors: Checkpoint["tensors"] = new Map();
for (const [name, shape] of parameterShapes(config)) {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.3 * next.normal());
  tensors.set(name, { dtype: "F32", shape, data });
}
const images = Array.from({ length: 5 }, (_, i): RgbImage => {
  const [width, height] = [16 + i, 17];
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => 255 * next()) };
});

/** A config as `CLIPVisionModelWithProjection.save_pretrained` writes it: the tower's settings at the top, no text tower. */
function folder(): Record<string, Uint8Array> {
  const { vision_config } = formatClipConfig(config) as { vision_config: object };
  const id2label = { 0: "cat", 1: "dog", 2: "owl" };
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const own = new Map([...tensors].filter(([name]) => name.startsWith("vis")));
  return {
    "config.json": json({ ...vision_config, projection_dim: 3, id2label }),
    "preprocessor_config.json": json(formatPreprocessConfig(defaultPreprocess(16))),
    "model.safetensors": writeSafetensors(own, { dtype: "F32" }),
  };
}
const without = (name: string): CheckpointFiles =>
  Object.fromEntries(Object.entries(folder()).filter(([each]) => each !== name));

describe.each(["tfjs", "onnx"] as const)("an image tower alone, on %s", (engine) => {
  const options = { engine, ...(engine === "tfjs" && { backend: "cpu" as const }) };
  let expected: Float32Array;
  beforeAll(async () => {
    const preprocess = defaultPreprocess(16);
    const clip = await loadClip({ name: "whole", config, tensors, tokenizer, preprocess }, options);
    expected = (await clip.embedImages(images, { normalize: false })).data;
    clip.dispose();
  });

  test("has the logits that the same tower has in a whole CLIP, and its classes' names", async () => {
    const classifier = await loadImageClassifier(folder(), options);
    expect(classifier.labels).toEqual(["cat", "dog", "owl"]);
    const { data, rows, cols } = await classifier.logits(images, { batchSize: 2 });
    expect([rows, cols]).toEqual([5, 3]);
    data.forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i], 6);
    });
    classifier.dispose();
    await expect(classifier.logits(images)).rejects.toMatchObject({ code: "bad-argument" });
  });
});

test("says what is missing or of another kind", async () => {
  await expect(loadImageClassifier(without("preprocessor_config.json"))).rejects.toThrow(
    /Missing: preprocessor_config.json/,
  );
  await expect(loadImageClassifier(without("model.safetensors"))).rejects.toThrow(
    /Missing: model.safetensors/,
  );
  const whole = new TextEncoder().encode(JSON.stringify({ ...formatClipConfig(config), model_type: "clip" }));
  await expect(loadImageClassifier({ ...folder(), "config.json": whole })).rejects.toThrow(
    /model_type should be "clip_vision_model", got "clip". A whole CLIP is opened with loadClip/,
  );
  const wide = new TextEncoder().encode(
    JSON.stringify({ ...tower, model_type: "clip_vision_model", projection_dim: 4 }),
  );
  await expect(loadImageClassifier({ ...folder(), "config.json": wide })).rejects.toMatchObject({
    code: "wrong-shape",
  });
});
