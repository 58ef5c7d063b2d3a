import { appendFile, cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { type ClipConfig, type ClipTokenizer, parameterShapes, visionTransformerOf } from "@clipscope/core";
import { tokenizerFromFiles, trainTokenizer } from "@clipscope/core/tokenizer";
import {
  type AdamW,
  initClipParameters,
  newTraining,
  readTrainingState,
  resizePositions,
  type StepMetrics,
  type TrainingState,
  train,
  warmupStableDecay,
  writeTrainingState,
} from "@clipscope/core/training";
import { Muon } from "@clipscope/core/training/muon";
import { ParallelStep } from "@clipscope/core/training/parallel";
import type { Renditions } from "@clipscope/datasets/renditions";
import { Batches } from "./batches.js";
import { type Subject, tokenizerCorpus, wordsOfCaptions } from "./captions.js";
import { heldOutNames, trainedConcepts } from "./pairs.js";
import { modelConfig, type Recipe, sceneSeed } from "./recipe.js";
import { thingNames } from "./redrawn/things.js";
import { planScenes } from "./world/scenes.js";

const POSITIONS = "vision_model.embeddings.position_embedding.weight";
const SAVE_EVERY_MS = 120_000;
/** Steps between progress lines. */
const SHOW_EVERY = 50;
const STATE = "state.safetensors";
export const LOG = "log.jsonl";
const KEPT = [STATE, LOG, "vocab.json", "merges.txt"];

/** A run of the recipe, in a folder with its state, tokenizer and log. */
export interface Run {
  folder: string;
  recipe: Recipe;
  tokenizer: ClipTokenizer;
  config: ClipConfig;
  state: TrainingState;
}

/** Starts a run in `folder`, or resumes the one there; `from`, if given, is another run to continue from. */
export async function openRun(folder: string, recipe: Recipe, data: Renditions, from?: string): Promise<Run> {
  await mkdir(folder, { recursive: true });
  if (from && !(await found(`${folder}/${STATE}`))) {
    for (const name of KEPT) await cp(`${from}/${name}`, `${folder}/${name}`);
  }
  const tokenizer = await openTokenizer(folder, recipe, data);
  return { folder, recipe, tokenizer, ...(await openState(folder, recipe, tokenizer.vocabSize)) };
}

export interface TrainOptions {
  /** Number of worker threads. Default: one per core. */
  workers?: number;
  signal?: AbortSignal;
  /** Receives occasional progress lines. */
  say?: (line: string) => void;
}

/** Trains to the recipe's end. The state is saved every two minutes, at the end, and when `signal` aborts. */
export async function trainRun(run: Run, { workers, signal, say = () => {} }: TrainOptions): Promise<void> {
  const { folder, recipe, tokenizer, state } = run;
  const { batchSize, textLength, averageDecay, stages } = recipe;
  const total = stages[stages.length - 1].untilStep;
  for (const stage of stages) {
    if (state.step >= stage.untilStep) continue;
    if (stage.imageSize !== run.config.vision.imageSize) toResolution(run, stage.imageSize);
    const batches = new Batches(recipe, stage, tokenizer);
    const engine = await ParallelStep.create(run.config, { batchSize, textLength, workers });
    let saved = performance.now();
    let shown = { step: state.step, time: performance.now() };
    const show = ({ step, loss, logitScale }: StepMetrics) => {
      const seconds = (performance.now() - shown.time) / (step - shown.step) / 1000;
      shown = { step, time: performance.now() };
      say(
        `step ${step} of ${total}  loss ${loss.toFixed(3)}  scale ${logitScale.toFixed(1)}  ` +
          `${(batchSize / seconds).toFixed(0)} samples/s at ${stage.imageSize} px  ` +
          `${((seconds * (stage.untilStep - step)) / 60).toFixed(0)} min left at this size`,
      );
    };
    try {
      await train(state, engine, (step) => batches.at(step), {
        untilStep: stage.untilStep,
        learningRateAt: (step) => warmupStableDecay(step, { total, ...recipe.learningRate }),
        averageDecay,
        signal,
        onStep: async (metrics) => {
          const line = { ...metrics, imageSize: stage.imageSize, time: new Date().toISOString() };
          await appendFile(`${folder}/${LOG}`, `${JSON.stringify(line)}\n`);
          if (metrics.step % SHOW_EVERY === 0) show(metrics);
          if (performance.now() - saved < SAVE_EVERY_MS) return;
          await save(run);
          saved = performance.now();
        },
      });
    } finally {
      await save(run);
      await engine.dispose();
      await batches.stop();
    }
  }
}

async function save({ folder, state, config }: Run): Promise<void> {
  await writeFile(`${folder}/state.tmp`, writeTrainingState(state, parameterShapes(config)));
  await rename(`${folder}/state.tmp`, `${folder}/${STATE}`);
}

async function found(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** Everything that captions name: concepts, and the other things of a recipe that has any. */
export function subjectsOf({ concepts, things: most, stages }: Recipe, data: Renditions): Subject[] {
  const trained = trainedConcepts(data, concepts);
  if (stages.every(({ things }) => things === 0)) return trained;
  const names = thingNames(data.concepts, heldOutNames(data.concepts), most);
  return [...trained, ...names.map((name) => ({ name, keywords: [] }))];
}

/** Every word that a caption can hold, in lower case, sorted. */
export function captionWords(recipe: Recipe, data: Renditions): string[] {
  const isDrawn = recipe.stages.some(({ scenes }) => scenes > 0);
  const phrases = isDrawn
    ? planScenes(recipe.scenes, sceneSeed, "train").flatMap(({ phrases }) => phrases)
    : [];
  return wordsOfCaptions(subjectsOf(recipe, data), phrases);
}

async function openTokenizer(folder: string, recipe: Recipe, data: Renditions): Promise<ClipTokenizer> {
  const [vocab, merges] = await Promise.all(
    ["vocab.json", "merges.txt"].map(async (name) => (await found(`${folder}/${name}`))?.toString()),
  );
  if (vocab !== undefined && merges !== undefined) return tokenizerFromFiles({ vocab, merges });
  const trained = trainTokenizer(tokenizerCorpus(subjectsOf(recipe, data)), { vocabSize: recipe.vocabSize });
  for (const [name, text] of Object.entries(trained.toFiles())) await writeFile(`${folder}/${name}`, text);
  return trained;
}

async function openState(
  folder: string,
  { seed, weightDecay, stages }: Recipe,
  vocabSize: number,
): Promise<Pick<Run, "state" | "config">> {
  const bytes = await found(`${folder}/${STATE}`);
  if (!bytes) {
    const config = modelConfig(stages[0].imageSize, vocabSize);
    const parameters = initClipParameters(config, seed);
    return {
      state: await withMuon(newTraining(parameters, parameterShapes(config), { weightDecay })),
      config,
    };
  }
  // A state saved right at the end of a stage still has that stage's resolution, so take the first match.
  const sizes = [...new Set(stages.map((stage) => stage.imageSize))];
  for (const [i, size] of sizes.entries()) {
    const config = modelConfig(size, vocabSize);
    try {
      return {
        state: await withMuon(readTrainingState(bytes, parameterShapes(config), { weightDecay })),
        config,
      };
    } catch (error) {
      if (i === sizes.length - 1) throw error;
    }
  }
  throw new Error("The recipe has no stages.");
}

/** Switches the optimizer to Muon for the matrices inside the layers and AdamW for the rest. */
async function withMuon(state: TrainingState & { optimizer: AdamW }): Promise<TrainingState> {
  return { ...state, optimizer: await Muon.create(state.optimizer) };
}

/** Switches to another resolution by resampling the position table and its optimizer state. */
function toResolution(run: Run, imageSize: number): void {
  const { state, config, tokenizer } = run;
  const { hiddenSize, patchSize } = visionTransformerOf(config, "Changing the resolution");
  const from = Math.floor(config.vision.imageSize / patchSize);
  const to = Math.floor(imageSize / patchSize);
  const { first, second } = state.optimizer;
  for (const map of [state.parameters, state.average, first, second]) {
    const table = map.get(POSITIONS) as Float32Array;
    map.set(POSITIONS, resizePositions(table, from, to, hiddenSize));
  }
  run.config = modelConfig(imageSize, tokenizer.vocabSize);
}
