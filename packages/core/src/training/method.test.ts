import { seededRandom } from "@clipscope/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClipConfig, parameterShapes } from "../config.js";
import { openBackend } from "../tfjs/backend.js";
import { AdamW } from "./adamw.js";
import { CompiledStep } from "./compiled-step.js";
import { initClipParameters, type Parameters } from "./init.js";
import { methodShapes, tokenShares, trainingMethods } from "./method.js";
import { type MeasuredStep, withFixedScale } from "./step.js";
import { TfjsStep } from "./tfjs-step.js";

const tower = {
  hiddenAct: "quick_gelu",
  layerNormEps: 1e-5,
  hiddenSize: 16,
  intermediateSize: 32,
  numAttentionHeads: 2,
  numHiddenLayers: 1,
} as const;
const config: ClipConfig = {
  projectionDim: 8,
  logitScaleInitValue: Math.log(1 / 0.07),
  vision: { ...tower, imageSize: 8, patchSize: 4, numChannels: 3 },
  text: { ...tower, vocabSize: 12, maxPositionEmbeddings: 6, eosTokenId: 11 },
};
const [rows, length] = [4, 6];

const next = seededRandom(5);
const pixels = Float32Array.from({ length: rows * 3 * 64 }, () => next.normal());
/** Texts of 1, 2, 3 and 4 tokens. */
const ids = new Int32Array(rows * length).fill(11);
const ends = Int32Array.from({ length: rows }, (_, row) => row + 2);
for (let row = 0; row < rows; row++) {
  ids[row * length] = 10;
  for (let i = 1; i < ends[row]; i++) ids[row * length + i] = next.below(10);
}
const batch = { pixels, ids, ends };

/** Parameters far from their small initial values, so that every gradient is well above rounding. */
function parametersOf(method: (typeof trainingMethods)[number]): Parameters {
  const parameters = initClipParameters(config, 3, method);
  const noise = seededRandom(8);
  for (const values of parameters.values()) {
    for (let i = 0; i < values.length; i++) values[i] += 0.3 * noise.normal();
  }
  return parameters;
}

const engines = new Map<string, { tfjs: MeasuredStep; compiled: MeasuredStep }>();
beforeAll(async () => {
  await openBackend({ backend: "wasm" });
  for (const method of trainingMethods) {
    engines.set(method, {
      tfjs: new TfjsStep(config, method),
      compiled: await CompiledStep.create(config, {
        batchSize: rows,
        textLength: length,
        threads: 1,
        method,
      }),
    });
  }
});
afterAll(async () => {
  for (const { compiled } of engines.values()) await compiled.dispose();
});
const enginesOf = (method: string) => engines.get(method) as { tfjs: MeasuredStep; compiled: MeasuredStep };

describe.each(trainingMethods)("%s", (method) => {
  test("both engines give the same loss and gradients, which are the slopes of the loss", async () => {
    const { tfjs, compiled } = enginesOf(method);
    const parameters = parametersOf(method);
    const [one, other] = [await tfjs.run(parameters, batch), await compiled.run(parameters, batch)];
    expect(other.loss).toBeCloseTo(one.loss, 5);
    expect([...one.gradients.keys()]).toEqual([...methodShapes(config, method).keys()]);
    const all = [...one.gradients.values()];
    const largest = Math.max(...all.map(norm));
    for (const [name, slope] of one.gradients) {
      const difference = (other.gradients.get(name) as Float32Array).map((value, i) => value - slope[i]);
      expect(norm(difference) / largest, name).toBeLessThan(1e-5);
      // The slope of the loss along the gradient is the gradient's norm.
      const length = norm(slope);
      if (length < 1e-3 * largest) continue;
      const along = async (distance: number) => {
        const moved = new Map(parameters);
        const values = parameters.get(name) as Float32Array;
        moved.set(
          name,
          values.map((value, i) => value + (distance * slope[i]) / length),
        );
        return (await compiled.run(moved, batch)).loss;
      };
      const step = 1e-2;
      const measured = ((await along(step)) - (await along(-step))) / (2 * step);
      expect(Math.abs(measured - length), name).toBeLessThan(0.02 * length + 2e-4);
    }
  });

  test("both engines embed alike, and the loss follows from the products of rows", async () => {
    const { tfjs, compiled } = enginesOf(method);
    const parameters = parametersOf(method);
    const images = await compiled.embedImages(parameters, pixels);
    const texts = await compiled.embedTexts(parameters, batch);
    for (const [mine, theirs] of [
      [await tfjs.embedImages(parameters, pixels), images],
      [await tfjs.embedTexts(parameters, batch), texts],
    ]) {
      expect(Math.max(...mine.map((value, i) => Math.abs(value - theirs[i])))).toBeLessThan(1e-5);
    }
    const width = images.length / rows;
    const product = (i: number, j: number) =>
      images
        .subarray(i * width, (i + 1) * width)
        .reduce((sum, value, k) => sum + value * texts[j * width + k], 0);
    const { loss } = await compiled.run(parameters, batch);
    if (method === "predict-bag-of-words") {
      expect(loss).toBeCloseTo(-mean((i) => product(i, i)), 5);
      return;
    }
    const scale = Math.exp((parameters.get("logit_scale") as Float32Array)[0]);
    const logSum = (values: number[]) => Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0));
    const all = [...Array(rows).keys()];
    const ofRow = (i: number) => logSum(all.map((j) => scale * product(i, j))) - scale * product(i, i);
    const ofColumn = (i: number) => logSum(all.map((j) => scale * product(j, i))) - scale * product(i, i);
    expect(loss).toBeCloseTo(
      mean((i) => (ofRow(i) + ofColumn(i)) / 2),
      5,
    );
  });
});

test("a bag of words does not know the order of words, and a transformer does", async () => {
  const swapped = ids.slice();
  swapped.set([ids[3 * length + 2], ids[3 * length + 1]], 3 * length + 1);
  expect(swapped).not.toEqual(ids);
  const difference = async (method: (typeof trainingMethods)[number]) => {
    const parameters = parametersOf(method);
    const { tfjs } = enginesOf(method);
    const [a, b] = [
      await tfjs.embedTexts(parameters, batch),
      await tfjs.embedTexts(parameters, { ids: swapped, ends }),
    ];
    return norm(a.map((value, i) => value - b[i]));
  };
  expect(await difference("contrastive-bag-of-words")).toBeLessThan(1e-6);
  expect(await difference("contrastive")).toBeGreaterThan(0.1);
});

test("a fixed logit scale stays, and everything else is learned", async () => {
  const step = withFixedScale(enginesOf("contrastive").tfjs);
  const parameters = initClipParameters(config, 3);
  const before = new Map([...parameters].map(([name, values]) => [name, values.slice()]));
  const { gradients } = await step.run(parameters, batch);
  new AdamW(parameters, parameterShapes(config)).update(parameters, gradients, 0.01);
  expect(parameters.get("logit_scale")).toEqual(before.get("logit_scale"));
  expect(parameters.get("text_projection.weight")).not.toEqual(before.get("text_projection.weight"));
});

test("every method starts with the same image tower", () => {
  const name = "vision_model.encoder.layers.0.mlp.fc1.weight";
  const [first, ...others] = trainingMethods.map((method) => initClipParameters(config, 3, method).get(name));
  for (const other of others) expect(other).toEqual(first);
});

test("a text without tokens is refused", () => {
  const empty = { ids: Int32Array.of(10, 11, 11), ends: Int32Array.of(1) };
  expect(() => tokenShares(empty, 12)).toThrow(/Text 1 of 1 has no tokens/);
});

const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
const mean = (of: (row: number) => number) =>
  [...Array(rows).keys()].reduce((sum, row) => sum + of(row), 0) / rows;
