import { openShapes } from "@clipscope/datasets/shapes";
import { localCompute } from "@clipscope/study";
import { expect, test } from "vitest";
import {
  answer,
  atRest,
  expectHidden,
  expectInEverySetting,
  expectKeyNumbers,
  lessonPages,
  openFigure,
  passOver,
  questions,
} from "./lesson.js";

const LESSON = "train-clip-from-scratch";
const STEPS = 20;
const lesson = lessonPages();
/** Long enough for a busy machine. */
const patient = { timeout: 600_000 };

/** A run as the lesson keeps it. */
interface Kept {
  points: { loss: number; accuracy?: number }[];
  texts: string[];
  rows: number[];
}

/** The same run in Node, compiled. */
async function inNode() {
  const compute = localCompute({
    builtins: { data: { shapes: (parts) => openShapes({ kind: parts?.[0] as "one" | "two" }) } },
  });
  const data = { ref: { kind: "builtin", id: "shapes", parts: ["two"] } as const, roles: {} };
  const { measured } = await compute.train({
    run: "node",
    data,
    seed: 1,
    steps: STEPS,
    batchSize: 64,
    wrongCaption: "swapped",
  });
  compute.dispose();
  return measured;
}

test("a run in the page has the losses of the same run in Node, pauses, and is kept for the next visit", async () => {
  const { page, leave } = await lesson.open(LESSON, {}, `?steps=${STEPS}`);
  await atRest(page);
  await expectHidden(page, [Math.log(64).toFixed(2)]);
  await answer(page, "chance", 3);
  const chance = page.locator("#chance").getByRole("button");
  expect(await chance.textContent()).toBe(Math.log(64).toFixed(2));
  expect(await openFigure(page, chance)).toContain(`= ${Math.log(64).toFixed(4)}`);
  await answer(page, "when", "not within this run");

  const runner = page.getByRole("group", { name: "Train", exact: true });
  await runner.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(() => runner.locator(".facts").textContent(), patient).toMatch(/^Step \d+, /);
  await runner.getByRole("button", { name: "Pause" }).click();
  await expect.poll(() => runner.getByRole("button", { name: "Resume" }).count(), patient).toBe(1);
  const matrix = runner.locator("clip-similarity canvas");
  expect((await matrix.boundingBox())?.height).toBeGreaterThan(200);
  await runner.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => runner.getByRole("button", { name: "Train again" }).count(), patient).toBe(1);
  const kept = await page.evaluate<Kept>(
    `JSON.parse(localStorage.getItem("clipscope-lesson-runs/main/transformer")).record`,
  );
  const measured = await inNode();
  expect(kept.points.length).toBe(STEPS);
  expect(kept.texts).toEqual(measured.texts);
  expect(kept.rows).toEqual([...measured.rows]);
  expect(kept.points.at(-1)?.accuracy).toBeCloseTo(measured.accuracy?.value ?? Number.NaN, 1);
  expect(await page.locator(".compare:visible").count()).toBe(2);

  const saved = page.waitForEvent("download");
  await runner.getByRole("button", { name: "Save the model" }).click();
  expect((await saved).suggestedFilename()).toBe("main.zip");

  await passOver(page);
  await atRest(page);
  const numbers = await expectKeyNumbers(page, LESSON, `--search=?steps=${STEPS}`, "--press=Train");
  expect(numbers[`loss of step ${STEPS}`]).toBe(kept.points.at(-1)?.loss);
  expect(await questions(page).count()).toBe(6);
  await expectInEverySetting(page);

  await page.reload();
  await atRest(page);
  expect(await runner.getByRole("button", { name: "Train again" }).count()).toBe(1);
  expect(await page.locator(".compare:visible").count()).toBe(2);

  await page.getByRole("link", { name: "the explorer" }).click();
  await expect.poll(() => page.title(), patient).toMatch(/Clipscope/);
  expect(new URL(page.url()).pathname).toBe("/");
  await leave();
});
