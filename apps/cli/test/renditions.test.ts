import { readFile } from "node:fs/promises";
import { supervisedResults } from "@clipscope/mini";
import { accuracyOf, bestOf } from "@clipscope/mini/supervised";
import { expect, it } from "vitest";
import { clipscope } from "./small-study.js";

interface Interval {
  value: number;
  low: number;
  n: number;
  successes: number;
}

const json = async (...args: string[]) => {
  const { code, out } = await clipscope([...args, "--json"]);
  expect(code).toBe(0);
  return JSON.parse(out);
};

it("evaluates one built-in rendition as the model card says", async () => {
  const { by, result } = await json("eval", "renditions/streamline-emojis,twemoji", "--templates", "name");
  const card = await readFile(new URL("../../../packages/mini/MODEL_CARD.md", import.meta.url), "utf8");
  expect(by.values).toHaveLength(2);
  for (const { value, top1 } of by.values as { value: string; top1: Interval }[]) {
    expect(card).toContain(
      `| ${value} | ${top1.n} | ${(100 * top1.value).toFixed(1)}% | ${(100 * top1.low).toFixed(1)}% –`,
    );
  }
  expect(result.classes).toHaveLength(1652);
});

it("shows corrupted drawings to mini and to the supervised model, whose errors are the unit", async () => {
  const args = ["renditions", "--corruptions", "--kinds", "contrast,saturate", "--severities", "3"];
  const { result } = await json("robustness", ...args);
  const best = bestOf(await supervisedResults());
  const [supervised] = result.curves;
  expect(supervised.name).toBe(`supervised (${best.name})`);
  // Its weights are shipped in float16, and were scored before.
  const committed = accuracyOf(best.test.twemoji) * result.images;
  expect(Math.abs(supervised.clean.successes - committed)).toBeLessThanOrEqual(2);
  expect(result.errors).toEqual({ relativeTo: supervised.name, over: ["contrast"] });
  const wrong = ({ byKind }: { byKind: Record<string, Interval[]> }) =>
    byKind.contrast.reduce((sum, { n, successes }) => sum + n - successes, 0);
  for (const curve of result.curves) {
    expect(curve.meanCorruptionError).toBeCloseTo(wrong(curve) / wrong(supervised), 12);
  }
}, 120_000);
