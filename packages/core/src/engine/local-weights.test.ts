import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@clipscope/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkpoint, readCheckpoint } from "../checkpoint/index.js";
import { parameterShapes, parseClipConfig } from "../config.js";
import { defaultPreprocess } from "../images/index.js";
import { loadClip } from "../load.js";
import { saveCheckpoint } from "../save.js";
import { trainTokenizer } from "../tokenizer/index.js";

function checkpoint(): Checkpoint {
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
    projection_dim: 10,
    vision_config: tower,
    text_config: { ...tower, vocab_size: tokenizer.vocabSize, eos_token_id: tokenizer.eosId },
  });
  const next = seededRandom(1);
  const tensors: Checkpoint["tensors"] = new Map();
  for (const [name, shape] of parameterShapes(config)) {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.3 * next.normal());
    tensors.set(name, { dtype: "F32", shape, data });
  }
  return { name: "test", config, tensors, tokenizer, preprocess: defaultPreprocess(16) };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-local-"));
  await saveCheckpoint(checkpoint(), folder);
});
afterAll(() => rm(folder, { recursive: true }));

const picture = { width: 16, height: 16, data: new Uint8Array(16 * 16 * 3).map((_, i) => i % 251) };

test.each([1, 2])(
  "weights that stay in their file give what those in memory give, with streams: %i",
  async (streams) => {
    const [stored, inMemory] = [
      await loadClip(folder, { streams }),
      await loadClip(checkpoint(), { streams }),
    ];
    expect(stored.hash).toBe(inMemory.hash);
    const [images, expectedImages] = [
      await stored.embedImages([picture]),
      await inMemory.embedImages([picture]),
    ];
    for (const [i, value] of images.data.entries()) expect(value).toBeCloseTo(expectedImages.data[i], 6);
    const [texts, expectedTexts] = [
      await stored.embedTexts(["a photo"]),
      await inMemory.embedTexts(["a photo"]),
    ];
    for (const [i, value] of texts.data.entries()) expect(value).toBeCloseTo(expectedTexts.data[i], 6);
    stored.dispose();
    inMemory.dispose();
  },
);

test("a file of weights that was changed between loading and computing is refused, not computed with", async () => {
  const clip = await loadClip(folder);
  const { tensors } = await readCheckpoint(folder);
  await utimes(join(folder, "model.safetensors"), new Date(), new Date(Date.now() + 5000));
  await expect(clip.embedTexts(["a photo"])).rejects.toMatchObject({
    code: "not-found",
    message: expect.stringMatching(/model\.safetensors can't be read: it was changed/),
  });
  expect(() => tensors.get("visual_projection.weight")?.data).toThrow(/it was changed/);
  clip.dispose();
});
