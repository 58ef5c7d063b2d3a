import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkpoint, readCheckpoint } from "./checkpoint/index.js";
import { parameterShapes, parseClipConfig } from "./config.js";
import { defaultPreprocess } from "./images/index.js";
import { loadClip } from "./load.js";
import { checkpointOf, saveCheckpoint } from "./save.js";
import { trainTokenizer } from "./tokenizer/index.js";
import { initClipParameters } from "./training/init.js";

const tokenizer = trainTokenizer(["a photo of a cat"], { vocabSize: 520 });
const tower = { hidden_size: 12, intermediate_size: 20, num_hidden_layers: 1, num_attention_heads: 2 };
const config = parseClipConfig({
  projection_dim: 6,
  vision_config: { ...tower, image_size: 16, patch_size: 8 },
  text_config: {
    ...tower,
    vocab_size: tokenizer.vocabSize,
    max_position_embeddings: 32,
    eos_token_id: tokenizer.eosId,
  },
});
const shapes = parameterShapes(config);
const original: Checkpoint = {
  name: "original",
  config,
  tokenizer,
  preprocess: defaultPreprocess(16),
  tensors: new Map(
    [...initClipParameters(config, 3)].map(([name, data]) => [
      name,
      { dtype: "F32", shape: shapes.get(name) ?? [], data },
    ]),
  ),
};
const texts = ["a cat", "a photo of a photo"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-save-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a loaded model is saved as it was read, every bit of it, and loads again", async () => {
  const clip = await loadClip(original, { engine: "tfjs" });
  const before = tf.memory().numTensors;
  await saveCheckpoint(clip, join(folder, "new", "float32"));
  expect(tf.memory().numTensors).toBe(before);
  const saved = await readCheckpoint(join(folder, "new", "float32"));
  expect(saved.config).toEqual(config);
  expect(saved.preprocess).toEqual(original.preprocess);
  expect([...saved.tensors.keys()].sort()).toEqual([...shapes.keys()].sort());
  for (const [name, { shape, data }] of saved.tensors) {
    expect(shape, name).toEqual(shapes.get(name));
    expect(data, name).toEqual(original.tensors.get(name)?.data);
  }
  const again = await loadClip(join(folder, "new", "float32"), { engine: "tfjs" });
  expect(await again.embedTexts(texts)).toEqual(await clip.embedTexts(texts));
  clip.dispose();
  again.dispose();
  await expect(checkpointOf(clip)).rejects.toThrow(/disposed/);
});

test("a checkpoint in half precision is half as large, and near", async () => {
  await saveCheckpoint(original, join(folder, "float16"), { dtype: "F16" });
  const { tensors } = await readCheckpoint(join(folder, "float16"));
  for (const [name, { dtype, data }] of tensors) {
    expect(dtype).toBe("F16");
    const exact = original.tensors.get(name)?.data ?? [];
    for (const [i, value] of data.entries()) {
      expect(Math.abs(value - exact[i])).toBeLessThanOrEqual(Math.abs(exact[i]) * 2 ** -11 + 2 ** -25);
    }
  }
});
