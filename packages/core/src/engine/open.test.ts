import { seededRandom } from "@clipscope/types";
import { describe, expect, test } from "vitest";
import { type Checkpoint, hashCheckpoint } from "../checkpoint/index.js";
import { parameterShapes, parseClipConfig } from "../config.js";
import { defaultPreprocess } from "../images/index.js";
import { type LoadOptions, loadClip } from "../load.js";
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
  tensors.set("logit_bias", { dtype: "F32", shape: [], data: Float32Array.of(-10) });
  return {
    name: "test",
    config,
    tensors,
    tokenizer,
    preprocess: defaultPreprocess(16),
  };
}

async function opened(options: LoadOptions): Promise<string> {
  const clip = await loadClip(checkpoint(), options);
  clip.dispose();
  return clip.describe();
}

describe("the engine", () => {
  test.each<[LoadOptions, string]>([
    [{}, "onnx engine, cpu backend, float32"],
    [{ engine: "auto", backend: "auto" }, "onnx engine, cpu backend, float32"],
    [{ backend: "cpu" }, "onnx engine, cpu backend, float32"],
    [{ dtype: "int8" }, "onnx engine, cpu backend, int8"],
    [{ backend: "wasm" }, "onnx engine, wasm backend, float32"],
    [{ engine: "tfjs" }, "tfjs engine, wasm backend, float32"],
    [{ engine: "tfjs", backend: "cpu" }, "tfjs engine, cpu backend, float32"],
  ])("with %o is the %s", async (options, expected) => {
    expect(await opened(options)).toBe(expected);
  });

  test.each<[object, string, string]>([
    [{ engine: "onxx" }, "bad-argument", 'engine is "onxx": it must be "auto", "onnx" or "tfjs".'],
    [{ engine: null }, "bad-argument", 'engine is null: it must be "auto", "onnx" or "tfjs".'],
    [{ dtype: "fp16" }, "bad-argument", 'dtype is "fp16": it must be "float32", "float16" or "int8".'],
    [
      { backend: "gpu" },
      "unknown-backend",
      'backend is "gpu": it must be one of auto, webgpu, webgl, wasm, cpu.',
    ],
    [{ backend: "webgl" }, "unknown-backend", '"webgl" can\'t be used here'],
    [{ backend: "webgl", dtype: "int8" }, "unknown-backend", 'In Node it has "cpu" and "wasm"'],
  ])("with %o is refused", async (options, code, sentence) => {
    await expect(opened(options)).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test("and its model's hash and bias are the checkpoint's", async () => {
    const clip = await loadClip(checkpoint());
    expect([clip.hash, clip.logitBias]).toEqual([await hashCheckpoint(checkpoint()), -10]);
    clip.dispose();
    const without = checkpoint();
    without.tensors.delete("logit_bias");
    const plain = await loadClip(without);
    expect(plain.logitBias).toBeUndefined();
    plain.dispose();
  });
});
