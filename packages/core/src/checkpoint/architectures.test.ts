import { describe, expect, test } from "vitest";
import { type ClipConfig, parameterShapes } from "../config.js";
import { fromOpenAiNames, toOpenAiNames } from "./names.js";
import { inferConfig } from "./openai.js";

/** OpenAI's released models (CLIP, Tables 19 and 20; parameters in millions as its model card's code counts them). */
// biome-ignore format: a table
const released: [string, number, number, number[] | number, number, number, number, number, number][] = [
  // name, embedding, image, layers, width, heads, text width, text heads, parameters (M)
  ["RN50", 1024, 224, [3, 4, 6, 3], 64, 32, 512, 8, 102.01],
  ["RN101", 512, 224, [3, 4, 23, 3], 64, 32, 512, 8, 119.69],
  ["RN50x4", 640, 288, [4, 6, 10, 6], 80, 40, 640, 10, 178.3],
  ["RN50x16", 768, 384, [6, 8, 18, 8], 96, 48, 768, 12, 290.98],
  ["RN50x64", 1024, 448, [3, 15, 36, 10], 128, 64, 1024, 16, 623.26],
  ["ViT-B/32", 512, 224, 12, 768, 12, 512, 8, 151.28],
  ["ViT-B/16", 512, 224, 12, 768, 12, 512, 8, 149.62],
  ["ViT-L/14", 768, 224, 24, 1024, 16, 768, 12, 427.62],
  ["ViT-L/14@336", 768, 336, 24, 1024, 16, 768, 12, 427.94],
];

describe.each(released)(
  "%s",
  (name, projectionDim, imageSize, layers, width, heads, textWidth, textHeads, millions) => {
    const tower = (size: number) => ({
      hiddenSize: size,
      intermediateSize: 4 * size,
      numHiddenLayers: 12,
      hiddenAct: "quick_gelu" as const,
      layerNormEps: 1e-5,
    });
    const image = { imageSize, numAttentionHeads: heads, numChannels: 3 as const };
    const config: ClipConfig = {
      projectionDim,
      logitScaleInitValue: 2.6592,
      vision: Array.isArray(layers)
        ? { ...image, layers: layers as [number, number, number, number], width, hiddenSize: 32 * width }
        : { ...tower(width), ...image, numHiddenLayers: layers, patchSize: Number(/\d\d/.exec(name)?.[0]) },
      text: {
        ...tower(textWidth),
        numAttentionHeads: textHeads,
        vocabSize: 49408,
        maxPositionEmbeddings: 77,
        eosTokenId: 2,
      },
    };
    const shapes = parameterShapes(config);

    test(`has ${millions} million parameters`, () => {
      let count = 0;
      for (const [parameter, shape] of shapes) {
        if (!parameter.includes(".running_")) count += shape.reduce((a, b) => a * b, 1);
      }
      expect(count / 1e6).toBeCloseTo(millions, 2);
    });

    test("is inferred from the shapes of its tensors under OpenAI's names", () => {
      const empty = new Map([...shapes].map(([key, shape]) => [key, { shape, data: new Float32Array(0) }]));
      const renamed = toOpenAiNames(empty);
      // Matrices that are stored the other way round, and queries, keys and values in one.
      expect(renamed.get("text_projection")?.shape).toEqual([textWidth, projectionDim]);
      expect(renamed.get("transformer.resblocks.11.attn.in_proj_weight")?.shape).toEqual([
        3 * textWidth,
        textWidth,
      ]);
      expect(inferConfig(renamed, "quick_gelu", name)).toEqual(config);
      const back = fromOpenAiNames(renamed, name);
      expect(new Map([...back].map(([key, { shape }]) => [key, shape]))).toEqual(shapes);
    });
  },
);
