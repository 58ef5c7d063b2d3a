import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Checkpoint,
  type ClipTokenizer,
  classify,
  decodeImage,
  loadClip,
  parameterShapes,
  preprocessImage,
  readCheckpoint,
  saveCheckpoint,
  seededRandom,
  similarity,
  type Tensor,
} from "@clipscope/core";
import { beforeAll, describe, expect, test } from "vitest";
import { golden } from "./goldens.js";
import { compute, type ModelGoldens, modelGoldens, models, relativeError } from "./model.js";

/** Part of the largest reference value by which float32 may differ. */
const TOLERANCE = 1e-5;

describe.each(models)("the small model %s", (name) => {
  let checkpoint: Checkpoint;
  let goldens: ModelGoldens;
  let outputs: string[]; // names of what is computed
  const expected = (output: string) => (goldens.tensors.get(output) as Tensor).data;

  beforeAll(async () => {
    checkpoint = await readCheckpoint(golden(`models/${name}`));
    goldens = modelGoldens(name);
    outputs = [...goldens.tensors.keys()].filter((output) => output !== "pixels");
  });

  test("prepares the images as CLIPImageProcessor, in every bit", async () => {
    const { data } = goldens.tensors.get("pixels") as Tensor;
    const size = data.length / goldens.images.length;
    for (const [i, image] of goldens.images.entries()) {
      const pixels = preprocessImage(await decodeImage(golden(`images/${image}.png`)), checkpoint.preprocess);
      expect(pixels, image).toEqual(data.slice(i * size, (i + 1) * size));
    }
  });

  test("prepares the texts as CLIPTokenizerFast", () => {
    const contextLength = checkpoint.config.text.maxPositionEmbeddings;
    const { ids } = (checkpoint.tokenizer as ClipTokenizer).tokenize(goldens.texts, { contextLength });
    expect([...ids]).toEqual(goldens.ids.flat());
  });

  test.each(["wasm", "cpu"] as const)("computes what PyTorch does on %s", async (backend) => {
    const computed = await compute(checkpoint, goldens, backend);
    expect([...computed.keys()].sort()).toEqual([...outputs].sort());
    for (const output of outputs) {
      expect(relativeError(computed.get(output), expected(output)), output).toBeLessThan(TOLERANCE);
    }
  });

  test.each(["wasm", "cpu"] as const)("embeds files and texts as CLIPModel does on %s", async (backend) => {
    const clip = await loadClip(golden(`models/${name}`), { engine: "tfjs", backend });
    const paths = goldens.images.map((image) => golden(`images/${image}.png`));
    for (const [features, key] of [
      ["projected", "projected"],
      ["preProjection", "pooled"],
    ] as const) {
      const options = { features, normalize: false };
      const images = await clip.embedImages(paths, { ...options, batchSize: 2 });
      const texts = await clip.embedTexts(goldens.texts, { ...options, batchSize: 3 });
      expect(images.failures).toEqual([]);
      expect(relativeError(images.data, expected(`vision.${key}`))).toBeLessThan(TOLERANCE);
      expect(relativeError(texts.data, expected(`text.${key}`))).toBeLessThan(TOLERANCE);
    }
    const images = await clip.embedImages(paths);
    expect(relativeError(images.data, expected("vision.normalized"))).toBeLessThan(TOLERANCE);
    clip.dispose();
  });

  test("compares and classifies as CLIPModel's logits_per_image, with no setting at all", async () => {
    const clip = await loadClip(golden(`models/${name}`));
    expect(clip.describe()).toBe("onnx engine, cpu backend, float32");
    const paths = goldens.images.map((image) => golden(`images/${image}.png`));
    const logits = expected("logits_per_image");
    const compared = await similarity(clip, paths, goldens.texts);
    expect([compared.logits.rows, compared.logits.cols]).toEqual([paths.length, goldens.texts.length]);
    expect(relativeError(compared.logits.data, logits)).toBeLessThan(TOLERANCE);
    const scores = await classify(clip, paths, goldens.texts, { templates: ["{}"] });
    for (const [i, ranked] of scores.entries()) {
      const row = logits.slice(i * goldens.texts.length, (i + 1) * goldens.texts.length);
      const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
      const sorted = [...row.keys()].sort((a, b) => row[b] - row[a]);
      expect(ranked.map(({ label }) => label)).toEqual(sorted.map((text) => goldens.texts[text]));
      ranked.forEach(({ score }, place) => {
        expect(score).toBeCloseTo(Math.exp(row[sorted[place]]) / sum, 4);
      });
    }
    clip.dispose();
  });

  test("has no tensor that could be wrong unseen: disturbing any one moves a golden", async () => {
    const next = seededRandom(1);
    const unseen: string[] = [];
    for (const [tensor, original] of checkpoint.tensors) {
      const disturbed = {
        ...original,
        data: original.data.map((value) => value + (next() < 0.5 ? -0.05 : 0.05)),
      };
      const tensors = new Map(checkpoint.tensors).set(tensor, disturbed);
      const computed = await compute({ ...checkpoint, tensors }, goldens, "wasm");
      const seen = outputs.some(
        (output) => relativeError(computed.get(output), expected(output)) > 100 * TOLERANCE,
      );
      if (!seen) unseen.push(tensor);
    }
    expect([...checkpoint.tensors.keys()].sort()).toEqual(
      [...parameterShapes(checkpoint.config).keys()].sort(),
    );
    // Adding a constant to all keys adds the same to every score of a query, which softmax takes off again.
    expect(unseen.filter((tensor) => !tensor.endsWith("k_proj.bias"))).toEqual([]);
  });

  test("is the same after saving and reading, and the files are the same after saving again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clipscope-saved-"));
    try {
      await saveCheckpoint(checkpoint, join(folder, "once"));
      const again = await readCheckpoint(join(folder, "once"));
      expect(again.config).toEqual(checkpoint.config);
      expect(again.preprocess).toEqual(checkpoint.preprocess);
      expect(again.tensors).toEqual(checkpoint.tensors);
      expect(again.tokenizer?.vocab).toEqual(checkpoint.tokenizer?.vocab);
      expect(again.tokenizer?.merges).toEqual(checkpoint.tokenizer?.merges);
      await saveCheckpoint(again, join(folder, "twice"));
      const files = await readdir(join(folder, "once"));
      expect(files.length).toBeGreaterThan(5);
      for (const file of files) {
        expect(await readFile(join(folder, "twice", file)), file).toEqual(
          await readFile(join(folder, "once", file)),
        );
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
