import {
  type BackendName,
  type Checkpoint,
  loadClip,
  readCheckpoint,
  type Tensor,
  type WeightType,
} from "@clipscope/core";
import { beforeAll, describe, expect, test } from "vitest";
import { golden } from "./goldens.js";
import { type ModelGoldens, modelGoldens, models, relativeError } from "./model.js";

/** Part of the largest reference value by which each type of weights may differ. */
const tolerances: Record<WeightType, number> = { float32: 1e-5, float16: 2e-3, int8: 5e-2 };
const runtimes: [BackendName, WeightType][] = [
  ["cpu", "float32"],
  ["cpu", "float16"],
  ["cpu", "int8"],
  ["wasm", "float32"],
  ["wasm", "int8"],
];

describe.each(models)("ONNX Runtime with the small model %s", (name) => {
  let checkpoint: Checkpoint;
  let goldens: ModelGoldens;
  const expected = (output: string) => (goldens.tensors.get(output) as Tensor).data;

  beforeAll(async () => {
    checkpoint = await readCheckpoint(golden(`models/${name}`));
    goldens = modelGoldens(name);
  });

  test.each(runtimes)("embeds files and texts as CLIPModel does on %s in %s", async (backend, dtype) => {
    const clip = await loadClip(checkpoint, { engine: "onnx", backend, dtype });
    expect(clip.backend).toBe(backend);
    const paths = goldens.images.map((image) => golden(`images/${image}.png`));
    for (const [features, key] of [
      ["projected", "projected"],
      ["preProjection", "pooled"],
    ] as const) {
      const options = { features, normalize: false };
      const images = await clip.embedImages(paths, { ...options, batchSize: 2 });
      const texts = await clip.embedTexts(goldens.texts, options);
      expect(relativeError(images.data, expected(`vision.${key}`))).toBeLessThan(tolerances[dtype]);
      expect(relativeError(texts.data, expected(`text.${key}`))).toBeLessThan(tolerances[dtype]);
    }
    clip.dispose();
  });
});
