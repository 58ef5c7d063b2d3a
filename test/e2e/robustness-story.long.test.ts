import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { concepts, explorer, subgroupByAnotherPath } from "./explorer.js";
import { type Figures, figures, findings, isWhole, mean, rowsOf } from "./tables.js";

const { open } = explorer();
const told = "mini, by the groups’ and their members’ names";
const trained = "best model trained with labels";

test("the built-in study has a script's accuracies by another path, the committed results, and the gap of the formula", async () => {
  const views = { robustness: { part: "effective", models: "story" } };
  const { page, leave } = await open(
    { view: "robustness", views, ...concepts(24) },
    { viewport: { width: 1440, height: 900 } },
  );
  await page.getByTestId("gap").waitFor({ timeout: 230_000 });
  const rows = await figures(rowsOf(page, "effective-table"));
  const shifts = [...new Set(rows.map(({ shift }) => shift as string))];
  expect(shifts).toHaveLength(4);
  const mini = rows.filter(({ model }) => model === told);
  const ids = ["twemoji", ...shifts].flatMap((id) => ["--rendition", id]);
  const [reference, ...under] = await subgroupByAnotherPath(...ids);
  expect(mini.map(({ shift, values: [x, y] }) => [shift, x, y])).toEqual(
    under.map(({ rendition, correct, total }) => [
      rendition,
      expect.closeTo(reference.correct / reference.total, 12),
      expect.closeTo(correct / total, 12),
    ]),
  );
  const file = new URL("../../packages/mini/supervised/results.json", import.meta.url);
  const committed: { name: string; test: Record<string, string> }[] = JSON.parse(
    await readFile(file, "utf8"),
  );
  const share = (hits: string) => hits.replaceAll("0", "").length / hits.length;
  const best = rows.filter(({ model }) => model === trained);
  expect(best).toHaveLength(4);
  const candidates = committed.filter(({ test }) => share(test.twemoji) === best[0].values[0]);
  for (const { shift, values } of best) {
    expect(candidates.map(({ test }) => share(test[shift as string]))).toContain(values[1]);
  }
  const under1 = (of: Figures[]) => mean(of.map(({ values }) => values[1] ?? Number.NaN));
  const closed = (under1(mini) - under1(best)) / ((best[0].values[0] ?? 0) - under1(best));
  expect(Number(await page.getByTestId("gap").getAttribute("data-closed"))).toBeCloseTo(closed, 10);
  expect(await isWhole(page, "effective-table")).toBe(true);
  expect(await findings(page)).toEqual([]);

  await page.getByTestId("shift").selectOption("streamline-emojis");
  await expect.poll(() => rowsOf(page, "effective-table").count()).toBe(4);

  await page.getByTestId("part-corruptions").click();
  await page.getByTestId("corrupted-story").click();
  await page.getByTestId("compute-corruptions").click();
  const first = page.locator(`[data-kind="gaussian_noise"][data-model="${told}"] [data-severity="2"]`);
  await expect
    .poll(() => first.getAttribute("data-value").catch(() => null), { timeout: 200_000 })
    .toMatch(/\d/);
  await page.getByTestId("cancel").click();
  await expect
    .poll(() => page.getByTestId("compute-corruptions").textContent(), { timeout: 30_000 })
    .toMatch(/Go on/);
  const known = (await figures(rowsOf(page, "kind-table"))).filter(({ kind }) => kind === "gaussian_noise");
  for (const [severity, args] of [
    [0, []],
    [2, ["--corrupt", "gaussian_noise:2"]],
  ] as const) {
    const [expected] = await subgroupByAnotherPath("--every", "4", "--supervised", ...args);
    const of = (model: string) => known.find((row) => row.model === model)?.values[severity] ?? -1;
    expect(of(told) * expected.total).toBeCloseTo(expected.correct, 8);
    expect(of(trained) * expected.total).toBeCloseTo(expected.supervised ?? -1, 8);
  }
  await leave();
});
