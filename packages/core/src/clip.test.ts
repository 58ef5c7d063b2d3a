import type { Progress } from "@clipscope/types";
import { normalizeRows, type RgbImage, seededRandom } from "@clipscope/types";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Checkpoint } from "./checkpoint/index.js";
import type { Clip } from "./clip.js";
import { parameterShapes, parseClipConfig } from "./config.js";
import { defaultPreprocess } from "./images/index.js";
import { checkCheckpoint, loadClip } from "./load.js";
import { trainTokenizer } from "./tokenizer/index.js";

const tokenizer = trainTokenizer(["a photo of a red square", "a drawing of a blue circle"], {
  vocabSize: 540,
});
const config = parseClipConfig({
  projection_dim: 10,
  vision_config: {
    hidden_size: 24,
    intermediate_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 3,
    image_size: 16,
    patch_size: 8,
  },
  text_config: {
    hidden_size: 12,
    intermediate_size: 24,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    hidden_act: "gelu",
    vocab_size: tokenizer.vocabSize,
    max_position_embeddings: 40,
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
  tensors.set("logit_scale", { dtype: "F32", shape: [], data: Float32Array.of(Math.log(50)) });
  return { name: "test", config, tensors, tokenizer, preprocess: defaultPreprocess(16) };
}

const images = Array.from({ length: 7 }, (_, i): RgbImage => {
  const next = seededRandom(2, i);
  return {
    width: 20 + i,
    height: 18,
    data: Uint8Array.from({ length: (20 + i) * 18 * 3 }, () => 255 * next()),
  };
});
const texts = ["a photo", "a red square", "", "a drawing of a blue circle and of a red square", "circle"];
const row = ({ data, cols }: { data: Float32Array; cols: number }, i: number) => [
  ...data.subarray(i * cols, (i + 1) * cols),
];
const length = (values: number[]) => Math.hypot(...values);

/** Tensors that live now: what a function leaves behind is the difference. */
const alive = () => tf.memory().numTensors;

describe("a loaded model", () => {
  let clip: Clip;
  beforeAll(async () => {
    clip = await loadClip(checkpoint(), { engine: "tfjs" });
  });
  afterAll(() => clip.dispose());

  test("says on which backend it is and has its logit scale exponentiated", () => {
    expect([clip.engine, clip.backend, clip.dtype]).toEqual(["tfjs", "wasm", "float32"]);
    expect(clip.describe()).toBe("tfjs engine, wasm backend, float32");
    expect(clip.logitScale).toBeCloseTo(50, 4);
  });

  test("embeds images as rows of length 1, the same whatever the batch, and leaves no tensor behind", async () => {
    const before = alive();
    const all = await clip.embedImages(images);
    const small = await clip.embedImages(images, { batchSize: 2 });
    expect(alive()).toBe(before);
    expect([all.rows, all.cols, all.data.length]).toEqual([7, 10, 70]);
    expect([...all.indices]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(all.failures).toEqual([]);
    for (let i = 0; i < 7; i++) {
      expect(length(row(all, i))).toBeCloseTo(1, 6);
      for (const [j, value] of row(small, i).entries()) expect(value).toBeCloseTo(row(all, i)[j], 5);
    }
    expect(row(all, 0)).not.toEqual(row(all, 1));
  });

  test("features before the projection are as wide as the tower, and not normalized on request", async () => {
    const before = await clip.embedImages(images.slice(0, 2), {
      features: "preProjection",
      normalize: false,
    });
    expect([before.rows, before.cols]).toEqual([2, 24]);
    expect(length(row(before, 0))).not.toBeCloseTo(1, 2);
    const words = await clip.embedTexts(texts, { features: "preProjection" });
    expect([words.rows, words.cols]).toEqual([5, 12]);
    expect(length(row(words, 3))).toBeCloseTo(1, 6);
  });

  test("embeds texts in the order given, the same alone as among longer ones", async () => {
    const before = alive();
    const together = await clip.embedTexts(texts, { batchSize: 2 });
    for (const [i, text] of texts.entries()) {
      const alone = await clip.embedTexts([text]);
      for (const [j, value] of row(alone, 0).entries()) expect(value).toBeCloseTo(row(together, i)[j], 5);
    }
    expect(alive()).toBe(before);
  });

  test("no texts and no images give no rows", async () => {
    expect(await clip.embedTexts([])).toMatchObject({ rows: 0, cols: 10 });
    expect(await clip.embedImages([])).toMatchObject({ rows: 0, cols: 10, failures: [] });
  });

  test("an over-long text is refused, or cut if asked to", async () => {
    const long = Array(60).fill("square").join(" ");
    await expect(clip.embedTexts(["fine", long])).rejects.toMatchObject({ code: "text-too-long" });
    const { rows, cut } = await clip.embedTexts(["fine", long], { truncate: "end" });
    expect([rows, cut.map(({ row }) => row)]).toEqual([2, [1]]);
    expect(cut[0].lost).toMatch(/square square$/);
  });

  test("images that can't be read are named, and the others have the embeddings that they have without them", async () => {
    const good = await clip.embedImages([images[0], images[1], images[2]]);
    const mixed = await clip.embedImages(
      [
        images[0],
        new Uint8Array([1, 2, 3]),
        images[1],
        "no/such/file.png",
        new File(["not a picture"], "broken.jpg"),
        images[2],
      ],
      { batchSize: 2 },
    );
    expect([...mixed.indices]).toEqual([0, 2, 5]);
    expect(mixed.failures.map(({ index, name }) => [index, name])).toEqual([
      [1, "image 1"],
      [3, "no/such/file.png"],
      [4, "broken.jpg"],
    ]);
    expect(mixed.failures.map(({ error }) => error.code)).toEqual(["bad-image", "not-found", "bad-image"]);
    expect(mixed.failures[2].error.message).toContain("broken.jpg");
    for (const [i, value] of mixed.data.entries()) expect(value).toBeCloseTo(good.data[i], 5);
  });

  test("if no image can be read there are failures and no rows", async () => {
    const none = await clip.embedImages([new Uint8Array(9), new Uint8Array(0)]);
    expect(none).toMatchObject({ rows: 0, cols: 10 });
    expect(none.failures.map(({ index }) => index)).toEqual([0, 1]);
  });

  test("reports progress after each batch, and lets timers run in between", async () => {
    const seen: Progress[] = [];
    let timers = 0;
    const timer = setInterval(() => timers++, 0);
    await clip.embedImages(images, { batchSize: 3, onProgress: (progress) => seen.push(progress) });
    await clip.embedTexts(texts, { batchSize: 3, onProgress: (progress) => seen.push(progress) });
    clearInterval(timer);
    expect(seen).toEqual([
      { stage: "encoding images", done: 3, total: 7 },
      { stage: "encoding images", done: 6, total: 7 },
      { stage: "encoding images", done: 7, total: 7 },
      { stage: "encoding texts", done: 3, total: 5 },
      { stage: "encoding texts", done: 5, total: 5 },
    ]);
    expect(timers).toBeGreaterThan(0);
  });

  test("can be cancelled between batches, leaves no tensor behind, and works on afterwards", async () => {
    const before = alive();
    const run = async (job: (signal: AbortSignal, onProgress: () => void) => Promise<unknown>) => {
      const controller = new AbortController();
      let batches = 0;
      const onProgress = () => {
        batches++;
        controller.abort();
      };
      await expect(job(controller.signal, onProgress)).rejects.toMatchObject({ code: "cancelled" });
      expect(batches).toBe(1);
    };
    await run((signal, onProgress) => clip.embedImages(images, { batchSize: 2, signal, onProgress }));
    await run((signal, onProgress) => clip.embedTexts(texts, { batchSize: 2, signal, onProgress }));
    expect(alive()).toBe(before);
    expect(await clip.embedTexts(["again"])).toMatchObject({ rows: 1 });
    await expect(loadClip(checkpoint(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  test("a batch size that is none is refused", async () => {
    await expect(clip.embedTexts(["a"], { batchSize: 0 })).rejects.toMatchObject({ code: "bad-argument" });
    await expect(clip.embedTexts("a cat" as never)).rejects.toThrow(/texts must be a list/);
    await expect(clip.embedImages(images[0] as never)).rejects.toThrow(/images must be a list/);
    for (const embed of [clip.embedTexts.bind(clip, ["a"]), clip.embedImages.bind(clip, images)]) {
      await expect(embed({ features: "preprojection" as never })).rejects.toThrow(
        /features is "preprojection": it must be "projected" or "preProjection"/,
      );
    }
    await expect(clip.embedImages(images, { batchSize: 1.5 })).rejects.toMatchObject({
      code: "bad-argument",
    });
  });
});

test("a row of zeros stays zero when rows are normalized", () => {
  const embeddings = { data: Float32Array.of(3, 4, 0, 0), rows: 2, cols: 2 };
  expect([...normalizeRows(embeddings).data]).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 0]);
});

test("two models on two backends work at the same time, and agree", async () => {
  const [a, b] = await Promise.all([
    loadClip(checkpoint(), { engine: "tfjs", backend: "wasm" }),
    loadClip(checkpoint(), { engine: "tfjs", backend: "cpu" }),
  ]);
  const [onWasm, onCpu] = await Promise.all([
    a.embedImages(images, { batchSize: 2 }),
    b.embedImages(images, { batchSize: 2 }),
  ]);
  for (const [i, value] of onCpu.data.entries()) expect(onWasm.data[i]).toBeCloseTo(value, 5);
  a.dispose();
  b.dispose();
});

test("a disposed model frees every tensor, and says so when used", async () => {
  const before = alive();
  const clip = await loadClip(checkpoint(), { engine: "tfjs" });
  expect(alive()).toBe(before + parameterShapes(config).size);
  clip.dispose();
  clip.dispose();
  expect(alive()).toBe(before);
  await expect(clip.embedTexts(["a"])).rejects.toThrow(/disposed/);
});

describe("a checkpoint that doesn't fit together is refused", () => {
  const broken = (change: (parts: Checkpoint) => void) => {
    const parts = checkpoint();
    change(parts);
    return parts;
  };
  const name = "vision_model.encoder.layers.1.mlp.fc2.weight";

  test("a missing tensor, by name and shape", async () => {
    const parts = broken(({ tensors }) => tensors.delete(name));
    const before = alive();
    const error = await loadClip(parts, { engine: "tfjs" }).catch((e) => e);
    expect(error.code).toBe("missing-tensor");
    expect(error.message).toContain(name);
    expect(error.message).toContain("[24, 48]");
    expect(alive()).toBe(before);
  });

  test("a tensor of the wrong shape, with what was expected and what came", () => {
    const parts = broken(({ tensors }) => {
      tensors.set(name, { dtype: "F32", shape: [48, 24], data: new Float32Array(48 * 24) });
    });
    expect(() => checkCheckpoint(parts)).toThrow(
      expect.objectContaining({ code: "wrong-shape", message: expect.stringContaining("[24, 48]") }),
    );
    expect(() => checkCheckpoint(parts)).toThrow(/mlp\.fc2\.weight.*\[48, 24\]/);
  });

  test("preprocessing to another size than the model's", () => {
    const parts = broken((p) => Object.assign(p, { preprocess: defaultPreprocess(32) }));
    expect(() => checkCheckpoint(parts)).toThrow(expect.objectContaining({ code: "bad-config" }));
  });

  test("a tokenizer with more ids than the model, or another end-of-text token", () => {
    const text = (change: object) =>
      broken((p) => Object.assign(p, { config: { ...config, text: { ...config.text, ...change } } }));
    const less = text({ vocabSize: config.text.vocabSize - 1 });
    const table = "text_model.embeddings.token_embedding.weight";
    const shape = [config.text.vocabSize - 1, 12];
    less.tensors.set(table, { dtype: "F32", shape, data: new Float32Array(shape[0] * 12) });
    expect(() => checkCheckpoint(less)).toThrow(expect.objectContaining({ code: "bad-tokenizer" }));
    expect(() => checkCheckpoint(text({ eosTokenId: 7 }))).toThrow(/end/);
    checkCheckpoint(text({ eosTokenId: 2 })); // Hugging Face's historical 2 is let through
  });

  test("tensors that the model has no use for are let through", async () => {
    const parts = broken(({ tensors }) => {
      tensors.set("text_model.embeddings.position_ids", {
        dtype: "F32",
        shape: [1, 40],
        data: new Float32Array(40),
      });
    });
    const clip = await loadClip(parts);
    expect((await clip.embedTexts(["a"])).rows).toBe(1);
    clip.dispose();
  });
});
