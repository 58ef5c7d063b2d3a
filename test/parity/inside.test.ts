import { type Clip, loadClip, readSafetensors, type Tensor, visionTransformerOf } from "@clipscope/core";
import {
  attentionOfImage,
  attentionOfText,
  hiddenStatesOfImage,
  hiddenStatesOfText,
  patchEmbeddings,
  patchFeatures,
  patchSimilarity,
  relevance,
  rolloutOfImage,
  rolloutOfText,
} from "@clipscope/core/inside";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { golden, readBytes, readJson } from "./goldens.js";
import { modelGoldens, models, relativeError } from "./model.js";

/** Part of the largest reference value by which ours may differ. */
const TOLERANCE = 1e-5;
const OF_GRADIENTS = 1e-4;

describe.each(models)("inside the small model %s", (name) => {
  describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
    const { tensors } = readSafetensors(readBytes(`inside/${name}.safetensors`));
    const { images, texts }: { images: string[]; texts: string[] } = readJson(`inside/${name}.json`);
    const path = (image: string) => golden(`images/${image}.png`);
    let clip: Clip;
    beforeAll(async () => {
      clip = await loadClip(golden(`models/${name}`), { engine: "tfjs", backend });
    });
    afterAll(() => clip.dispose());

    /** One entry of a golden along its first dimensions. */
    function expected(key: string, ...at: number[]): Float32Array {
      const { data, shape } = tensors.get(key) as Tensor;
      let [start, size] = [0, data.length];
      for (const [i, index] of at.entries()) {
        size /= shape[i];
        start += index * size;
      }
      return data.subarray(start, start + size);
    }

    test("attention maps are transformers' (eager), of every layer and head", async () => {
      for (const [i, image] of images.entries()) {
        const maps = await attentionOfImage(clip, path(image));
        expect(maps.map(({ layer }) => layer)).toEqual(maps.map((_, layer) => layer));
        expect(tensors.has(`vision.attention.${maps.length}`)).toBe(false);
        for (const { layer, data } of maps) {
          expect(relativeError(data, expected(`vision.attention.${layer}`, i)), image).toBeLessThan(
            TOLERANCE,
          );
        }
      }
      for (const [i, text] of texts.entries()) {
        const { maps, pieces } = await attentionOfText(clip, text);
        const context = clip.config.text.maxPositionEmbeddings;
        for (const { layer, heads, tokens, data } of maps) {
          expect(tokens).toBe(pieces.length);
          // the reference goes on after the end, which no earlier token sees
          const padded = expected(`text.attention.${layer}`, i);
          const part = new Float32Array(heads * tokens * tokens);
          for (let row = 0; row < heads * tokens; row++) {
            const from = (Math.floor(row / tokens) * context + (row % tokens)) * context;
            part.set(padded.subarray(from, from + tokens), row * tokens);
          }
          expect(relativeError(data, part), text).toBeLessThan(TOLERANCE);
        }
      }
    });

    test.each(["mean", "max"] as const)(
      "rollout over the heads' %s is the product of NumPy's matrices",
      async (heads) => {
        for (const [i, image] of images.entries()) {
          const { data } = await rolloutOfImage(clip, path(image), { heads });
          const flow = expected(`vision.rollout.${heads}`, i).subarray(1);
          expect(relativeError(data, flow), image).toBeLessThan(TOLERANCE);
        }
        for (const [i, text] of texts.entries()) {
          const { data } = await rolloutOfText(clip, text, { heads });
          const flow = expected(`text.rollout.${heads}`, i);
          expect(flow.subarray(data.length).every((value) => value === 0)).toBe(true);
          expect(relativeError(data, flow.subarray(0, data.length)), text).toBeLessThan(TOLERANCE);
        }
      },
    );

    test("hidden states are transformers', of every layer", async () => {
      const whole = modelGoldens(name);
      const rowsOf = (key: string, row: number, rows: number) => {
        const { data, shape } = whole.tensors.get(key) as Tensor;
        return data.subarray(row * shape[1] * shape[2], (row * shape[1] + rows) * shape[2]);
      };
      const states = await hiddenStatesOfImage(clip, path("portrait"));
      const words = await hiddenStatesOfText(clip, "jack-o'-lantern");
      const image = whole.images.indexOf("portrait");
      const text = whole.texts.indexOf("jack-o'-lantern");
      expect(states.length).toBe(visionTransformerOf(clip.config, "This test").numHiddenLayers + 1);
      expect(words.states.length).toBe(clip.config.text.numHiddenLayers + 1);
      for (const [layer, { data, rows }] of states.entries()) {
        expect(relativeError(data, rowsOf(`vision.hidden.${layer}`, image, rows))).toBeLessThan(TOLERANCE);
      }
      for (const [layer, { data, rows }] of words.states.entries()) {
        expect(rows).toBe(words.pieces.length);
        expect(relativeError(data, rowsOf(`text.hidden.${layer}`, text, rows))).toBeLessThan(TOLERANCE);
      }
    });

    test("patches: their embeddings, their features, and these with a text", async () => {
      for (const [i, image] of images.entries()) {
        const embedded = await patchEmbeddings(clip, path(image));
        expect(relativeError(embedded.data, expected("patch.embeddings", i))).toBeLessThan(TOLERANCE);
        const features = await patchFeatures(clip, path(image));
        expect(relativeError(features.data, expected("patch.features", i))).toBeLessThan(TOLERANCE);
        for (const [j, text] of texts.entries()) {
          const { data } = await patchSimilarity(clip, path(image), text);
          expect(relativeError(data, expected("patch.similarity", i, j))).toBeLessThan(TOLERANCE);
        }
      }
    });

    test.each(["all", "last"] as const)(
      "relevance over %s layers is PyTorch's by autograd",
      async (which) => {
        const vision = visionTransformerOf(clip.config, "This test");
        const words = clip.config.text;
        const startLayers =
          which === "all" ? {} : { image: vision.numHiddenLayers - 1, text: words.numHiddenLayers - 1 };
        const { tensors: whole, images: allImages, texts: allTexts } = modelGoldens(name);
        const logits = (whole.get("logits_per_image") as Tensor).data;
        for (const [i, image] of images.entries()) {
          for (const [j, text] of texts.entries()) {
            const found = await relevance(clip, path(image), text, { startLayers });
            const patches = expected(`vision.relevance.${which}`, i, j).subarray(1);
            expect(relativeError(found.image.data, patches), `${image}, ${text}`).toBeLessThan(OF_GRADIENTS);
            const length = found.text.data.length;
            const tokens = expected(`text.relevance.${which}`, i, j);
            expect(tokens.subarray(length).every((value) => value === 0)).toBe(true);
            // without the end token, whose 1 would make the tolerance a wide one
            const [got, want] = [found.text.data.subarray(0, -1), tokens.subarray(0, length - 1)];
            if (want.every((value) => value === 0)) expect(got).toEqual(want);
            else expect(relativeError(got, want), `${image}, ${text}`).toBeLessThan(OF_GRADIENTS);
            expect(Math.abs(found.text.data[length - 1] - tokens[length - 1])).toBeLessThan(OF_GRADIENTS);
            const logit = logits[allImages.indexOf(image) * allTexts.length + allTexts.indexOf(text)];
            expect(Math.abs(found.logit - logit)).toBeLessThan(OF_GRADIENTS);
          }
        }
      },
    );
  });
});
