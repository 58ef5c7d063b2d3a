import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  type ClipConfig,
  type ClipTokenizer,
  parameterShapes,
  tokenizerFromFiles,
  trainTokenizer,
  visionTransformerOf,
} from "@clipscope/core";
import {
  initClipParameters,
  newTraining,
  readTrainingState,
  resizePositions,
  type TrainingState,
  train,
  writeTrainingState,
} from "@clipscope/core/training";
import { CompiledStep } from "@clipscope/core/training/compiled";
import { openRenditions } from "@clipscope/datasets";
import { prepareRenditions } from "@clipscope/datasets/prepare";
import { tokenizerCorpus } from "./captions.js";
import { exportCheckpoint } from "./export.js";
import { summariseLog } from "./log.js";
import { batchAt, readPairs } from "./pairs.js";
import { modelConfig, recipe } from "./recipe.js";

/*
 * Makes the checkpoint: `node packages/mini/dist/train-cli.js --run .runs/mini`. It saves its state every
 * few minutes and goes on from it; each step is a line of log.jsonl there. At the end, or with
 * `--export`, the averaged parameters become packages/mini/checkpoint/.
 */
const { values: args } = parseArgs({
  options: {
    run: { type: "string", default: ".runs/mini" },
    export: { type: "string" },
  },
});
const folder = args.run;
const POSITIONS = "vision_model.embeddings.position_embedding.weight";
const SAVE_EVERY_MS = 120_000;

await mkdir(folder, { recursive: true });
const data = await openRenditions(await prepareRenditions({}));
const tokenizer = await openTokenizer();
const configAt = (imageSize: number) => modelConfig(imageSize, tokenizer.vocabSize);
const optimiser = { weightDecay: recipe.weightDecay };
let { state, config } = await openState();
console.log(`${folder}: at step ${state.step} of ${recipe.stages.at(-1)?.untilStep}`);

if (args.export === undefined) await run();
const target = args.export ?? fileURLToPath(new URL("../checkpoint", import.meta.url));
await exportCheckpoint(target, config, state.average, tokenizer);
await writeFile(`${target}/training-log.csv`, summariseLog(await readFile(`${folder}/log.jsonl`, "utf8")));
console.log(`wrote ${target} at step ${state.step}`);

async function run(): Promise<void> {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  process.once("SIGTERM", () => controller.abort());
  for (const stage of recipe.stages) {
    if (state.step >= stage.untilStep) continue;
    if (stage.imageSize !== config.vision.imageSize) toResolution(stage.imageSize);
    const pairs = await readPairs(data, stage.imageSize);
    const images = pairs.images.reduce((total, drawings) => total + drawings.length, 0);
    console.log(`${stage.imageSize} px until step ${stage.untilStep}: ${images} images`);
    const { batchSize, textLength } = recipe;
    const engine = await CompiledStep.create(config, { batchSize, textLength });
    let saved = performance.now();
    const stepTimes: number[] = [];
    try {
      await train(state, engine, (step) => batchAt(step, pairs, stage, tokenizer), {
        untilStep: stage.untilStep,
        learningRateAt: stage.learningRateAt,
        averageDecay: recipe.averageDecay,
        signal: controller.signal,
        onStep: async (metrics) => {
          await appendFile(`${folder}/log.jsonl`, `${JSON.stringify({ ...metrics, ...stamp() })}\n`);
          stepTimes.push(recipe.batchSize / metrics.samplesPerSecond);
          if (metrics.step % 50 === 0) {
            const seconds = stepTimes.slice(-50).reduce((a, b) => a + b, 0) / Math.min(50, stepTimes.length);
            const left = ((stage.untilStep - metrics.step) * seconds) / 60;
            console.log(
              `step ${metrics.step}  loss ${metrics.loss.toFixed(3)}  scale ${metrics.logitScale.toFixed(1)}  ` +
                `${(recipe.batchSize / seconds).toFixed(0)} samples/s  ${left.toFixed(0)} min left in this stage`,
            );
          }
          if (performance.now() - saved > SAVE_EVERY_MS) {
            await save();
            saved = performance.now();
          }
        },
      });
    } finally {
      await save();
      await engine.dispose();
    }
  }
}

function stamp() {
  return { imageSize: config.vision.imageSize, time: new Date().toISOString() };
}

async function save(): Promise<void> {
  await writeFile(`${folder}/state.tmp`, writeTrainingState(state, parameterShapes(config)));
  await rename(`${folder}/state.tmp`, `${folder}/state.safetensors`);
}

async function openTokenizer(): Promise<ClipTokenizer> {
  const read = (name: string) => readFile(`${folder}/${name}`, "utf8");
  try {
    return tokenizerFromFiles({ vocab: await read("vocab.json"), merges: await read("merges.txt") });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const trained = trainTokenizer(tokenizerCorpus(data.concepts), { vocabSize: recipe.vocabSize });
  for (const [name, text] of Object.entries(trained.toFiles())) await writeFile(`${folder}/${name}`, text);
  return trained;
}

async function openState(): Promise<{ state: TrainingState; config: ClipConfig }> {
  const bytes = await readFile(`${folder}/state.safetensors`).catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!bytes) {
    const config = configAt(recipe.stages[0].imageSize);
    const parameters = initClipParameters(config, recipe.seed);
    return { state: newTraining(parameters, parameterShapes(config), optimiser), config };
  }
  // A state saved just as a stage ended still has that stage's resolution: the first that fits is the one.
  const sizes = [...new Set(recipe.stages.map((stage) => stage.imageSize))];
  for (const [i, size] of sizes.entries()) {
    const config = configAt(size);
    try {
      return { state: readTrainingState(bytes, parameterShapes(config), optimiser), config };
    } catch (error) {
      if (i === sizes.length - 1) throw error;
    }
  }
  throw new Error("The recipe has no stages.");
}

/** Goes on at another resolution: the position table and its optimiser state are resampled. */
function toResolution(imageSize: number): void {
  const { hiddenSize, patchSize } = visionTransformerOf(config, "Changing the resolution");
  const from = Math.floor(config.vision.imageSize / patchSize);
  const to = Math.floor(imageSize / patchSize);
  const { first, second } = state.optimiser;
  for (const map of [state.parameters, state.average, first, second]) {
    const table = map.get(POSITIONS) as Float32Array;
    map.set(POSITIONS, resizePositions(table, from, to, hiddenSize));
  }
  config = configAt(imageSize);
}
