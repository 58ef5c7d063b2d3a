import { ClipscopeError, type RgbImage, seededRandom } from "@clipscope/types";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Checkpoint } from "../checkpoint/index.js";
import type { Clip } from "../clip.js";
import { type ClipConfig, parameterShapes, parseClipConfig } from "../config.js";
import { defaultPreprocess } from "../images/index.js";
import { loadClip } from "../load.js";
import { trainTokenizer } from "../tokenizer/index.js";
import {
  attentionHead,
  attentionOfImage,
  attentionOfText,
  attentionPatchMap,
  hiddenStatesOfImage,
  hiddenStatesOfText,
  patchEmbeddings,
  patchFeatures,
  patchSimilarity,
  relevance,
  rolloutOfImage,
  rolloutOfText,
} from "./index.js";
import { rollOut } from "./rollout.js";

const tokenizer = trainTokenizer(["a photo of a red square"], { vocabSize: 530 });
const config = parseClipConfig({
  projection_dim: 10,
  vision_config: {
    hidden_size: 24,
    intermediate_size: 48,
    num_hidden_layers: 5,
    num_attention_heads: 3,
    image_size: 16,
    patch_size: 4,
  },
  text_config: {
    hidden_size: 12,
    intermediate_size: 24,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    hidden_act: "gelu",
    vocab_size: tokenizer.vocabSize,
    max_position_embeddings: 12,
    eos_token_id: tokenizer.eosId,
  },
});

function checkpoint(of: ClipConfig = config): Checkpoint {
  const next = seededRandom(1);
  const tensors: Checkpoint["tensors"] = new Map();
  for (const [name, shape] of parameterShapes(of)) {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      name.endsWith("running_var") ? 1 : 0.3 * next.normal(),
    );
    tensors.set(name, { dtype: "F32", shape, data });
  }
  return {
    name: "tiny",
    config: of,
    tensors,
    tokenizer,
    preprocess: defaultPreprocess(of.vision.imageSize),
  };
}

const image: RgbImage = {
  width: 20,
  height: 18,
  data: Uint8Array.from({ length: 20 * 18 * 3 }, (_, i) => (i * 37) % 256),
};
const text = "a red square";

interface Options {
  signal?: AbortSignal;
}
const looks: [string, (clip: Clip, options?: Options) => Promise<unknown>][] = [
  ["attention of an image", (clip, options) => attentionOfImage(clip, image, options)],
  ["attention of a text", (clip, options) => attentionOfText(clip, text, options)],
  ["rollout of an image", (clip, options) => rolloutOfImage(clip, image, options)],
  ["rollout of a text", (clip, options) => rolloutOfText(clip, text, options)],
  ["hidden states of an image", (clip, options) => hiddenStatesOfImage(clip, image, options)],
  ["hidden states of a text", (clip, options) => hiddenStatesOfText(clip, text, options)],
  ["patch embeddings", (clip, options) => patchEmbeddings(clip, image, options)],
  ["patch features", (clip, options) => patchFeatures(clip, image, options)],
  ["patch similarity", (clip, options) => patchSimilarity(clip, image, text, options)],
  ["relevance", (clip, options) => relevance(clip, image, text, options)],
];

describe("looking inside", () => {
  let clip: Clip;
  beforeAll(async () => {
    clip = await loadClip(checkpoint(), { engine: "tfjs" });
  });
  afterAll(() => clip.dispose());

  test.each(looks)(
    "%s can be cancelled wherever the signal is looked at, and leaves no tensor",
    async (_, look) => {
      const before = tf.memory().numTensors;
      const stoppedAt = (count: number) => {
        let seen = 0;
        return {
          get aborted() {
            return ++seen > count;
          },
        } as AbortSignal;
      };
      const whole = await look(clip);
      let cancelled = 0;
      for (let count = 0; ; count++) {
        const outcome = await look(clip, { signal: stoppedAt(count) }).catch((error) => error);
        expect(tf.memory().numTensors).toBe(before);
        if (!(outcome instanceof ClipscopeError && outcome.code === "cancelled")) {
          expect(outcome).toEqual(whole);
          break;
        }
        cancelled++;
      }
      expect(cancelled).toBeGreaterThan(0);
    },
  );

  test("an image that can't be read is an error with the reason, and leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    await expect(relevance(clip, new Uint8Array(9), text)).rejects.toMatchObject({ code: "bad-image" });
    await expect(patchEmbeddings(clip, "no/such.png")).rejects.toMatchObject({ code: "not-found" });
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a layer that there isn't is refused, with those that there are", async () => {
    const refused = async (job: Promise<unknown>) => {
      const error = await job.then(
        () => new Error("not refused"),
        (e) => e,
      );
      expect(error).toMatchObject({ name: "ClipscopeError", code: "bad-argument" });
      return error.message;
    };
    const message = "There is no layer 7 in tiny's image tower: it has 5 layers, 0…4.";
    expect(await refused(attentionOfImage(clip, image, { layers: [0, 7] }))).toBe(message);
    expect(await refused(relevance(clip, image, text, { startLayers: { image: 7 } }))).toBe(message);
    expect(await refused(attentionOfText(clip, text, { layers: [-1] }))).toContain("2 layers, 0…1");
    expect(await refused(relevance(clip, image, text, { startLayers: { text: 2 } }))).toContain("0…1");
    expect(await refused(attentionOfImage(clip, image, { layers: [0.5] }))).toContain("0.5");
  });

  test("chosen layers come in the order asked for; a head or token that there isn't is refused", async () => {
    const [last, first] = await attentionOfImage(clip, image, { layers: [4, 0] });
    const all = await attentionOfImage(clip, image);
    expect([last, first]).toEqual([all[4], all[0]]);
    expect(await attentionOfImage(clip, image, { layers: [] })).toEqual([]);
    const { heads, tokens, data } = first;
    expect([heads, tokens, data.length]).toEqual([3, 17, 3 * 17 * 17]);
    expect(attentionHead(first, 2)).toEqual(data.subarray(2 * 289));
    expect(() => attentionHead(first, 3)).toThrow("There is no head 3 in layer 0: it has 3 heads, 0…2.");
    expect(() => attentionPatchMap(first, 0, 17)).toThrow("0…16");
    for (let row = 0; row < heads * tokens; row++) {
      const sum = data.subarray(row * tokens, (row + 1) * tokens).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  test("a patch map is a square with its range, without the class token", async () => {
    const [maps] = await attentionOfImage(clip, image, { layers: [2] });
    const map = attentionPatchMap(maps, 1, 3);
    expect([map.grid, map.data.length]).toEqual([4, 16]);
    expect([...map.data]).toEqual([...maps.data.subarray(289 + 3 * 17 + 1, 289 + 4 * 17)]);
    expect([map.min, map.max]).toEqual([Math.min(...map.data), Math.max(...map.data)]);
  });

  test("a text's tokens are named from start to end, also where it is cut", async () => {
    const { pieces } = await attentionOfText(clip, text);
    expect(pieces).toEqual(["<|startoftext|>", ...tokenizer.tokens(text), "<|endoftext|>"]);
    const long = Array(9).fill("red square").join(" ");
    await expect(rolloutOfText(clip, long)).rejects.toMatchObject({ code: "text-too-long" });
    const cut = await rolloutOfText(clip, long, { truncate: "end" });
    expect(cut.pieces.length).toBe(12);
    expect(cut.pieces.at(-1)).toBe("<|endoftext|>");
    expect(cut.data.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    const words = [...cut.data.subarray(1, -1)];
    expect([cut.min, cut.max]).toEqual([Math.min(...words), Math.max(...words)]);
    expect(await rolloutOfText(clip, "")).toMatchObject({ min: 0, max: 0 });
  });

  test("relevance states the similarity that embeddings give", async () => {
    const [images, texts] = [await clip.embedImages([image]), await clip.embedTexts([text])];
    const cosine = images.data.reduce((sum, x, i) => sum + x * texts.data[i], 0);
    const found = await relevance(clip, image, text);
    expect(found.cosine).toBeCloseTo(cosine, 5);
    expect(found.logit).toBeCloseTo(cosine * clip.logitScale, 4);
    expect(found.image.min).toBeGreaterThanOrEqual(0);
    expect(found.image.max).toBeGreaterThan(0);
  });

  test("looks and embeddings asked for at once take turns", async () => {
    const alone = await relevance(clip, image, text);
    const [together] = await Promise.all([
      relevance(clip, image, text),
      clip.embedImages([image]),
      rolloutOfImage(clip, image),
    ]);
    expect(together).toEqual(alone);
  });
});

test("where each token attends only to itself, rollout stays where it is", () => {
  const identity = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  expect([...rollOut([identity, identity], 3, 1)]).toEqual([0, 1, 0]);
});

test("a ResNet's image tower can't be looked into, its text tower can", async () => {
  const resnet: ClipConfig = {
    ...config,
    vision: {
      layers: [1, 1, 1, 1],
      width: 8,
      hiddenSize: 256,
      numAttentionHeads: 4,
      imageSize: 32,
      numChannels: 3,
    },
  };
  const clip = await loadClip(checkpoint(resnet), { engine: "tfjs" });
  for (const [name, look] of looks.filter(([name]) => !name.includes("text"))) {
    const error = await look(clip).then(
      () => new Error("not refused"),
      (e) => e,
    );
    expect(error, name).toMatchObject({ code: "bad-argument" });
    expect(error.message).toContain("ResNet");
  }
  expect((await attentionOfText(clip, text)).maps.length).toBe(2);
  clip.dispose();
  await expect(attentionOfText(clip, text)).rejects.toThrow(/disposed/);
});
