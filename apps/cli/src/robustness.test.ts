import { supervisedResults } from "@clipscope/mini";
import { bestOf } from "@clipscope/mini/supervised";
import { describe, expect, it } from "vitest";
import { run } from "./run.js";

interface Interval {
  value: number;
  low: number;
  high: number;
}
interface Report {
  models: { name: string; scores: Record<string, { accuracy: Interval; effective?: Interval }> }[];
  lines: { shift: string; slope: number; intercept: number }[];
  means: {
    shifts: string[];
    models: { name: string; reference: number; accuracy: number; gapClosed?: number }[];
  };
}

async function json(...args: string[]) {
  let out = "";
  let err = "";
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  expect(await run([...args, "--json"], io)).toBe(0);
  expect(err).toMatch(/^(mini was not trained on .*\n)?$/);
  return JSON.parse(out);
}

const logit = (p: number) => Math.log(p / (1 - p));

describe("clipscope robustness, on the built-in model and data", async () => {
  const report: Report = await json("robustness");
  const supervised = await supervisedResults();
  const share = (hits: string) => hits.replaceAll("0", "").length / hits.length;

  it("scores the model zero-shot as clipscope eval does", async () => {
    const { results } = await json("eval", "--task", "subgroup", "--rendition", "twemoji,openmoji");
    const names = report.models.find(({ name }) => name === "zero-shot, names");
    for (const { manifest, top1 } of results) {
      const id = manifest.dataset.name.replace("renditions/", "");
      expect(names?.scores[id].accuracy).toEqual(top1);
    }
  });

  it("draws the line that solves the normal equations of the supervised models' logits", () => {
    expect(supervised.length).toBeGreaterThanOrEqual(12);
    for (const { shift, slope, intercept } of report.lines) {
      const residuals = supervised.map(({ test }) => {
        const x = logit(share(test.twemoji));
        return { x, r: logit(share(test[shift])) - slope * x - intercept };
      });
      const usable = residuals.filter(({ r }) => Number.isFinite(r));
      expect(usable.reduce((sum, { r }) => sum + r, 0)).toBeCloseTo(0, 9);
      expect(usable.reduce((sum, { x, r }) => sum + x * r, 0)).toBeCloseTo(0, 9);
    }
  });

  it("measures effective robustness from that line, within its interval", () => {
    for (const { scores } of report.models) {
      for (const { shift, slope, intercept } of report.lines) {
        const expected = 1 / (1 + Math.exp(-slope * logit(scores.twemoji.accuracy.value) - intercept));
        const { value, low, high } = scores[shift].effective as Interval;
        expect(value).toBeCloseTo(scores[shift].accuracy.value - expected, 9);
        expect(low).toBeLessThan(value);
        expect(high).toBeGreaterThan(value);
      }
    }
  });

  it("closes the gap of the means over the renditions that mini has never seen, by the formula", () => {
    const { shifts, models } = report.means;
    expect(shifts.length).toBeGreaterThanOrEqual(4);
    expect(shifts).not.toContain("twemoji");
    const mean = (m: number) =>
      shifts.reduce((sum, id) => sum + report.models[m].scores[id].accuracy.value, 0) / shifts.length;
    const fall = report.models[0].scores.twemoji.accuracy.value - mean(0);
    expect(models[0]).not.toHaveProperty("gapClosed");
    models.slice(1).forEach(({ name, reference, accuracy, gapClosed }, i) => {
      expect(name).toBe(report.models[i + 1].name);
      expect(reference).toBe(report.models[i + 1].scores.twemoji.accuracy.value);
      expect(accuracy).toBeCloseTo(mean(i + 1), 12);
      expect(gapClosed).toBeCloseTo((mean(i + 1) - mean(0)) / fall, 10);
    });
  });

  it("compares with the supervised model that is best on validation", () => {
    const best = bestOf(supervised);
    expect(supervised.every((other) => share(other.validation) <= share(best.validation))).toBe(true);
    expect(report.models[0].name).toBe(`supervised (${best.name})`);
    expect(report.models[0].scores.twemoji.accuracy.value).toBeCloseTo(share(best.test.twemoji), 12);
  });
});
