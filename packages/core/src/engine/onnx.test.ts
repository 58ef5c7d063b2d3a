import { availableParallelism } from "node:os";
import type { Progress } from "@clipscope/types";
import { type RgbImage, seededRandom } from "@clipscope/types";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Checkpoint } from "../checkpoint/index.js";
import { type Clip, engineOf } from "../clip.js";
import { parameterShapes, parseClipConfig } from "../config.js";
import { defaultPreprocess } from "../images/index.js";
import { loadClip } from "../load.js";
import { textGraph } from "../onnx/inference.js";
import { Weights } from "../onnx/weights.js";
import { checkpointOf } from "../save.js";
import { tfjsOf } from "../tfjs/of.js";
import { trainTokenizer } from "../tokenizer/index.js";

const cpus = availableParallelism();
const names = ["red square", "blue circle", "very old wooden table by the sea", "cat", "cathedral"];
const templates = ["a photo of a {}.", "a photo of the {}.", "a {} in a video game.", "{}", "art of the {}."];
const prompts = templates.flatMap((template) => names.map((name) => template.replace("{}", name)));
const tokenizer = trainTokenizer(prompts, { vocabSize: 560 });
const config = parseClipConfig({
  projection_dim: 10,
  vision_config: {
    hidden_size: 24,
    intermediate_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 3,
    image_size: 18, // two patches and a rest
    patch_size: 8,
  },
  text_config: {
    hidden_size: 12,
    intermediate_size: 24,
    num_hidden_layers: 3,
    num_attention_heads: 2,
    hidden_act: "gelu",
    vocab_size: tokenizer.vocabSize,
    max_position_embeddings: 77,
    eos_token_id: tokenizer.eosId,
  },
});

function checkpoint(): Checkpoint {
  const next = seededRandom(1);
  const tensors: Checkpoint["tensors"] = new Map();
  for (const [name, shape] of parameterShapes(config)) {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.3 * next.normal());
    tensors.set(name, { dtype: "F32", shape, data });
  }
  return { name: "test", config, tensors, tokenizer, preprocess: defaultPreprocess(18) };
}

const images = Array.from({ length: 7 }, (_, i): RgbImage => {
  const next = seededRandom(2, i);
  const data = Uint8Array.from({ length: (20 + i) * 18 * 3 }, () => 255 * next());
  return { width: 20 + i, height: 18, data };
});

/** The largest difference as a part of the largest value. */
function apart(a: { data: Float32Array }, b: { data: Float32Array }): number {
  expect(a.data.length).toBe(b.data.length);
  const largest = b.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i])), 0) / largest;
}

describe("a model on the onnx engine", () => {
  let clip: Clip;
  let tfjs: Clip;
  beforeAll(async () => {
    clip = await loadClip(checkpoint(), { engine: "onnx" });
    tfjs = await loadClip(checkpoint(), { engine: "tfjs", backend: "cpu" });
  });
  afterAll(() => {
    clip.dispose();
    tfjs.dispose();
  });

  test("gives what the tfjs engine gives, in every form", async () => {
    for (const features of ["projected", "preProjection"] as const) {
      for (const normalize of [true, false]) {
        const options = { features, normalize };
        expect(
          apart(await clip.embedImages(images, options), await tfjs.embedImages(images, options)),
        ).toBeLessThan(1e-5);
        expect(
          apart(await clip.embedTexts(prompts, options), await tfjs.embedTexts(prompts, options)),
        ).toBeLessThan(1e-5);
      }
    }
  });

  test("texts packed by what they begin with are the same as each run alone to all 77 tokens", async () => {
    const { ids, rows } = tokenizer.tokenize(prompts, { contextLength: 77 });
    const { tensors } = checkpoint();
    const session = await InferenceSession.create(
      textGraph(config, (g) => new Weights(g, tensors, "float32")).encode(),
    );
    const { text_embeds } = await session.run({
      input_ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), [rows, 77]),
    });
    const full = { data: text_embeds.data as Float32Array };
    await session.release();
    for (const batchSize of [undefined, 1, 7]) {
      const packed = await clip.embedTexts(prompts, { normalize: false, batchSize });
      expect(apart(packed, full)).toBeLessThan(1e-5);
    }
  });

  test("an embedding does not depend on what else is embedded, not even in int8", async () => {
    const whole = await loadClip(checkpoint(), { engine: "onnx", dtype: "int8" });
    for (const model of [clip, whole]) {
      const texts = await model.embedTexts(prompts);
      const alone = await model.embedTexts([prompts[7]]);
      expect(apart(alone, { data: texts.data.slice(70, 80) })).toBeLessThan(1e-5);
      const all = await model.embedImages(images);
      const one = await model.embedImages([images[3]]);
      expect(apart(one, { data: all.data.slice(30, 40) })).toBeLessThan(1e-5);
    }
    whole.dispose();
  });

  test("takes no texts and no images, and over-long texts as asked", async () => {
    expect(await clip.embedTexts([])).toMatchObject({ rows: 0, cols: 10 });
    expect(await clip.embedImages([])).toMatchObject({ rows: 0, cols: 10, failures: [] });
    const long = Array(90).fill("cathedral").join(" ");
    await expect(clip.embedTexts([long])).rejects.toMatchObject({ code: "text-too-long" });
    expect(await clip.embedTexts([long], { truncate: "end" })).toMatchObject({ rows: 1 });
  });

  test("names images that can't be read, and keeps the order of the others", async () => {
    const mixed = await clip.embedImages([images[0], new Uint8Array([1, 2]), images[1]], { batchSize: 2 });
    expect([...mixed.indices]).toEqual([0, 2]);
    expect(mixed.failures.map(({ index, error }) => [index, error.code])).toEqual([[1, "bad-image"]]);
    expect(apart(mixed, await clip.embedImages(images.slice(0, 2)))).toBeLessThan(1e-5);
  });

  test("reports progress and can be cancelled between passes", async () => {
    const seen: Progress[] = [];
    const controller = new AbortController();
    const onProgress = (progress: Progress) => {
      seen.push(progress);
      if (seen.length === 2) controller.abort();
    };
    const options = { batchSize: 10, onProgress, signal: controller.signal };
    await expect(clip.embedTexts(prompts, options)).rejects.toMatchObject({ code: "cancelled" });
    expect(seen).toEqual([
      { stage: "encoding texts", done: 10, total: 25 },
      { stage: "encoding texts", done: 20, total: 25 },
    ]);
    expect(await clip.embedTexts(["again"])).toMatchObject({ rows: 1 });
  });

  test("computes two questions at the same time, each rightly", async () => {
    const [a, b, c] = await Promise.all([
      clip.embedTexts(prompts, { batchSize: 3 }),
      clip.embedImages(images, { batchSize: 2 }),
      clip.embedTexts(prompts.toReversed(), { batchSize: 4 }),
    ]);
    expect(apart(b, await clip.embedImages(images))).toBeLessThan(1e-5);
    const last = { data: c.data.slice(24 * 10) };
    expect(apart(last, { data: a.data.slice(0, 10) })).toBeLessThan(1e-5);
  });

  test("gives the same on its own thread as on several", async () => {
    const alone = await loadClip(checkpoint(), { engine: "onnx", streams: 1 });
    const three = await loadClip(checkpoint(), { engine: "onnx", streams: 3, threads: 3 });
    expect([alone, clip, three].map((model) => engineOf(model).streams)).toEqual([1, Math.min(2, cpus), 3]);
    for (const model of [alone, three]) {
      expect(
        apart(await model.embedTexts(prompts, { batchSize: 2 }), await clip.embedTexts(prompts)),
      ).toBeLessThan(1e-6);
      expect(
        apart(await model.embedImages(images, { batchSize: 1 }), await clip.embedImages(images)),
      ).toBeLessThan(1e-6);
      model.dispose();
    }
  });

  test("is freed only after what it has begun", async () => {
    const model = await loadClip(checkpoint(), { engine: "onnx" });
    await model.embedImages(images.slice(0, 1));
    const pixels = new Float32Array(3 * 18 * 18);
    const begun = [1, 2, 3, 4].map(() => engineOf(model).embedPixels(pixels, 1, "projected"));
    await new Promise((resolve) => setImmediate(resolve));
    model.dispose();
    for (const each of begun) expect(await each).toHaveLength(10);
  });

  test("can be saved, and can't be looked into", async () => {
    expect((await checkpointOf(clip)).tensors).toEqual(checkpoint().tensors);
    expect(() => tfjsOf(clip)).toThrow(/engine: "tfjs"/);
  });

  test("says so after it has been disposed", async () => {
    const model = await loadClip(checkpoint(), { engine: "onnx" });
    await model.embedTexts(["a"]);
    model.dispose();
    model.dispose();
    await expect(model.embedTexts(["a"])).rejects.toThrow(/disposed/);
    await expect(model.embedImages(images)).rejects.toThrow(/disposed/);
    await expect(checkpointOf(model)).rejects.toThrow(/disposed/);
  });
});

test("what an engine does not have is refused", async () => {
  for (const streams of [0, 1.5, Number.NaN]) {
    await expect(loadClip(checkpoint(), { engine: "onnx", streams })).rejects.toMatchObject({
      code: "bad-argument",
      message: expect.stringContaining(`got ${streams}`),
    });
  }
  await expect(loadClip(checkpoint(), { engine: "tfjs", dtype: "int8" })).rejects.toMatchObject({
    code: "bad-argument",
  });
  await expect(loadClip(checkpoint(), { engine: "onnx", backend: "webgl" })).rejects.toMatchObject({
    code: "unknown-backend",
    message: expect.stringContaining('"cpu" and "wasm"'),
  });
});
