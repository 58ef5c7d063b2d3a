import { readFile } from "node:fs/promises";
import type { Locator } from "playwright";
import { expect, test } from "vitest";
import { accuracyByAnotherPath, explorer, settled, subgroupByAnotherPath } from "./explorer.js";

const { open } = explorer();

test("each rendition gets the number that a script computes by another path, and a dot in the chart", async () => {
  const { page, leave } = await open("view=robustness&n=60");
  await settled(page);
  const rows = page.getByTestId("robustness-table").locator("tbody tr");
  const ids = await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.rendition ?? ""));
  expect(ids).toHaveLength(12);

  await page.getByTestId("compute-missing").click();
  await expect.poll(() => rows.locator("[data-value]").count(), { timeout: 200_000 }).toBe(12);
  const shown = await rows.evaluateAll((all) =>
    all.map((row) => {
      const { value, n } = (row.querySelector("[data-value]") as HTMLElement).dataset;
      const rendition = (row as HTMLElement).dataset.rendition as string;
      return { rendition, correct: Math.round(Number(value) * Number(n)), total: Number(n) };
    }),
  );
  const others = ids.filter((id) => id !== "twemoji").flatMap((id) => ["--also", id]);
  const expected = await accuracyByAnotherPath("--classes", "60", ...others);
  const byName = (a: { rendition: string }, b: { rendition: string }) => (a.rendition < b.rendition ? -1 : 1);
  expect(shown.sort(byName)).toEqual(expected.sort(byName));

  const chart = page.getByTestId("robustness-chart");
  expect(await chart.getByRole("button", { name: / n = \d+/ }).count()).toBe(12);
  await leave();
});

/** The figures of the rows of a table, by their `data-` names. */
const figures = (rows: Locator) =>
  rows.evaluateAll((all) =>
    all.map((row) => ({
      ...(row as HTMLElement).dataset,
      values: [...row.querySelectorAll<HTMLElement>("[data-value]")].map(({ dataset }) =>
        dataset.value ? Number(dataset.value) : undefined,
      ),
    })),
  ) as Promise<{ shift?: string; model?: string; kind?: string; values: (number | undefined)[] }[]>;

const told = "zero-shot, names and members";

test("mini under shift: a script's accuracies by another path, the committed supervised results, the gap's formula", async () => {
  const { page, leave } = await open("view=robustness&n=24&part=effective");
  await page.getByTestId("gap").waitFor({ timeout: 230_000 });
  const rows = await figures(page.getByTestId("shift-table").locator("tbody tr"));
  const shifts = [...new Set(rows.map(({ shift }) => shift as string))];
  expect(shifts).toHaveLength(4);
  const mini = rows.filter(({ model }) => model === told);
  const ids = ["twemoji", ...shifts].flatMap((id) => ["--rendition", id]);
  const [reference, ...under] = await subgroupByAnotherPath(...ids);
  mini.forEach(({ shift, values: [x, y] }, i) => {
    expect(shift).toBe(under[i].rendition);
    expect(x).toBeCloseTo(reference.correct / reference.total, 12);
    expect(y).toBeCloseTo(under[i].correct / under[i].total, 12);
  });

  const file = new URL("../../packages/mini/supervised/results.json", import.meta.url);
  const results: { name: string; test: Record<string, string> }[] = JSON.parse(await readFile(file, "utf8"));
  const share = (hits: string) => hits.replaceAll("0", "").length / hits.length;
  const best = rows.filter(({ model }) => model !== told && results.some(({ name }) => name === model));
  for (const { shift, model, values } of best) {
    const test = results.find(({ name }) => name === model)?.test ?? {};
    expect(values.slice(0, 2)).toEqual([share(test.twemoji), share(test[shift as string])]);
  }
  const mean = (of: typeof rows) => of.reduce((sum, { values }) => sum + (values[1] ?? 0), 0) / of.length;
  const closed = (mean(mini) - mean(best)) / ((best[0].values[0] ?? 0) - mean(best));
  expect(Number(await page.getByTestId("gap").getAttribute("data-closed"))).toBeCloseTo(closed, 10);

  // A point says its figures when it has the focus, and the choice of a shift is in the address.
  const chart = page.getByTestId("shift-chart");
  await chart
    .getByRole("img", { name: `${told}: ` })
    .first()
    .focus();
  await expect.poll(() => page.getByTestId("point").textContent()).toContain(`${told}: `);
  await page.evaluate(() => {
    location.hash = `${location.hash}&shift=streamline-emojis`;
  });
  await expect.poll(() => page.getByTestId("shift-table").locator("tbody tr").count()).toBe(4);
  const download = page.waitForEvent("download");
  await page.getByTestId("export").click();
  await page.getByTestId("export-csv").click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv.trim().split("\r\n")).toHaveLength(1 + 4 + results.length);
  await leave();
});

test("the published models are a second source, each with its published accuracies", async () => {
  const { page, leave } = await open("view=robustness&n=24&part=effective&study=published&shift=imagenet-r");
  const table = page.getByTestId("shift-table").locator("tbody tr");
  await expect.poll(() => table.count(), { timeout: 60_000 }).toBe(121);
  const rows = await figures(table);
  expect(rows.find(({ model }) => model === "ViT-L-14-336 (openai)")?.values.slice(0, 2)).toEqual([
    0.7656, 0.8905,
  ]);
  expect(await page.locator("robustness-effective figcaption").textContent()).toMatch(
    /335 ImageNet classifiers[\s\S]+121 zero-shot CLIP models[\s\S]+whole of ImageNet for all/,
  );
  // (88.9 − 37.7) / (76.2 − 37.7), of the paper's table.
  expect(Number(await page.getByTestId("gap").getAttribute("data-closed"))).toBeCloseTo(51.2 / 38.5, 6);
  await page.getByTestId("study-measured").click();
  await expect.poll(() => page.evaluate(() => location.hash)).not.toContain("published");
  await leave();
});

test("corruption curves come lot by lot, stop when told to, and are a script's", async () => {
  const { page, leave } = await open("view=robustness&n=24&part=corruptions&every=4");
  const compute = page.getByTestId("compute-corruptions");
  await expect.poll(() => compute.isEnabled(), { timeout: 230_000 }).toBe(true);
  await compute.click();
  const rows = page.getByTestId("kind-table").locator("tbody tr");
  const first = rows.and(page.locator(`[data-kind="gaussian_noise"][data-model="${told}"]`));
  const second = first.locator('[data-severity="2"]');
  await expect
    .poll(() => second.getAttribute("data-value").catch(() => null), { timeout: 200_000 })
    .toMatch(/\d/);
  await page.getByTestId("cancel").click();
  await expect.poll(() => compute.textContent(), { timeout: 30_000 }).toMatch(/Go on/);
  const known = await figures(rows.and(page.locator('[data-kind="gaussian_noise"]')));
  for (const [severity, args] of [
    [0, []],
    [2, ["--corrupt", "gaussian_noise:2"]],
  ] as const) {
    const [expected] = await subgroupByAnotherPath("--every", "4", "--supervised", ...args);
    const of = (model: string | RegExp) =>
      known.find((row) => row.model?.match(model))?.values[severity] ?? -1;
    expect(of(told) * expected.total).toBeCloseTo(expected.correct, 8);
    expect(of(/^supervised/) * expected.total).toBeCloseTo(expected.supervised ?? -1, 8);
  }
  await leave();
});
