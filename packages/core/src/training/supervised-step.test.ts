import { seededRandom } from "@clipscope/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClipConfig } from "../config.js";
import { AdamW } from "./adamw.js";
import { initClipParameters, type Parameters } from "./init.js";
import { classifierShapes, SupervisedStep } from "./supervised-step.js";

const common = {
  hiddenAct: "quick_gelu",
  layerNormEps: 1e-5,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
} as const;
const config: ClipConfig = {
  projectionDim: 3, // classes
  logitScaleInitValue: 0,
  vision: { ...common, hiddenSize: 8, intermediateSize: 16, imageSize: 8, patchSize: 4, numChannels: 3 },
  text: {
    ...common,
    hiddenSize: 8,
    intermediateSize: 8,
    vocabSize: 2,
    maxPositionEmbeddings: 2,
    eosTokenId: 1,
  },
};
const shapes = classifierShapes(config);
const next = seededRandom(3);
const pixels = Float32Array.from({ length: 4 * 3 * 64 }, () => next.normal());
const batch = { pixels, labels: Int32Array.of(0, 2, 1, 2) };
let engine: SupervisedStep;

function fresh(): Parameters {
  const all = initClipParameters(config, 1);
  return new Map([...shapes.keys()].map((name) => [name, all.get(name)?.map((x) => 3 * x) as Float32Array]));
}

beforeAll(async () => {
  engine = await SupervisedStep.create(config, { batchSize: 4, threads: 1 });
});
afterAll(() => engine.dispose());

test("only the image tower and its head are trained", () => {
  expect(
    [...shapes.keys()].every(
      (name) => name.startsWith("vision_model.") || name === "visual_projection.weight",
    ),
  ).toBe(true);
  expect(shapes.get("visual_projection.weight")).toEqual([3, 8]);
});

test("the loss is the mean cross-entropy of the logits", async () => {
  const parameters = fresh();
  const { loss } = await engine.run(parameters, batch);
  const logits = await engine.logits(parameters, pixels);
  const surprise = [...batch.labels].map((label, row) => {
    const own = [...logits.subarray(3 * row, 3 * row + 3)];
    return Math.log(own.reduce((sum, x) => sum + Math.exp(x), 0)) - own[label];
  });
  expect(loss).toBeCloseTo(surprise.reduce((a, b) => a + b, 0) / 4, 5);
});

test("the gradient of every parameter is what finite differences give", async () => {
  const parameters = fresh();
  const { gradients } = await engine.run(parameters, batch);
  for (const [name, values] of parameters) {
    const gradient = gradients.get(name) as Float32Array;
    // Along the gradient itself the slope is its length: one difference checks a whole tensor.
    const length = Math.hypot(...gradient);
    if (name.endsWith("k_proj.bias")) continue; // softmax does not see it: 0 but for rounding
    const along = async (t: number) => {
      const moved = new Map(parameters);
      moved.set(
        name,
        values.map((x, i) => x + (t * gradient[i]) / length),
      );
      return (await engine.run(moved, batch)).loss;
    };
    const slope = ((await along(1e-3)) - (await along(-1e-3))) / 2e-3;
    expect(Math.abs(slope - length), name).toBeLessThan(0.01 * length + 2e-4);
  }
});

test("training learns the labels", async () => {
  const parameters = fresh();
  const optimizer = new AdamW(parameters, shapes);
  const first = (await engine.run(parameters, batch)).loss;
  for (let step = 0; step < 60; step++) {
    optimizer.update(parameters, (await engine.run(parameters, batch)).gradients, 1e-2);
  }
  expect((await engine.run(parameters, batch)).loss).toBeLessThan(0.1 * first);
});
