import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newDocument } from "@clipscope/study";
import type { Page } from "playwright";
import { expect, test } from "vitest";
import { defaultDocument } from "../../apps/explorer/src/builtin/start.js";
import {
  concepts,
  explorer,
  exported,
  openFolder,
  openModel,
  settled,
  shapes,
  shownAccuracy,
} from "./explorer.js";
import { figures, findings, isWhole, mean, rowsOf } from "./tables.js";

const { open } = explorer();
const evidence = shapes();
const golden: {
  classes: string[];
  templates: string[];
  zeroShot: { predictions: number[]; byStyle: Record<string, { value: number }> };
} = JSON.parse(await readFile(join(import.meta.dirname, "../parity/goldens/evidence.json"), "utf8"));

/** Accuracies as they stand in the table of shifts: value → fraction. */
async function shiftAccuracies(page: Page): Promise<Record<string, { value: number; n: number }>> {
  const found = await rowsOf(page, "shifts-table").evaluateAll((all) =>
    all.map((row) => {
      const { value, n } = (row.querySelector('[data-testid="accuracy"]') as HTMLElement).dataset;
      return [(row as HTMLElement).dataset.shift as string, { value: Number(value), n: Number(n) }] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** The open table of losses: class, accuracy before the shift, and under it. */
const lossesByClass = (page: Page) =>
  rowsOf(page, "losses-table").evaluateAll((all) =>
    all.map((row): [string, number, number] => {
      const [before, after] = [...row.querySelectorAll<HTMLElement>("[data-value]")];
      return [
        (row as HTMLElement).dataset.class ?? "",
        Number(before.dataset.value),
        Number(after.dataset.value),
      ];
    }),
  );

const logit = (p: number) => Math.log(p / (1 - p));

test("a folder with a checkpoint that is not built in: any column is the shift, with transformers' figures", async () => {
  const [texts] = newDocument(defaultDocument()).texts;
  const { page, leave } = await open(
    { view: "robustness", texts: [{ ...texts, templates: golden.templates }] },
    { viewport: { width: 1440, height: 900 } },
  );
  await openFolder(page, evidence.folder);
  await openModel(page);
  await expect.poll(() => rowsOf(page, "shifts-table").count(), { timeout: 120_000 }).toBe(2);
  await page.getByTestId("shift-column").selectOption("split");
  await expect.poll(() => rowsOf(page, "shifts-table").count()).toBe(3);
  await page.getByTestId("shift-column").selectOption("style");
  const { byStyle, predictions } = golden.zeroShot;
  await expect.poll(() => shiftAccuracies(page)).toMatchObject({ painted: { n: 200 }, sketch: { n: 200 } });
  const shown = await shiftAccuracies(page);
  for (const [style, { value }] of Object.entries(byStyle)) expect(shown[style].value).toBeCloseTo(value, 9);
  expect(await page.getByTestId("headline").textContent()).toBe(
    "Accuracy goes from 99.5% (painted) to 89.5% (sketch)",
  );
  expect(await page.getByText(/never seen|seen in training/).count()).toBe(0);
  expect(await isWhole(page, "shifts-table")).toBe(true);
  const csv = await exported(page, "csv");
  expect(csv).toContain("painted,0.995,");

  // The errors are selected; data, sample and figures stay as they are.
  await page.locator('[data-shift="sketch"]').getByTestId("show-wrong").click();
  await page.locator("selection-panel").getByText("21 of 400").waitFor();
  expect(await shiftAccuracies(page)).toEqual(shown);

  // Class by class, as counted from the other library's predictions; on a narrow page every column is in sight.
  const counted = (name: string, style: string) => {
    const own = evidence.rows.flatMap((row, i) => (row.label === name && row.style === style ? [i] : []));
    return own.filter((i) => golden.classes[predictions[i]] === name).length / own.length;
  };
  const asCounted = (lost: Awaited<ReturnType<typeof lossesByClass>>) =>
    lost.map(([name]) => [
      name,
      expect.closeTo(counted(name, "painted"), 9),
      expect.closeTo(counted(name, "sketch"), 9),
    ]);
  await page.getByTestId("show-losses").click();
  const byClass = await lossesByClass(page);
  expect(byClass).toHaveLength(golden.classes.length);
  expect(byClass).toEqual(asCounted(byClass));
  await page.setViewportSize({ width: 390, height: 844 });
  for (const table of ["shifts-table", "losses-table"]) expect(await isWhole(page, table), table).toBe(true);
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  // A table of other models gives the line: least squares on logit axes.
  await page.getByTestId("part-effective").click();
  await page.getByTestId("models-own").click();
  const baselines = join(evidence.folder, "..", "baselines.csv");
  await writeFile(baselines, "model,painted,sketch\nsmall,0.5,0.3\nmiddle,0.7,0.45\nlarge,0.9,0.72\n");
  await page.getByTestId("baselines-file").setInputFiles(baselines);
  await expect.poll(() => rowsOf(page, "effective-table").count(), { timeout: 60_000 }).toBe(1);
  const [{ shift, values }] = await figures(rowsOf(page, "effective-table"));
  const [xs, ys] = [[0.5, 0.7, 0.9].map(logit), [0.3, 0.45, 0.72].map(logit)];
  const slope =
    xs.reduce((sum, x, i) => sum + (x - mean(xs)) * (ys[i] - mean(ys)), 0) /
    xs.reduce((sum, x) => sum + (x - mean(xs)) ** 2, 0);
  const onLine = 1 / (1 + Math.exp(-mean(ys) - slope * (logit(byStyle.painted.value) - mean(xs))));
  expect([shift, ...values]).toEqual([
    "sketch",
    expect.closeTo(byStyle.painted.value, 9),
    expect.closeTo(byStyle.sketch.value, 9),
    expect.closeTo(byStyle.sketch.value - onLine, 9),
  ]);
  const closed = (byStyle.sketch.value - 0.72) / (0.9 - 0.72);
  expect(Number(await page.getByTestId("gap").getAttribute("data-closed"))).toBeCloseTo(closed, 9);

  // A point opens what its model loses, class by class, and a class its images.
  const point = page.getByTestId("effective-chart").getByRole("button", { name: /^zero-shot: / });
  await point.focus();
  await page.keyboard.press("Enter");
  const lost = await lossesByClass(page);
  expect(lost).toEqual(asCounted(lost));
  expect(lost.map(([name]) => name).sort()).toEqual([...golden.classes].sort());
  const drops = lost.map(([, before, after]) => after - before);
  expect(drops).toEqual([...drops].sort((a, b) => a - b));
  await page.getByTestId("show-class").first().click();
  const [[worst]] = lost;
  const images = evidence.rows.filter(({ label, style }) => label === worst && style === "sketch").length;
  await page.locator("selection-panel").getByText(`${images} of 400`).waitFor();
  expect(await findings(page)).toEqual([]);

  // Curves come point by point, stop when told to and go on; the first point is the accuracy without corruption.
  await page.getByTestId("part-corruptions").click();
  await page.getByTestId("corrupted-images").selectOption("50");
  await page.getByTestId("compute-corruptions").click();
  const clean = page.getByTestId("corruption-table").locator('[data-severity="0"]');
  await clean.waitFor({ timeout: 60_000 });
  await page.getByTestId("cancel").click();
  await expect.poll(() => page.getByTestId("compute-corruptions").textContent()).toContain("Go on");
  const known = await figures(rowsOf(page, "kind-table"));
  await page.getByTestId("compute-corruptions").click();
  await page.getByTestId("compute-corruptions-done").waitFor({ timeout: 120_000 });
  const all = await figures(rowsOf(page, "kind-table"));
  expect(all).toHaveLength(4);
  for (const { kind, values } of known) {
    const points = values.filter((value) => value !== undefined);
    expect(all.find((row) => row.kind === kind)?.values.slice(0, points.length)).toEqual(points);
  }
  const every = evidence.rows.flatMap(({ label }, row) => (row % 8 === 0 ? [{ label, row }] : []));
  const right = every.filter(({ label, row }) => golden.classes[predictions[row]] === label).length;
  expect(Number(await clean.getAttribute("data-value"))).toBeCloseTo(right / every.length, 9);

  // One of the user's images: what it is taken for at each severity, by slider, by its pictures and by the chart.
  const own = evidence.rows.findIndex(
    (_, row) => predictions[row] === golden.classes.indexOf(evidence.rows[row].label),
  );
  await page.getByTestId("image-file").setInputFiles(join(evidence.folder, evidence.rows[own].path));
  await page.getByTestId("image-kind").selectOption("contrast");
  const taken = page.getByTestId("image-prediction");
  await page.getByTestId("image-severity").focus();
  await page.keyboard.press("Home");
  await expect.poll(() => taken.getAttribute("data-class")).toBe(evidence.rows[own].label);
  expect(Number(await page.getByTestId("image-cosine").getAttribute("data-value"))).toBeCloseTo(1, 5);
  await page.locator("one-image summary").filter({ hasText: "Table" }).click();
  const path = await figures(rowsOf(page, "path-table"));
  const probabilities = path.map(({ values }) => values[1] ?? Number.NaN);
  expect(path).toHaveLength(6);
  expect(probabilities[0]).toBeGreaterThan(0.5);
  await page.getByTestId("step-5").click();
  await expect.poll(() => page.getByTestId("image-severity").inputValue()).toBe("5");
  await page.getByTestId("open-pictures").click();
  await page.getByTestId("picture-jpeg_compression-5").waitFor({ timeout: 60_000 });
  await page.getByTestId("picture-snow-2").click();
  await expect.poll(() => page.getByTestId("image-kind").inputValue()).toBe("snow");
  expect(await page.getByTestId("image-severity").inputValue()).toBe("2");
  expect(await findings(page)).toEqual([]);
  await leave();
});

test("a second dataset is the shift, with a column that tells the two apart", async () => {
  const { page, leave } = await open({ view: "robustness" });
  await openFolder(page, join(evidence.folder, "painted"));
  await openModel(page);
  await page.getByText("No column is the shift").waitFor({ timeout: 60_000 });
  await page.getByTestId("add-dataset").click();
  await page.getByTestId("choose-data-folder").setInputFiles(join(evidence.folder, "sketch"));
  await expect
    .poll(() => shiftAccuracies(page), { timeout: 120_000 })
    .toMatchObject({ painted: { n: 200 }, sketch: { n: 200 } });
  expect(await page.getByTestId("shift-column").inputValue()).toBe("dataset");
  await page.getByTestId("undo").click();
  await page.getByText("No column is the shift").waitFor();
  await leave();
});

test("of the built-in data, validation sets are called so, and the headline is about those never seen", async () => {
  const data = { kind: "builtin", id: "renditions", parts: ["twemoji", "openmoji", "fluent-emoji"] } as const;
  const { page, leave } = await open({ view: "robustness", data, ...concepts(60) });
  await settled(page);
  const shown = await shiftAccuracies(page);
  expect(Object.keys(shown)).toEqual(data.parts);
  const { correct, total } = await shownAccuracy(page);
  const all = Object.values(shown);
  expect(all.reduce((sum, { n }) => sum + n, 0)).toBe(total);
  expect(all.reduce((sum, { value, n }) => sum + value * n, 0)).toBeCloseTo(correct, 6);
  const openmoji = page.locator('[data-shift="openmoji"]');
  expect(await openmoji.textContent()).toContain("used for validation");
  const percents = [shown.twemoji, shown["fluent-emoji"]].map(({ value }) => `${(100 * value).toFixed(1)}%`);
  const headline = await page.getByTestId("headline").textContent();
  expect(headline).toMatch(/^Among the 2 never seen in training or validation/);
  for (const percent of percents) expect(headline).toContain(percent);
  await leave();
});

test("the published models stand at their published accuracies, whatever is open", async () => {
  const views = { robustness: { part: "effective", shift: "imagenet-r" } };
  const { page, leave } = await open({ view: "robustness", views, ...concepts(24) });
  const rows = rowsOf(page, "effective-table");
  await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(121);
  const model = (await figures(rows)).find(({ model }) => model === "ViT-L-14-336 (openai)");
  expect(model?.values.slice(0, 2)).toEqual([0.7656, 0.8905]);
  expect(await page.getByTestId("note").textContent()).toMatch(
    /335 ImageNet classifiers.+121 zero-shot CLIP models.+whole of ImageNet for all/,
  );
  // (88.9 − 37.7) / (76.2 − 37.7), of the paper's table.
  expect(Number(await page.getByTestId("gap").getAttribute("data-closed"))).toBeCloseTo(51.2 / 38.5, 6);
  // A point says its figures when it has the focus; the points are one tab stop.
  const points = page
    .getByTestId("effective-chart")
    .locator('[role="img"][aria-label^="ViT"], [tabindex="0"]');
  await points.first().focus();
  await expect.poll(() => page.getByTestId("point").textContent()).toMatch(/ImageNet-R: .+%/);
  expect(await findings(page)).toEqual([]);
  await leave();
});

test("the built-in study is named as the task of its own that it is, and there is a way on without its files", async () => {
  const views = { robustness: { part: "effective", models: "story" } };
  const results = "**/models/supervised/results.json";
  const { page, leave } = await open(
    { view: "robustness", views, ...concepts(24) },
    {
      absent: ["results.json"],
      viewport: { width: 1440, height: 900 },
      prepare: (page) => page.route(results, (route) => route.fulfill({ status: 404 })),
    },
  );
  const retry = page.locator("story-effective").getByTestId("retry");
  await retry.waitFor({ timeout: 60_000 });
  await page.unroute(results);
  await retry.click();
  await page.getByTestId("story").waitFor({ timeout: 60_000 });
  expect(await page.getByTestId("story").textContent()).toMatch(
    /Mini’s evaluation: another task, with its own data, model and texts.+58 groups.+16 other models/s,
  );
  // The models trained with labels stand there before anything is computed.
  await expect.poll(() => rowsOf(page, "effective-table").count(), { timeout: 60_000 }).toBe(4);
  await page.getByText("Its 58 groups, with every name in").click();
  expect(await rowsOf(page, "story-classes").count()).toBe(58);
  expect(await findings(page)).toEqual([]);
  await leave();
});
