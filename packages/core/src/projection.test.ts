import { type RgbImage, seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import type { Checkpoint } from "./checkpoint/index.js";
import { type ClipConfig, parameterShapes, parseClipConfig } from "./config.js";
import { defaultPreprocess } from "./images/index.js";
import { loadClip } from "./load.js";
import { trainTokenizer } from "./tokenizer/index.js";

const tokenizer = trainTokenizer(["a photo"], { vocabSize: 520 });
const text = {
  hidden_size: 12,
  intermediate_size: 24,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  vocab_size: tokenizer.vocabSize,
  eos_token_id: tokenizer.eosId,
};
const tower = {
  hidden_size: 24,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 3,
  image_size: 32,
  patch_size: 8,
};
const transformer: ClipConfig = parseClipConfig({
  projection_dim: 10,
  vision_config: tower,
  text_config: text,
});
const resnet: ClipConfig = {
  ...transformer,
  vision: {
    layers: [1, 1, 1, 1],
    width: 2,
    hiddenSize: 64,
    numAttentionHeads: 4,
    imageSize: 32,
    numChannels: 3,
  },
};

function checkpoint(config: ClipConfig): Checkpoint {
  const next = seededRandom(3);
  const tensors: Checkpoint["tensors"] = new Map();
  for (const [name, shape] of parameterShapes(config)) {
    const value = name.endsWith("running_var") ? () => 0.5 + next() : () => 0.3 * next.normal();
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value);
    tensors.set(name, { dtype: "F32", shape, data });
  }
  return { name: "test", config, tensors, tokenizer, preprocess: defaultPreprocess(32) };
}

const next = seededRandom(5);
const images = Array.from({ length: 6 }, (): RgbImage => {
  return { width: 32, height: 32, data: Uint8Array.from({ length: 32 * 32 * 3 }, () => 255 * next()) };
});

test.each([
  { what: "a vision transformer", config: transformer, engine: "tfjs" },
  { what: "a vision transformer", config: transformer, engine: "onnx" },
  { what: "a ResNet", config: resnet, engine: "tfjs" },
  { what: "a ResNet", config: resnet, engine: "onnx" },
] as const)(
  "features of $what are projected as its tower projects them, on $engine",
  async ({ config, engine }) => {
    const clip = await loadClip(checkpoint(config), { engine, ...(engine === "tfjs" && { backend: "cpu" }) });
    const features = await clip.embedImages(images, { features: "preProjection", normalize: false });
    for (const normalize of [true, false]) {
      const expected = await clip.embedImages(images, { normalize });
      const projected = clip.projectImages(features, { normalize });
      expect([projected.rows, projected.cols]).toEqual([6, 10]);
      const largest = expected.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      projected.data.forEach((x, i) => {
        expect(Math.abs(x - expected.data[i]) / largest).toBeLessThan(1e-6);
      });
    }
    expect(() => clip.projectImages({ data: new Float32Array(10), rows: 1, cols: 10 })).toThrow(
      /10 wide, but this model projects \d+: embed the images with/,
    );
    clip.dispose();
  },
);
