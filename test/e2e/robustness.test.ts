import { expect, test } from "vitest";
import { accuracyByAnotherPath, explorer, settled } from "./explorer.js";

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
  expect(await chart.locator("circle").count()).toBeGreaterThanOrEqual(12);
  await leave();
});
