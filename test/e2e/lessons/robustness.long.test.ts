import { readFile } from "node:fs/promises";
import { CLIP_PAPER_TABLE, NATURAL_SHIFTS } from "@clipscope/datasets/published";
import { gapClosure } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { share } from "../../../notebooks/lesson/formulas.js";
import { subgroupByAnotherPath } from "../explorer.js";
import {
  answer,
  atRest,
  expectAccessible,
  expectAllCells,
  expectHidden,
  expectInEverySetting,
  expectKeyNumbers,
  lessonPages,
  openFigure,
  passOver,
  questions,
  stages,
} from "./lesson.js";

const LESSON = "robustness-under-shift";
const lesson = lessonPages();

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const shifts = ["fluent-emoji", "fluent-emoji-flat", "fluent-emoji-high-contrast", "streamline-emojis"];

/** The built-in study's accuracies, by a script of its own and by the models' stored answers. */
async function measured() {
  const file = new URL("../../../packages/mini/supervised/results.json", import.meta.url);
  const results: { validation: string; test: Record<string, string> }[] = JSON.parse(
    await readFile(file, "utf8"),
  );
  const right = (hits: string) => hits.replaceAll("0", "").length / hits.length;
  const best = results.reduce((a, b) => (right(b.validation) > right(a.validation) ? b : a));
  const ids = shifts.flatMap((id) => ["--rendition", id]);
  const words = mean((await subgroupByAnotherPath(...ids)).map(({ correct, total }) => correct / total));
  const supervised = mean(shifts.map((id) => right(best.test[id])));
  const gap = (words - supervised) / (right(best.test.twemoji) - supervised);
  return { supervised, words, gap };
}

/** The paper's own gap. */
function paper() {
  const pick = (of: Readonly<Record<string, number>>) =>
    Object.fromEntries(NATURAL_SHIFTS.map(({ id }) => [id, of[id]]));
  const { resnet101, zeroShotClip } = CLIP_PAPER_TABLE;
  return gapClosure({ reference: resnet101.imagenet, supervised: pick(resnet101), model: pick(zeroShotClip) })
    .ofMeans;
}

test("nothing shows before its prediction; then every figure is what Node computes, kept for the next visit", async () => {
  const { page, leave } = await lesson.open(LESSON);
  const { supervised, words, gap } = await measured();
  await atRest(page);
  const answers = [
    share(CLIP_PAPER_TABLE.resnet101["imagenet-r"]),
    share(supervised),
    share(words),
    share(gap, 0),
  ];
  await expectHidden(page, answers);

  // One answer shows what follows it up to the next question, and nothing else.
  await answer(page, "fall", 50);
  await expect.poll(() => page.locator(".compare").first().textContent()).toContain("points too high");
  expect(await page.getByRole("table", { name: /Figure 13/ }).count()).toBe(0);
  await answer(page, "other", "fewer than the ResNet-101 does");
  expect(await page.getByRole("table", { name: /Figure 13/ }).count()).toBe(1);
  await answer(page, "worst", undefined);
  await passOver(page);
  await atRest(page);
  await expectAllCells(page, LESSON);
  await expectKeyNumbers(page, LESSON);
  expect(await questions(page).count()).toBe(8);
  expect(await page.locator(".tally").textContent()).toBe("3 of 8 made, 5 shown without");

  const gapCell = (name: RegExp) =>
    page.getByRole("table", { name }).locator("tr.mean").getByRole("button", { name: /%$/ });
  expect(await gapCell(/by shift/).textContent()).toBe(share(paper(), 0));
  expect(await gapCell(/^Each artist/).textContent()).toBe(share(gap, 0));
  const means = await page
    .getByRole("table", { name: /^Each artist/ })
    .locator("tr.mean td")
    .allInnerTexts();
  expect(means.slice(0, 2)).toEqual([share(supervised), share(words)]);
  expect(await openFigure(page, gapCell(/^Each artist/))).toContain(`= ${share(gap)}`);
  await expectInEverySetting(page);

  // The next visit shows the same and embeds no picture again.
  await page.reload();
  await atRest(page);
  expect(await page.locator(".tally").textContent()).toBe("3 of 8 made, 5 shown without");
  expect(await gapCell(/^Each artist/).textContent()).toBe(share(gap, 0));
  expect((await stages(page)).filter((stage) => /encoding images/.test(stage))).toEqual([]);

  await page.getByRole("link", { name: "The same figure in the explorer" }).click();
  const figure = page.getByTestId("gap");
  await expect.poll(() => figure.getAttribute("data-closed")).not.toBe(null);
  expect(Number(await figure.getAttribute("data-closed"))).toBeCloseTo(gap, 9);
  await leave();
});

test("predictions can be taken back, and a reader of dark pages on a narrow one sees the same", async () => {
  const { page, leave } = await lesson.open(LESSON, {
    colorScheme: "dark",
    viewport: { width: 390, height: 800 },
  });
  await answer(page, "fall", 38);
  await expect.poll(() => page.locator(".compare:visible").count()).toBe(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Predict again" }).click();
  await expect.poll(() => page.locator(".compare:visible").count()).toBe(0);
  await answer(page, "fall", 30);
  await page.getByRole("button", { name: "Take back all predictions" }).click();
  expect(await page.locator(".tally").textContent()).toBe("0 of 8 made");
  expect(await page.locator("[data-after]:visible").count()).toBe(0);
  await leave();
});
