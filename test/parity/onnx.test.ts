import { type Checkpoint, loadClip, readCheckpoint, type Tensor } from "@clipscope/core";
import { beforeAll, describe, expect, test } from "vitest";
import { golden } from "./goldens.js";
import { type ModelGoldens, modelGoldens, models, onnxRuntimes, relativeError } from "./model.js";

describe.each(models)("ONNX Runtime with the small model %s", (name) => {
  let checkpoint: Checkpoint;
  let goldens: ModelGoldens;
  const expected = (output: string) => (goldens.tensors.get(output) as Tensor).data;

  beforeAll(async () => {
    checkpoint = await readCheckpoint(golden(`models/${name}`));
    goldens = modelGoldens(name);
  });

  test.each(onnxRuntimes)(
    "embeds files and texts as CLIPModel does on %s in %s",
    async (backend, dtype, tolerance) => {
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
        expect(relativeError(images.data, expected(`vision.${key}`))).toBeLessThan(tolerance);
        expect(relativeError(texts.data, expected(`text.${key}`))).toBeLessThan(tolerance);
      }
      clip.dispose();
    },
  );
});
