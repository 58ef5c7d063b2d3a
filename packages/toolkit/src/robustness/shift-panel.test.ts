import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import type { ModelHits } from "./hits.js";
import { baselineOf, scoreUnderShift } from "./hits-under-shift.js";
import { logitLineBand } from "./line-band.js";
import { expit, logit } from "./logit-line.js";
import { bandAcross, hitPanel } from "./shift-panel.js";

const random = seededRandom(4);
const hits = (rate: number) => Int8Array.from({ length: 200 }, () => Number(random() < rate));
const model = (name: string, clean: number, sketch: number): ModelHits => ({
  name,
  hits: { clean: hits(clean), sketch: hits(sketch) },
});
const baseline = [0.3, 0.4, 0.5, 0.6].map((rate, i) => model(`supervised ${i}`, rate, 0.6 * rate));
const study = { reference: "clean", baseline, supervised: baseline[3] };
const share = (own: Int8Array) => own.filter((hit) => hit === 1).length / own.length;

test("a panel has counted accuracies, the scores of every model and the line through the baseline", () => {
  const zeroShot = model("zero-shot", 0.5, 0.45);
  const panel = hitPanel(study, { id: "sketch", title: "Sketch" }, [zeroShot], { resamples: 50 });
  expect(panel).toMatchObject({ shift: "sketch", title: "Sketch", line: baselineOf(study, "sketch") });
  expect(panel.baseline.map(({ name, x, y }) => [name, x, y])).toEqual(
    baseline.map(({ name, hits }) => [name, share(hits.clean), share(hits.sketch)]),
  );
  const [best, compared] = panel.models;
  expect(best).toMatchObject({ name: "supervised 3", x: share(baseline[3].hits.clean) });
  expect(best.gapClosed).toBeUndefined();
  const score = scoreUnderShift(zeroShot, study, "sketch", { resamples: 50 });
  expect(compared).toMatchObject({ effective: score.effective, gapClosed: score.gapClosed });
  expect(compared.yInterval).toEqual([score.accuracy.low, score.accuracy.high]);
});

test("a band reaches beyond the outermost model that has a logit, evenly in logits", () => {
  const points = [
    { x: 0.2, y: 0.1 },
    { x: 0.5, y: 0.3 },
    { x: 0.6, y: 0.5 },
  ];
  const band = bandAcross(points, [0.9, 1, 0], { resamples: 30 });
  expect(logit(band[0].x)).toBeCloseTo(logit(0.2) - 0.2, 9);
  expect(logit(band.at(-1)?.x as number)).toBeCloseTo(logit(0.9) + 0.2, 9);
  const middle = (logit(0.2) + logit(0.9)) / 2;
  const [at] = logitLineBand(points, [expit(middle)], { resamples: 30 });
  expect(band[(band.length - 1) / 2]).toEqual({
    x: expect.closeTo(at.x, 12),
    low: expect.closeTo(at.low, 12),
    high: expect.closeTo(at.high, 12),
  });
});
