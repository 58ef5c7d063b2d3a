import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Checkpoint, ClipscopeError, readCheckpoint, saveCheckpoint } from "@clipscope/core";
import { openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { trainedCheckpoint } from "./export.js";
import { summarizeLog } from "./log.js";
import { imagesOf, trainedConcepts } from "./pairs.js";
import { recipe as full, smokeRecipe, templateEnsemble } from "./recipe.js";
import { captionWords, LOG, openRun, type Run, trainRun } from "./run.js";
import { questionsOf, zeroShotAccuracy } from "./validate.js";

/*
 * Makes the checkpoint: `pnpm --filter @clipscope/mini pretrain`, after a build. It saves its state every two minutes,
 * and the same command goes on from there.
 *
 *   --run <folder>     where the run lives (.runs/mini in the root of the repository)
 *   --steps <n>        ends at another step than the recipe does; the learning rate falls before it
 *   --from <folder>    goes on from a copy of that run's state; with --steps, a cool-down of it
 *   --workers <n>      threads that compute (as many as there are cores)
 *   --smoke            the run of a minute, in a folder of its own, that shows that everything works
 *   --validate         trains nothing: zero-shot accuracy on held-out images of the pre-training renditions
 *   --checkpoint <folder>  the same of another checkpoint
 *   --export <folder>  trains nothing: writes the checkpoint there
 *   --float32          writes it in float32; the shipped one is in float16
 */
const { values: args } = parseArgs({
  options: {
    run: { type: "string" },
    steps: { type: "string" },
    from: { type: "string" },
    workers: { type: "string" },
    smoke: { type: "boolean", default: false },
    validate: { type: "boolean", default: false },
    checkpoint: { type: "string" },
    export: { type: "string" },
    float32: { type: "boolean", default: false },
  },
});
const recipe = until(args.smoke ? smokeRecipe : full, args.steps);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ownFolder = args.smoke ? join(tmpdir(), `clipscope-smoke-${process.pid}`) : here("../../../.runs/mini");
const given = (path: string) => resolve(process.env.INIT_CWD ?? "", path); // where pnpm was called
const folder = args.run === undefined ? ownFolder : given(args.run);
const shipped = here("../checkpoint");

const data = await openRenditions(await prepareRenditions({}));
if (args.checkpoint !== undefined)
  await validate(args.checkpoint, await readCheckpoint(given(args.checkpoint)));
else await pretrain(await openRun(folder, recipe, data, args.from && given(args.from)));

async function pretrain(run: Run): Promise<void> {
  console.log(`${folder}: at step ${run.state.step} of ${recipe.stages[recipe.stages.length - 1].untilStep}`);
  const trains = !args.validate && args.export === undefined;
  if (trains) await trainUntilStopped(run);
  const checkpoint = trainedCheckpoint(run.config, run.state.average, run.tokenizer);
  await validate(`step ${run.state.step}`, checkpoint);
  const finished = trains && !args.smoke && args.run === undefined && args.steps === undefined;
  const target = args.export !== undefined ? given(args.export) : finished ? shipped : undefined;
  if (target === undefined) return;
  await saveCheckpoint(checkpoint, target, { dtype: args.float32 ? "F32" : "F16" });
  await writeFile(`${target}/words.txt`, `${captionWords(recipe, data).join("\n")}\n`);
  await writeFile(`${target}/training-log.csv`, summarizeLog(await readFile(`${folder}/${LOG}`, "utf8")));
  console.log(`wrote ${target} at step ${run.state.step}`);
}

async function trainUntilStopped(run: Run): Promise<void> {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  const workers = args.workers === undefined ? undefined : Number(args.workers);
  try {
    await trainRun(run, { workers, signal: controller.signal, say: (line) => console.log(line) });
  } catch (error) {
    if (!(error instanceof ClipscopeError && error.code === "cancelled")) throw error;
    console.log(`${error.message} Its state is saved; run the same command to resume.`);
    process.exit(0);
  }
}

async function validate(what: string, checkpoint: Checkpoint): Promise<void> {
  const trained = trainedConcepts(data, recipe.concepts);
  const classes = new Map((recipe.concepts ? trained : data.concepts).map(({ id }, i) => [id, i]));
  const names = (recipe.concepts ? trained : data.concepts).map(({ name }) => name);
  // With few concepts there are too few held-out images to evaluate.
  for (const split of args.smoke ? (["train"] as const) : (["validation", "unseen rendition"] as const)) {
    const questions = questionsOf(
      await imagesOf(data, trained, split),
      (concept) => classes.get(data.concepts[concept].id) as number,
    );
    for (const [title, templates] of [
      ["bare name", ["{}"]],
      ["template ensemble", templateEnsemble],
    ] as const) {
      const { images, top1, top5 } = await zeroShotAccuracy(checkpoint, names, templates, questions);
      console.log(
        `${what}, ${split}, ${images} images, ${names.length} classes, ${title}: ` +
          `top-1 ${(100 * top1).toFixed(1)}%, top-5 ${(100 * top5).toFixed(1)}%`,
      );
    }
  }
}

/** The recipe, ending after another number of steps. */
function until(recipe: typeof full, steps: string | undefined): typeof full {
  if (steps === undefined) return recipe;
  const last = Number(steps);
  const stages = recipe.stages
    .filter((_, i) => i === 0 || recipe.stages[i - 1].untilStep < last)
    .map((stage) => ({ ...stage, untilStep: Math.min(stage.untilStep, last) }));
  stages[stages.length - 1].untilStep = last;
  return { ...recipe, stages };
}
