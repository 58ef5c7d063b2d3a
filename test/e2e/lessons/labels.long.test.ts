import { miniFolder } from "@clipscope/mini";
import { memoryCache, memoryVectorStore, openEncoder } from "@clipscope/study";
import { expect, test } from "vitest";
import { share } from "../../../notebooks/lesson/formulas.js";
import { labelsMethods } from "../../../notebooks/lesson/labels.js";
import { renditionsFolder } from "../../../scripts/setup/data.mjs";
import {
  answer,
  atRest,
  expectAllCells,
  expectHidden,
  expectInEverySetting,
  expectKeyNumbers,
  lessonPages,
  openFigure,
  stages,
} from "./lesson.js";

const LESSON = "zero-shot-few-shot-probe";
const lesson = lessonPages();

test("words against labels: the curve, the features and the leak are what Node computes, and are kept", async () => {
  const encoder = await openEncoder(miniFolder());
  const inside = {
    withEncoder: (_model: unknown, _how: unknown, work: (own: typeof encoder) => unknown) => work(encoder),
  };
  const methods = labelsMethods({
    inside: inside as Parameters<typeof labelsMethods>[0]["inside"],
    packs: await renditionsFolder(),
    cache: memoryCache(),
    store: memoryVectorStore(),
  });
  const few = await methods["lesson/labels/few-shot"]({}, {});
  const leak = await methods["lesson/labels/leak"]({}, {});
  encoder.dispose();
  const zeroShot = share(few.zeroShot?.value as number);

  const { page, leave } = await lesson.open(LESSON);
  await atRest(page);
  await expectHidden(page, [
    zeroShot,
    share(leak.leaked.value),
    ...few.curve.points.map(({ mean }) => share(mean)),
  ]);
  await answer(page, "crossing", 4);
  await answer(page, "space", "before the projection");
  await answer(page, "leak", 100);
  await atRest(page);
  await expectAllCells(page, LESSON);
  await expectKeyNumbers(page, LESSON);

  const curve = page.getByRole("table", { name: "Accuracy by labels a kind" }).locator("tbody tr");
  expect(
    await curve.evaluateAll((rows) =>
      rows.map((row) => row.querySelector("td:last-child button")?.textContent),
    ),
  ).toEqual(few.curve.points.map(({ mean }) => share(mean)));
  expect(await openFigure(page, page.getByRole("button", { name: zeroShot, exact: true }).first())).toContain(
    `= ${few.zeroShot?.successes} / ${few.zeroShot?.n}`,
  );
  // Every test drawing is found again among the training drawings, and memory that both share is refused.
  expect(leak.found.copied - leak.found.given).toBeGreaterThanOrEqual(few.counts.test);
  expect(leak.leaked.value).toBeGreaterThanOrEqual(leak.clean.value);
  expect(await page.locator("q").textContent()).toBe(leak.refused);
  expect(leak.refused).toContain("hold the same rows");
  expect(await page.locator(".compare").last().textContent()).toContain(share(leak.leaked.value));
  await expectInEverySetting(page);

  await page.reload();
  await atRest(page);
  expect(
    (await stages(page)).filter((stage) => /encoding images|few-shot runs|sweeping/i.test(stage)),
  ).toEqual([]);
  await page.getByRole("link", { name: "These drawings by kind, in the explorer" }).click();
  await expect.poll(() => page.locator("html").getAttribute("data-view")).toBe("confusion");
  await leave();
});
