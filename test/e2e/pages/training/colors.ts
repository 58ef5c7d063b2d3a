import type { ClipConfig } from "@clipscope/core";
import { parameterShapes, seededRandom } from "@clipscope/core";
import {
  type Batch,
  initClipParameters,
  newTraining,
  type TrainingStep,
  train,
  warmupCosine,
} from "@clipscope/core/training";

const tower = {
  hiddenAct: "quick_gelu",
  layerNormEps: 1e-5,
  hiddenSize: 16,
  intermediateSize: 32,
  numAttentionHeads: 2,
  numHiddenLayers: 1,
} as const;
export const config: ClipConfig = {
  projectionDim: 8,
  logitScaleInitValue: Math.log(1 / 0.07),
  vision: { ...tower, imageSize: 8, patchSize: 4, numChannels: 3 },
  text: { ...tower, vocabSize: 12, maxPositionEmbeddings: 4, eosTokenId: 11 },
};
const [START, END] = [10, 11];
export const rows = 6;
export const textLength = 4;
const STEPS = 25;

/** Six of eight flat colors, each with a word of its own. */
function batchAt(step: number): Batch {
  const next = seededRandom(4, step);
  const first = next.below(8);
  const pixels = new Float32Array(rows * 3 * 64);
  const ids = new Int32Array(rows * textLength).fill(END);
  for (let row = 0; row < rows; row++) {
    const color = (first + row) % 8;
    for (let c = 0; c < 3; c++) {
      const value = (color >> c) & 1 ? 1 : -1;
      for (let i = 0; i < 64; i++) pixels[(row * 3 + c) * 64 + i] = value + 0.1 * next.normal();
    }
    ids.set([START, color], row * textLength);
  }
  return { pixels, ids, ends: new Int32Array(rows).fill(2) };
}

/** The losses of a small run with this engine: the same wherever it runs. */
export async function learnColors(engine: TrainingStep): Promise<number[]> {
  const losses: number[] = [];
  const state = newTraining(initClipParameters(config, 3), parameterShapes(config));
  await train(state, engine, batchAt, {
    untilStep: STEPS,
    learningRateAt: (step) => warmupCosine(step, { total: 2 * STEPS, warmup: 3, peak: 1e-2 }),
    onStep: ({ loss }) => void losses.push(loss),
  });
  return losses;
}
