import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { expect, test } from "vitest";
import { trainedCheckpoint } from "./export.js";
import { imagesOf, trainedConcepts } from "./pairs.js";
import { smokeRecipe } from "./recipe.js";
import { LOG, openRun, trainRun } from "./run.js";
import { questionsOf, zeroShotAccuracy } from "./validate.js";

test("the smoke run: the loss falls, and words find their drawings far more often than by chance", async () => {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-run-"));
  try {
    const data = await openRenditions(await prepareRenditions({}));
    // Stopped half-way and gone on with, as a long run is.
    const half = await openRun(folder, smokeRecipe, data);
    const controller = new AbortController();
    const stopped = trainRun(half, {
      signal: controller.signal,
      say: (line) => line.startsWith("step 100 ") && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    const run = await openRun(folder, smokeRecipe, data);
    expect(run.state.step).toBe(100);
    await trainRun(run, {});

    const log = (await readFile(`${folder}/${LOG}`, "utf8")).trim().split("\n");
    const losses = log.map((line) => JSON.parse(line).loss as number);
    expect(losses).toHaveLength(200);
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) - 0.3);

    const trained = trainedConcepts(data, smokeRecipe.concepts);
    const classes = new Map(trained.map(({ id }, i) => [id, i]));
    const questions = questionsOf(
      await imagesOf(data, trained, "train"),
      (concept) => classes.get(data.concepts[concept].id) as number,
    );
    const names = trained.map(({ name }) => name);
    const checkpoint = trainedCheckpoint(run.config, run.state.average, run.tokenizer);
    const { images, top1 } = await zeroShotAccuracy(checkpoint, names, ["{}"], questions);
    expect(images).toBeGreaterThanOrEqual(200);
    expect(top1).toBeGreaterThan(3 / names.length); // three times chance
  } finally {
    await rm(folder, { recursive: true });
  }
}, 240_000);
