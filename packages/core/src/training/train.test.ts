import { seededRandom } from "@clipscope/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClipConfig, parameterShapes } from "../config.js";
import { CompiledStep } from "./compiled-step.js";
import { initClipParameters } from "./init.js";
import { warmupCosine, warmupStableDecay } from "./schedule.js";
import { readTrainingState, writeTrainingState } from "./state.js";
import type { Batch } from "./step.js";
import { newTraining, type StepMetrics, train } from "./train.js";

const tower = {
  hiddenAct: "quick_gelu",
  layerNormEps: 1e-5,
  numAttentionHeads: 2,
  numHiddenLayers: 1,
} as const;
const config: ClipConfig = {
  projectionDim: 8,
  logitScaleInitValue: Math.log(1 / 0.07),
  vision: { ...tower, hiddenSize: 16, intermediateSize: 32, imageSize: 8, patchSize: 4, numChannels: 3 },
  text: {
    ...tower,
    hiddenSize: 16,
    intermediateSize: 32,
    vocabSize: 20,
    maxPositionEmbeddings: 5,
    eosTokenId: 19,
  },
};
const shapes = parameterShapes(config);
const [rows, length] = [6, 5];

/** Eight kinds of flat color, each with a word of its own: easy to learn. */
function batchAt(step: number): Batch {
  const next = seededRandom(1, step);
  const kinds = [...Array(8).keys()].sort(() => next() - 0.5).slice(0, rows);
  const pixels = new Float32Array(rows * 3 * 64);
  const ids = new Int32Array(rows * length).fill(19);
  kinds.forEach((kind, row) => {
    for (let c = 0; c < 3; c++) {
      const color = (kind >> c) & 1 ? 1 : -1;
      for (let i = 0; i < 64; i++) pixels[(row * 3 + c) * 64 + i] = color + 0.1 * next.normal();
    }
    ids.set([18, kind], row * length);
  });
  return { pixels, ids, ends: new Int32Array(rows).fill(2) };
}

let engine: CompiledStep;
beforeAll(async () => {
  engine = await CompiledStep.create(config, { batchSize: rows, textLength: length, threads: 1 });
});
afterAll(() => engine.dispose());

const options = {
  untilStep: 60,
  learningRateAt: (step: number) => warmupCosine(step, { total: 60, warmup: 5, peak: 1e-2 }),
};
const start = () => newTraining(initClipParameters(config, 3), shapes);

test("a run learns which word goes with which color", async () => {
  const losses: number[] = [];
  await train(start(), engine, batchAt, { ...options, onStep: ({ loss }) => void losses.push(loss) });
  expect(losses[0]).toBeGreaterThan(1); // ln 6 = 1.79 is chance
  expect(losses[59]).toBeLessThan(0.2);
});

test("a run that stops, is saved, read and goes on ends as one that did not stop", async () => {
  const whole = start();
  const losses: number[] = [];
  await train(whole, engine, batchAt, {
    ...options,
    untilStep: 20,
    onStep: ({ loss }) => void losses.push(loss),
  });
  const first = start();
  await train(first, engine, batchAt, { ...options, untilStep: 8 });
  const second = readTrainingState(writeTrainingState(first, shapes), shapes);
  const resumed: number[] = [];
  await train(second, engine, batchAt, {
    ...options,
    untilStep: 20,
    onStep: ({ loss }) => void resumed.push(loss),
  });
  expect(resumed).toEqual(losses.slice(8));
  for (const [name, values] of whole.parameters) expect(second.parameters.get(name)).toEqual(values);
  for (const [name, values] of whole.average) expect(second.average.get(name)).toEqual(values);
});

test("a run can be cancelled between two steps and keeps what it has", async () => {
  const state = start();
  const controller = new AbortController();
  const onStep = ({ step }: StepMetrics) => {
    if (step === 3) controller.abort();
  };
  await expect(
    train(state, engine, batchAt, { ...options, onStep, signal: controller.signal }),
  ).rejects.toMatchObject({ code: "cancelled" });
  expect(state.step).toBe(3);
});

test("the logit scale never passes 100", async () => {
  const state = start();
  state.parameters.get("logit_scale")?.fill(Math.log(100) - 1e-4);
  const scales: number[] = [];
  await train(state, engine, batchAt, {
    ...options,
    untilStep: 30,
    onStep: ({ logitScale }) => void scales.push(logitScale),
  });
  expect(Math.max(...scales)).toBeLessThanOrEqual(100.001);
});

test("a state of another model is refused", () => {
  const other = parameterShapes({ ...config, projectionDim: 4 });
  expect(() => readTrainingState(writeTrainingState(start(), shapes), other)).toThrow(/another model/);
});

test("the learning rate warms up to its peak and comes down along a cosine", () => {
  const at = (step: number) => warmupCosine(step, { total: 110, warmup: 10, peak: 2 });
  expect(at(0)).toBeCloseTo(0.2);
  expect(at(9)).toBeCloseTo(2);
  expect(at(60)).toBeCloseTo(1);
  expect(at(110)).toBeCloseTo(0);
});

test("the learning rate warms up, stays, and comes down along a line, whose start is all that the length decides", () => {
  const at = (total: number) => (step: number) =>
    warmupStableDecay(step, { total, warmup: 10, coolDown: 20, peak: 2 });
  expect([0, 9, 40, 80, 90, 100, 110].map(at(100))).toEqual([0.2, 2, 2, 2, 1, 0, 0]);
  const early = [...Array(80).keys()];
  expect(early.map(at(100))).toEqual(early.map(at(500)));
});
