// Trains the checkpoint in test/evidence/model: a CLIP of another shape than mini's, on shapes that are drawn anew with
// other seeds than those of the image set. Usage: node train.mjs (some minutes)
import { join } from "node:path";
import {
  defaultPreprocess,
  parameterShapes,
  preprocessImage,
  saveCheckpoint,
  seededRandom,
  trainTokenizer,
} from "@clipscope/core";
import { initClipParameters, newTraining, train, warmupCosine } from "@clipscope/core/training";
import { CompiledStep } from "@clipscope/core/training/compiled";
import { drawShape, SHAPES } from "./shapes.mjs";

const STEPS = 10000;
const TEXT_LENGTH = 16;
const SIZE = 40;
const CAPTIONS = {
  painted: ["{}", "a {}", "a painted {}", "a painting of a {}", "a photo of a {}", "a {} in color"],
  sketch: ["a sketch of a {}", "a line drawing of a {}", "a {} in ink", "an outlined {}"],
};
const BATCH = [...SHAPES.map((shape) => [shape, "painted"]), ...SHAPES.map((shape) => [shape, "sketch"])];

const captions = Object.values(CAPTIONS)
  .flat()
  .flatMap((template) => SHAPES.map((shape) => template.replace("{}", shape)));
const tokenizer = trainTokenizer([...captions, ...SHAPES], { vocabSize: 620 });
const activation = { hiddenAct: "gelu", layerNormEps: 1e-5 };
const config = {
  projectionDim: 48,
  logitScaleInitValue: Math.log(1 / 0.07),
  vision: {
    ...activation,
    hiddenSize: 72,
    intermediateSize: 288,
    numHiddenLayers: 3,
    numAttentionHeads: 3,
    imageSize: SIZE,
    patchSize: 8,
    numChannels: 3,
  },
  text: {
    ...activation,
    hiddenSize: 40,
    intermediateSize: 160,
    numHiddenLayers: 2,
    numAttentionHeads: 2,
    vocabSize: tokenizer.vocabSize,
    maxPositionEmbeddings: TEXT_LENGTH,
    eosTokenId: tokenizer.eosId,
  },
};
const preprocess = defaultPreprocess(SIZE);

function batchAt(step) {
  const random = seededRandom(7, step);
  const pixels = new Float32Array(BATCH.length * 3 * SIZE * SIZE);
  const texts = BATCH.map(([shape, style], row) => {
    const size = [40 + random.below(24), 40 + random.below(24)];
    const image = drawShape(shape, style, random, size);
    pixels.set(preprocessImage(image, preprocess), row * 3 * SIZE * SIZE);
    const templates = CAPTIONS[style];
    return templates[random.below(templates.length)].replace("{}", shape);
  });
  const { ids, lengths } = tokenizer.tokenize(texts, { contextLength: TEXT_LENGTH });
  return { pixels, ids, ends: lengths.map((length) => length - 1) };
}

const engine = await CompiledStep.create(config, {
  batchSize: BATCH.length,
  textLength: TEXT_LENGTH,
  threads: 1,
});
const state = newTraining(initClipParameters(config, 5), parameterShapes(config), { weightDecay: 0.1 });
await train(state, engine, batchAt, {
  untilStep: STEPS,
  learningRateAt: (step) => warmupCosine(step, { total: STEPS, warmup: 100, peak: 2e-3 }),
  averageDecay: 0.99,
  onStep: ({ step, loss, samplesPerSecond }) => {
    if (step % 500 === 0)
      console.log(
        `step ${step} of ${STEPS}, loss ${loss.toFixed(3)}, ${samplesPerSecond.toFixed(0)} samples/s`,
      );
  },
});
await engine.dispose();
const shapes = parameterShapes(config);
const tensors = new Map(
  [...state.average].map(([name, data]) => [name, { dtype: "F32", shape: shapes.get(name), data }]),
);
const folder = join(import.meta.dirname, "model");
await saveCheckpoint({ name: "shapes", config, tokenizer, preprocess, tensors }, folder, { dtype: "F16" });
console.log(`wrote ${folder}`);
