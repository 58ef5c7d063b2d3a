import { describe, expect, test } from "vitest";
import { planFiles } from "./plan.js";

const clip = { "config.json": { model_type: "clip" } };

/** Plans a repository of these names, some of them with a JSON text. */
function plan(names: string[], texts: Record<string, unknown> = {}) {
  const all = new Set([...names, ...Object.keys(texts)]);
  return planFiles("a/b", all, async (name) => {
    if (!(name in texts)) throw new Error(`${name} was read`);
    return typeof texts[name] === "string" ? texts[name] : JSON.stringify(texts[name]);
  });
}

/** Files of repositories as they are on huggingface.co, without those in folders. */
const repositories = {
  "openai/clip-vit-base-patch32": [
    ".gitattributes",
    "README.md",
    "config.json",
    "flax_model.msgpack",
    "merges.txt",
    "model.safetensors",
    "preprocessor_config.json",
    "pytorch_model.bin",
    "special_tokens_map.json",
    "tf_model.h5",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
  ],
  "laion/CLIP-ViT-B-32-laion2B-s34B-b79K": [
    ".gitattributes",
    "README.md",
    "config.json",
    "merges.txt",
    "model.safetensors",
    "open_clip_config.json",
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.bin",
    "preprocessor_config.json",
    "pytorch_model.bin",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
  ],
};

describe("of a repository is chosen", () => {
  test.each(Object.entries(repositories))("in %s each part once", async (_, names) => {
    expect(await plan(names, clip)).toEqual({
      files: [
        "config.json",
        "vocab.json",
        "merges.txt",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "preprocessor_config.json",
        "model.safetensors",
      ],
      missing: [],
      hasModel: true,
    });
  });

  test("the pickle, and tokenizer.json, where there is nothing better", async () => {
    const names = ["pytorch_model.bin", "tokenizer.json", "vocab.json", "preprocessor_config.json"];
    expect((await plan(names, clip)).files).toEqual([
      "config.json",
      "tokenizer.json",
      "preprocessor_config.json",
      "pytorch_model.bin",
    ]);
  });

  test("transformers 5's processor_config.json, where there is no other", async () => {
    const names = ["model.safetensors", "tokenizer.json", "processor_config.json"];
    const { files, missing } = await plan(names, clip);
    expect(missing).toEqual([]);
    expect(files).toContain("processor_config.json");
    expect((await plan(names.slice(0, 2), clip)).missing).toEqual(["preprocessor_config.json"]);
  });

  test("every shard that the index names", async () => {
    const index = {
      weight_map: { x: "model-1.safetensors", y: "parts/2.safetensors", z: "model-1.safetensors" },
    };
    const texts = { ...clip, "model.safetensors.index.json": index };
    const names = ["model-1.safetensors", "parts/2.safetensors", "model-3.safetensors", "pytorch_model.bin"];
    const { files, hasModel } = await plan(names, texts);
    expect(files.slice(-3)).toEqual([
      "model.safetensors.index.json",
      "model-1.safetensors",
      "parts/2.safetensors",
    ]);
    expect(hasModel).toBe(true);
    const without = await plan(["model-1.safetensors"], texts);
    expect(without.missing).toContain("parts/2.safetensors");
    expect(without.hasModel).toBe(false);
  });

  test("OpenCLIP's checkpoint, where config.json is of something else, as in timm's repositories", async () => {
    const names = [
      "model.safetensors",
      "open_clip_model.safetensors",
      "open_clip_config.json",
      "tokenizer.json",
    ];
    const { files, missing } = await plan(names, {
      "config.json": { architecture: "vit_base_patch32_clip_224" },
    });
    expect(files).toEqual(["open_clip_config.json", "tokenizer.json", "open_clip_model.safetensors"]);
    expect(missing).toEqual([]);
    const old = await plan(["open_clip_config.json", "open_clip_pytorch_model.bin"]);
    expect(old.files).toEqual(["open_clip_config.json", "open_clip_pytorch_model.bin"]);
  });
});

test("what is missing is named", async () => {
  expect(await plan(["README.md"])).toMatchObject({ hasModel: false, files: [] });
  const { missing, hasModel } = await plan(["preprocessor_config.json", "vocab.json"], clip);
  expect(hasModel).toBe(false);
  expect(missing).toEqual([
    "vocab.json and merges.txt, or tokenizer.json",
    "model.safetensors or model.safetensors.index.json or pytorch_model.bin or pytorch_model.bin.index.json",
  ]);
});

test("weights that are only ONNX graphs are refused, with what to give", async () => {
  const names = ["onnx/model.onnx", "onnx/vision_model.onnx", "tokenizer.json", "preprocessor_config.json"];
  await expect(plan(names, clip)).rejects.toMatchObject({
    code: "not-supported",
    message: expect.stringContaining("only ONNX graphs"),
  });
});

test("models in folders of a repository are refused, with what to do", async () => {
  const names = ["README.md", "base/config.json", "base/model.safetensors"];
  await expect(plan(names)).rejects.toMatchObject({
    code: "not-supported",
    message: expect.stringContaining("base/config.json"),
  });
});

test("another kind of model is refused by its name", async () => {
  const llama = { "config.json": { model_type: "llama" } };
  await expect(plan(["model.safetensors"], llama)).rejects.toMatchObject({
    code: "not-a-checkpoint",
    message: expect.stringContaining('model_type "llama"'),
  });
  await expect(plan([], { "config.json": "<html>" })).rejects.toMatchObject({ code: "bad-config" });
});

test.each(["../../evil", "/etc/passwd", "a/../../b", "a\\..\\b", "C:evil", "a//b", ".", "", "a\u0000"])(
  "the shard %j is refused, listed or not",
  async (name) => {
    const index = { weight_map: { x: name } };
    await expect(plan([name], { ...clip, "model.safetensors.index.json": index })).rejects.toMatchObject({
      code: "not-a-checkpoint",
      message: expect.stringContaining("leave the model's folder"),
    });
  },
);
