import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BackendName,
  type Checkpoint,
  type ClipTokenizer,
  decodeImage,
  exportOnnx,
  fromOpenAiNames,
  type LoadOptions,
  loadClip,
  openaiPreprocess,
  type PreprocessConfig,
  parameterShapes,
  parseOpenClipConfig,
  preprocessImage,
  type RgbImage,
  readCheckpoint,
  readSafetensors,
  saveCheckpoint,
  seededRandom,
  type Tensor,
  toOpenAiNames,
  writeSafetensors,
} from "@clipscope/core";
import { tokenizerFromVocabulary } from "@clipscope/core/tokenizer";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { golden, readBytes, readJson } from "./goldens.js";
import { onnxRuntimes, relativeError } from "./model.js";

/** Part of the largest reference value by which float32 may differ. */
const TOLERANCE = 1e-5;
const sha256 = (values: Float32Array) =>
  createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
const decode = (name: string) => decodeImage(golden(`images/${name}.png`));

/** Both towers, projected and before the projection, as they come. */
async function embed(
  checkpoint: Checkpoint,
  images: RgbImage[],
  texts: string[],
  backend: BackendName,
  engine: LoadOptions = { engine: "tfjs" },
) {
  const clip = await loadClip(checkpoint, { backend, ...engine });
  const options = { normalize: false, batchSize: 3 };
  const values: Record<string, Float32Array> = {};
  for (const [features, key] of [
    ["projected", "projected"],
    ["preProjection", "pooled"],
  ] as const) {
    values[`vision.${key}`] = (await clip.embedImages(images, { ...options, features })).data;
    values[`text.${key}`] = (await clip.embedTexts(texts, { ...options, features, truncate: "end" })).data;
  }
  clip.dispose();
  return values;
}

describe.each([
  ["openai-vit", "model.pt", "quick_gelu"],
  ["openai-resnet", "model.pt", "quick_gelu"],
  ["open-clip-vit", "open_clip_model.safetensors", "gelu"],
  ["open-clip-resnet", "open_clip_pytorch_model.bin", "quick_gelu"],
] as const)("the small checkpoint %s", (name, file, activation) => {
  const goldens = readJson(`formats/${name}.json`);
  const { tensors: expected } = readSafetensors(readBytes(`formats/${name}.safetensors`));
  const outputs = [...expected.keys()];
  const difference = (values: Record<string, Float32Array>, output: string) =>
    relativeError(values[output], (expected.get(output) as Tensor).data);
  let checkpoint: Checkpoint;
  let images: RgbImage[];

  beforeAll(async () => {
    checkpoint = await readCheckpoint(golden(`formats/${name}`));
    images = await Promise.all(goldens.images.map(decode));
  });

  test("says its activation, and has every tensor of its configuration and no other", () => {
    const { config, tensors } = checkpoint;
    expect(config.text.hiddenAct).toBe(activation);
    expect("layers" in config.vision).toBe(name.endsWith("resnet"));
    const shapes = parameterShapes(config);
    expect(new Map([...tensors].map(([key, { shape }]) => [key, shape]))).toEqual(shapes);
  });

  test("is the same by the path of its weights, and in memory", async () => {
    const again = await readCheckpoint(golden(`formats/${name}/${file}`));
    expect(again.tensors).toEqual(checkpoint.tensors);
    expect(again.config).toEqual(checkpoint.config);
    const names = [
      file,
      "bpe_simple_vocab_16e6.txt.gz",
      ...(name.startsWith("open-") ? ["open_clip_config.json"] : []),
    ];
    const files = Object.fromEntries(names.map((each) => [each, readBytes(`formats/${name}/${each}`)]));
    expect((await readCheckpoint(files)).tensors).toEqual(checkpoint.tensors);
  });

  test("prepares the images as torchvision does, in every bit", () => {
    expect(images.map((image) => sha256(preprocessImage(image, checkpoint.preprocess)))).toEqual(
      goldens.pixels,
    );
  });

  test("prepares the texts as the original does: mended, and padded with 0", () => {
    const contextLength = checkpoint.config.text.maxPositionEmbeddings;
    const { ids } = (checkpoint.tokenizer as ClipTokenizer).tokenize(goldens.texts, {
      contextLength,
      truncate: "end",
    });
    expect([...ids]).toEqual(goldens.ids.flat());
    expect(goldens.ids[0].slice(2)).toEqual(Array(contextLength - 2).fill(0));
  });

  test.each(["wasm", "cpu"] as const)("computes what PyTorch does on %s", async (backend) => {
    const values = await embed(checkpoint, images, goldens.texts, backend);
    expect(Object.keys(values).sort()).toEqual([...outputs].sort());
    for (const output of outputs) expect(difference(values, output), output).toBeLessThan(TOLERANCE);
  });

  test.each(onnxRuntimes)("ONNX Runtime computes it on %s in %s", async (backend, dtype, tolerance) => {
    const values = await embed(checkpoint, images, goldens.texts, backend, { engine: "onnx", dtype });
    for (const output of outputs) expect(difference(values, output), output).toBeLessThan(tolerance);
  });

  test("is exported as graphs that any ONNX Runtime runs, with its configuration", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clipscope-export-"));
    try {
      await exportOnnx(checkpoint, folder, { dtypes: ["float32"] });
      const session = await InferenceSession.create(join(folder, "onnx/vision_model.onnx"));
      const pixels = images.map((image) => preprocessImage(image, checkpoint.preprocess));
      const size = checkpoint.config.vision.imageSize;
      const all = Float32Array.from(pixels.flatMap((each) => [...each]));
      const { image_embeds } = await session.run({
        pixel_values: new OrtTensor("float32", all, [images.length, 3, size, size]),
      });
      const found = { "vision.projected": image_embeds.data as Float32Array };
      expect(difference(found, "vision.projected")).toBeLessThan(TOLERANCE);
      await session.release();
      const configuration = name.endsWith("resnet") ? "open_clip_config.json" : "config.json";
      expect(await readdir(folder)).toEqual(expect.arrayContaining([configuration, "tokenizer.json"]));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("has no tensor that could be wrong unseen: disturbing any one moves a golden", async () => {
    const next = seededRandom(1);
    const unseen: string[] = [];
    for (const [key, original] of checkpoint.tensors) {
      if (key === "logit_scale") continue;
      const isVariance = key.endsWith("running_var");
      const data = original.data.map((value) =>
        isVariance ? value * (1 + 0.5 * Math.abs(next.normal())) : value + 0.05 * next.normal(),
      );
      const tensors = new Map(checkpoint.tensors).set(key, { ...original, data });
      const values = await embed({ ...checkpoint, tensors }, images, goldens.texts, "wasm");
      if (!outputs.some((output) => difference(values, output) > 100 * TOLERANCE)) unseen.push(key);
    }
    // Adding a constant to all keys adds the same to every score of a query, which softmax takes off again.
    expect(unseen.filter((key) => !key.endsWith("k_proj.bias"))).toEqual([]);
  });

  test("has the same tensors under the other names and back", () => {
    const there = toOpenAiNames(checkpoint.tensors);
    expect(there.has("transformer.resblocks.0.attn.in_proj_weight")).toBe(true);
    const back = fromOpenAiNames(there, name);
    expect([...back.keys()].sort()).toEqual([...checkpoint.tensors.keys()].sort());
    for (const [key, { shape, data }] of back) {
      expect({ shape, data }, key).toEqual({
        shape: checkpoint.tensors.get(key)?.shape,
        data: checkpoint.tensors.get(key)?.data,
      });
    }
  });

  test("is saved as a folder that is read as the same model", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clipscope-formats-"));
    try {
      const clip = await loadClip(checkpoint, { backend: "wasm" });
      await saveCheckpoint(clip, folder);
      clip.dispose();
      const again = await readCheckpoint(folder);
      expect(again.config).toEqual(checkpoint.config);
      expect(again.preprocess).toEqual(checkpoint.preprocess);
      const ids = (each?: ClipTokenizer) => goldens.texts.map((text: string) => each?.encode(text));
      expect(ids(again.tokenizer)).toEqual(ids(checkpoint.tokenizer));
      const tensors = [...checkpoint.tensors].map(
        ([key, tensor]) => [key, { ...tensor, dtype: "F32" }] as const,
      );
      expect(again.tensors).toEqual(new Map(tensors));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("what a file of tensors alone does not say must be given", async () => {
  const vocabulary = readBytes("formats/openai-vit/bpe_simple_vocab_16e6.txt.gz");
  const original = await readCheckpoint(golden("formats/openai-vit"));
  const preprocess = openaiPreprocess(24);
  const bare = (tensors = toOpenAiNames(original.tensors)) => ({
    "epoch_32.safetensors": writeSafetensors(tensors),
  });
  const refused = async (reading: Promise<Checkpoint>, ...sentences: RegExp[]) => {
    await expect(reading).rejects.toMatchObject({ code: "unknown-setting" });
    for (const sentence of sentences) await expect(reading).rejects.toThrow(sentence);
  };

  test("the activation and the preprocessing", async () => {
    const files = { ...bare(), "bpe_simple_vocab_16e6.txt.gz": vocabulary };
    await refused(
      readCheckpoint(files),
      /pass activation: "quick_gelu"/,
      /pass preprocess: openaiPreprocess/,
    );
    await refused(readCheckpoint(files, { preprocess }), /has only tensors; nothing says which activation/);
    await refused(readCheckpoint(files, { activation: "gelu" }), /nothing says how images are prepared/);
    const { config, tensors } = await readCheckpoint(files, { activation: "gelu", preprocess });
    expect(config.vision).toEqual({ ...original.config.vision, hiddenAct: "gelu" });
    expect([...tensors.keys()].sort()).toEqual([...original.tensors.keys()].sort());
  });

  test("the vocabulary, for an archive of OpenAI's too", async () => {
    const archive = { "ViT.pt": readBytes("formats/openai-vit/model.pt") };
    expect((await readCheckpoint(archive)).tokenizer).toBeUndefined();
    const tokenizer = await tokenizerFromVocabulary(vocabulary);
    expect((await readCheckpoint(archive, { tokenizer })).preprocess).toEqual(preprocess);
    const { vocab } = original.tokenizer as ClipTokenizer;
    const files = Object.entries(tokenizer.toFiles()).map(([name, text]) => [
      name,
      new TextEncoder().encode(text),
    ]);
    const beside = await readCheckpoint({ ...archive, ...Object.fromEntries(files) });
    expect(beside.tokenizer?.vocab).toEqual(vocab);
    expect(beside.tokenizer?.cleaning).toBe("openai");
  });

  test("the heads of a transformer that is wider than OpenAI's", async () => {
    const tensors = toOpenAiNames(original.tensors);
    const [width, rest] = [1280, { data: new Float32Array(1280 * 3), shape: [1280, 3, 1, 1] }];
    tensors.set("visual.conv1.weight", rest);
    const files = { ...bare(tensors), "bpe_simple_vocab_16e6.txt.gz": vocabulary };
    const reading = readCheckpoint(files, { activation: "gelu", preprocess });
    await refused(reading, new RegExp(`attention heads its vision transformer of width ${width} has`));
  });

  test("what is given goes before what a checkpoint says", async () => {
    const source = golden("formats/open-clip-vit");
    const given: PreprocessConfig = { ...openaiPreprocess(30), resample: "bilinear" };
    const read = await readCheckpoint(source, { activation: "quick_gelu", preprocess: given });
    expect(read.preprocess).toEqual(given);
    expect([read.config.text.hiddenAct, Object(read.config.vision).hiddenAct]).toEqual([
      "quick_gelu",
      "quick_gelu",
    ]);
  });

  test("tensors of models that are no CLIP are refused by name", async () => {
    const more = toOpenAiNames(original.tensors);
    more.set("visual.transformer.resblocks.0.ls_1.gamma", { shape: [128], data: new Float32Array(128) });
    const reading = readCheckpoint(
      { ...bare(more), "bpe_simple_vocab_16e6.txt.gz": vocabulary },
      { activation: "gelu", preprocess },
    );
    await expect(reading).rejects.toMatchObject({ code: "not-supported" });
    await expect(reading).rejects.toThrow(/ls_1\.gamma/);
    const less = toOpenAiNames(original.tensors);
    less.delete("ln_final.bias");
    const files = { ...bare(less), "bpe_simple_vocab_16e6.txt.gz": vocabulary };
    await expect(readCheckpoint(files, { activation: "gelu", preprocess })).rejects.toThrow(
      /no tensor ln_final\.bias/,
    );
  });
});

describe("transformers' CLIPModel in all its files", () => {
  const tokenizer = Object.fromEntries(
    ["vocab.json", "merges.txt", "preprocessor_config.json"].map((name) => [
      name,
      readBytes(`models/gelu/${name}`),
    ]),
  );
  const folder = (name: string, files: string[]) => ({
    ...tokenizer,
    "config.json": readBytes("formats/hugging-face/safetensors/config.json"),
    ...Object.fromEntries(files.map((file) => [file, readBytes(`formats/hugging-face/${name}/${file}`)])),
  });
  const parts = (stem: string, ending: string) => [1, 2, 3].map((i) => `${stem}-0000${i}-of-00003.${ending}`);

  test.each([
    ["bin", ["pytorch_model.bin"]],
    ["legacy", ["pytorch_model.bin"]],
    ["shards", ["model.safetensors.index.json", ...parts("model", "safetensors")]],
    ["bin-shards", ["pytorch_model.bin.index.json", ...parts("pytorch_model", "bin")]],
  ])("%s has the same tensors", async (name, files) => {
    const expected = await readCheckpoint(folder("safetensors", ["model.safetensors"]));
    const { tensors, config } = await readCheckpoint(folder(name, files));
    expect(config).toEqual(expected.config);
    expect(new Map([...tensors].sort())).toEqual(new Map([...expected.tensors].sort()));
    const clip = await loadClip(folder(name, files), { backend: "cpu" });
    expect((await clip.embedTexts(["a photo"])).rows).toBe(1);
    clip.dispose();
  });

  test("as transformers 5 saves it, it is the same model", async () => {
    const kept = "formats/hugging-face/transformers-5";
    const weights = readBytes("models/gelu/model.safetensors");
    const names = ["config.json", "processor_config.json", "tokenizer.json", "tokenizer_config.json"];
    const files = Object.fromEntries(names.map((name) => [name, readBytes(`${kept}/${name}`)]));
    const saved = await readCheckpoint({ ...files, "model.safetensors": weights });
    const expected = await readCheckpoint(golden("models/gelu"));
    expect(saved.config).toEqual(expected.config);
    expect(saved.preprocess).toEqual(expected.preprocess);
    expect(saved.tokenizer?.special).toEqual(expected.tokenizer?.special);
    const texts: string[] = readJson("tokens.json").texts;
    expect(texts.map((text) => saved.tokenizer?.encode(text))).toEqual(readJson(`${kept}/goldens.json`).ids);
    const broken = new TextEncoder().encode('{"image_processor": {"resample": 1}}');
    await expect(
      readCheckpoint({ ...files, "processor_config.json": broken, "model.safetensors": weights }),
    ).rejects.toThrow(/processor_config\.json: image_processor: resample should be/);
  });

  test("a part that is missing, or is another model's, is named", async () => {
    const [first, second, third] = parts("model", "safetensors");
    const index = "model.safetensors.index.json";
    const without = readCheckpoint(folder("shards", [index, first, third]));
    await expect(without).rejects.toThrow(`there is no ${second}`);
    const all = folder("shards", [index, first, second, third]);
    const swapped = readCheckpoint({ ...all, [second]: readBytes(`formats/hugging-face/shards/${first}`) });
    await expect(swapped).rejects.toMatchObject({ code: "missing-tensor" });
    const outside = new TextEncoder().encode('{"weight_map": {"logit_scale": "../model.safetensors"}}');
    await expect(readCheckpoint({ ...all, [index]: outside })).rejects.toMatchObject({ code: "bad-config" });
  });
});

describe("preprocessing equals OpenCLIP's, bit for bit", () => {
  interface Case {
    size: number;
    resize_mode: string;
    interpolation: string;
    fill_color: number;
    sha256: Record<string, string>;
  }
  const cases: Case[] = readJson("formats/preprocessing.json");

  test.each(cases)(
    "$resize_mode, $interpolation, $size pixels",
    async ({ size, sha256: hashes, ...settings }) => {
      const { preprocess } = parseOpenClipConfig({
        model_cfg: { embed_dim: 8, vision_cfg: { image_size: size, patch_size: 4 }, text_cfg: {} },
        preprocess_cfg: settings,
      });
      for (const [image, expected] of Object.entries(hashes)) {
        expect(sha256(preprocessImage(await decode(image), preprocess)), image).toBe(expected);
      }
    },
  );
});
