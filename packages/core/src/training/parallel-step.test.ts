import { seededRandom } from "@clipscope/types";
import { beforeAll, describe, expect, test } from "vitest";
import { type ClipConfig, parameterShapes } from "../config.js";
import { CompiledStep } from "./compiled-step.js";
import { initClipParameters } from "./init.js";
import { ParallelStep, type ParallelStepOptions } from "./parallel-step.js";
import type { Batch, StepResult, TrainingStep } from "./step.js";
import { newTraining, train } from "./train.js";

const tower = {
  hiddenAct: "quick_gelu",
  layerNormEps: 1e-5,
  hiddenSize: 16,
  intermediateSize: 32,
  numAttentionHeads: 2,
  numHiddenLayers: 2,
} as const;
const config: ClipConfig = {
  projectionDim: 8,
  logitScaleInitValue: Math.log(1 / 0.07),
  vision: { ...tower, imageSize: 8, patchSize: 4, numChannels: 3 },
  text: { ...tower, vocabSize: 20, maxPositionEmbeddings: 5, eosTokenId: 19 },
};
const [batchSize, textLength] = [12, 5];
const parameters = initClipParameters(config, 7);

function batchAt(step: number): Batch {
  const next = seededRandom(2, step);
  return {
    pixels: Float32Array.from({ length: batchSize * 3 * 64 }, () => next.normal()),
    ids: Int32Array.from({ length: batchSize * textLength }, () => next.below(19)),
    ends: Int32Array.from({ length: batchSize }, () => 1 + next.below(4)),
  };
}

async function using<T>(
  options: Omit<ParallelStepOptions, "batchSize" | "textLength">,
  use: (engine: TrainingStep) => Promise<T>,
) {
  const engine = await ParallelStep.create(config, { batchSize, textLength, ...options });
  try {
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}

describe("a step by several threads", () => {
  let whole: StepResult;
  beforeAll(async () => {
    const engine = await CompiledStep.create(config, { batchSize, textLength, threads: 1 });
    whole = await engine.run(parameters, batchAt(0));
    await engine.dispose();
  });

  test.each([
    { workers: 1 },
    { workers: 2 },
    { workers: 3, chunkRows: 2 },
    { workers: 2, chunkRows: 2, activations: "recompute" as const },
  ])("has the loss and the gradients of the whole batch in one: %o", async (options) => {
    const { loss, gradients } = await using(options, (engine) => engine.run(parameters, batchAt(0)));
    expect(Math.abs(loss - whole.loss)).toBeLessThan(1e-5);
    expect([...gradients.keys()].sort()).toEqual([...parameterShapes(config).keys()].sort());
    const largest = (values: Float32Array) => Math.max(...values.map(Math.abs));
    const most = Math.max(...[...whole.gradients.values()].map(largest));
    for (const [name, expected] of whole.gradients) {
      const error = expected.map((value, i) => value - (gradients.get(name)?.[i] ?? Number.NaN));
      // Softmax does not see a key's bias, so that gradient is 0 but for rounding.
      const scale = name.endsWith("k_proj.bias") ? most : largest(expected);
      expect(largest(error) / scale, name).toBeLessThan(1e-5);
    }
  });

  test("takes every thread's texts as negatives: half the batch alone has another loss", async () => {
    const half = await CompiledStep.create(config, { batchSize: batchSize / 2, textLength, threads: 1 });
    const { pixels, ids, ends } = batchAt(0);
    const first = <T extends Float32Array | Int32Array>(all: T) => all.slice(0, all.length / 2) as T;
    const { loss } = await half.run(parameters, {
      pixels: first(pixels),
      ids: first(ids),
      ends: first(ends),
    });
    await half.dispose();
    expect(whole.loss - loss).toBeGreaterThan(0.3); // ln 12 − ln 6 = 0.69 for embeddings of no use
  });

  test("with one seed and equally many threads is the same in every run", async () => {
    const losses = () =>
      using({ workers: 2 }, async (engine) => {
        const found: number[] = [];
        const state = newTraining(initClipParameters(config, 3), parameterShapes(config));
        await train(state, engine, batchAt, {
          untilStep: 5,
          learningRateAt: () => 1e-2,
          onStep: ({ loss }) => void found.push(loss),
        });
        return found;
      });
    expect(await losses()).toEqual(await losses());
  });

  test("says what is wrong with a batch that can't be dealt out, or is another", async () => {
    await expect(using({ workers: 5 }, async () => {})).rejects.toThrow(/batch of 12 rows .* 5 threads/);
    const long = ParallelStep.create(config, { batchSize, textLength: 6, workers: 1 });
    await expect(long).rejects.toMatchObject({
      code: "bad-argument",
      message: expect.stringMatching(/Texts of 6 tokens .* 5 text positions/),
    });
    const { pixels, ids, ends } = batchAt(0);
    const short = { pixels, ids, ends: ends.slice(1) };
    await expect(using({ workers: 1 }, (engine) => engine.run(parameters, short))).rejects.toThrow(
      /12 rows, got 11/,
    );
  });
});
