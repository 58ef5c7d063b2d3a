import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Checkpoint,
  exportOnnx,
  loadClip,
  preprocessImage,
  readCheckpoint,
  type Tensor,
} from "@clipscope/core";
import { tokenizerFromJson } from "@clipscope/core/tokenizer";
import {
  AutoProcessor,
  AutoTokenizer,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  env,
  Tensor as HubTensor,
  RawImage,
} from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { golden } from "./goldens.js";
import { type ModelGoldens, modelGoldens, models, relativeError } from "./model.js";

const dtypes = [
  ["float32", "fp32", 1e-5],
  ["float16", "fp16", 2e-3],
  ["int8", "q8", 5e-2],
] as const;

describe.each(models)("the small model %s, exported for transformers.js", (name) => {
  let folder: string;
  let checkpoint: Checkpoint;
  let goldens: ModelGoldens;
  const expected = (output: string) => (goldens.tensors.get(output) as Tensor).data;

  beforeAll(async () => {
    env.allowRemoteModels = false;
    folder = await mkdtemp(join(tmpdir(), "clipscope-export-"));
    env.localModelPath = folder;
    checkpoint = await readCheckpoint(golden(`models/${name}`));
    goldens = modelGoldens(name);
    await exportOnnx(checkpoint, join(folder, name), { dtypes: dtypes.map(([dtype]) => dtype) });
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("has the files that it looks for", async () => {
    expect(await readdir(join(folder, name, "onnx"))).toEqual(
      ["text_model", "vision_model"].flatMap((model) =>
        ["", "_fp16", "_quantized"].map((suffix) => `${model}${suffix}.onnx`),
      ),
    );
  });

  test.each(dtypes)(
    "in %s, opens there, and gives what PyTorch does and what we do",
    async (dtype, theirs, tolerance) => {
      const texts = await CLIPTextModelWithProjection.from_pretrained(name, { dtype: theirs });
      const images = await CLIPVisionModelWithProjection.from_pretrained(name, { dtype: theirs });
      const pixels = goldens.tensors.get("pixels") as Tensor;
      const ids = BigInt64Array.from(goldens.ids.flat(), BigInt);
      const { text_embeds } = await texts({
        input_ids: new HubTensor("int64", ids, [goldens.ids.length, goldens.ids[0].length]),
      });
      const { image_embeds } = await images({
        pixel_values: new HubTensor("float32", pixels.data, [...pixels.shape]),
      });
      expect(relativeError(text_embeds.data, expected("text.projected"))).toBeLessThan(tolerance);
      expect(relativeError(image_embeds.data, expected("vision.projected"))).toBeLessThan(tolerance);

      const clip = await loadClip(checkpoint, { engine: "onnx", dtype });
      const paths = goldens.images.map((image) => golden(`images/${image}.png`));
      const ourImages = await clip.embedImages(paths, { normalize: false });
      const ourTexts = await clip.embedTexts(goldens.texts, { normalize: false });
      expect(relativeError(ourImages.data, image_embeds.data)).toBeLessThan(1e-5);
      expect(relativeError(ourTexts.data, text_embeds.data)).toBeLessThan(1e-5);
      clip.dispose();
      await texts.dispose();
      await images.dispose();
    },
  );

  test("is tokenized there as here, and images are prepared alike where none is resized", async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const { input_ids } = tokenizer(goldens.texts, { padding: "max_length", truncation: true });
    expect([...input_ids.data].map(Number)).toEqual(goldens.ids.flat());
    const processor = await AutoProcessor.from_pretrained(name);
    const { preprocess } = checkpoint;
    const side = (preprocess.resize as { shortestEdge: number }).shortestEdge;
    const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 37) % 256);
    const { pixel_values } = await processor([new RawImage(data, side, side, 3)]);
    const ours = preprocessImage({ width: side, height: side, data }, preprocess);
    expect(relativeError(pixel_values.data, ours)).toBeLessThan(1e-6);
  });

  test("has a tokenizer.json that opens here too", async () => {
    const json = await readFile(join(folder, name, "tokenizer.json"), "utf8");
    const { vocab, merges, special } = tokenizerFromJson(json);
    expect({ vocab, merges, special }).toEqual({
      vocab: checkpoint.tokenizer?.vocab,
      merges: checkpoint.tokenizer?.merges,
      special: checkpoint.tokenizer?.special,
    });
  });
});
