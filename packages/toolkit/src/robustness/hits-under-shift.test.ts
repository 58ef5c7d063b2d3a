import { seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import { hitProportion, hitRate, hitsFromCorrectness, hitsFromPredictions, type ModelHits } from "./hits.js";
import {
  baselineOf,
  type Estimate,
  gapClosedAcross,
  type HitStudy,
  measuredModel,
  scoreUnderShift,
} from "./hits-under-shift.js";
import { expit, logit } from "./logit-line.js";
import { robustnessByShift } from "./robustness-by-shift.js";

const ITEMS = 300;
const random = seededRandom(11);
const some = (rate: number, missing = 0) =>
  Int8Array.from({ length: ITEMS }, () => (random() < missing ? -1 : Number(random() < rate)));
const model = (name: string, clean: number, sketch: number): ModelHits => ({
  name,
  hits: { clean: some(clean), sketch: some(sketch, 0.3) },
});
const baseline = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7].map((rate, i) => model(`supervised ${i}`, rate, 0.5 * rate));
const study: HitStudy = { reference: "clean", baseline, supervised: baseline[5] };
const zeroShot = model("zero-shot", 0.5, 0.45);

/** Least squares on logit axes, by the normal equations. */
function expected(x: number, pairs: [x: number, y: number][]): number {
  const sum = (of: (x: number, y: number) => number) =>
    pairs.reduce((total, [px, py]) => total + of(logit(px), logit(py)), 0);
  const n = pairs.length;
  const [sx, sy, sxx, sxy] = [sum((a) => a), sum((_, b) => b), sum((a) => a * a), sum((a, b) => a * b)];
  const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  return expit(slope * logit(x) + (sy - slope * sx) / n);
}

/** Accuracy by counting, without one item. */
function rate({ hits }: ModelHits, set: string, without = -1): number {
  const kept = [...hits[set]].filter((hit, item) => hit >= 0 && item !== without);
  return kept.filter((hit) => hit === 1).length / kept.length;
}

describe("hits", () => {
  it("are 1, 0 or -1 by item, whatever order the rows are in", () => {
    const hits = hitsFromPredictions({
      predictions: [7, 8, 9],
      labels: [7, 0, 9],
      items: [4, 0, 2],
      count: 5,
    });
    expect([...hits]).toEqual([0, -1, 1, -1, 1]);
    expect(hitRate(hits)).toBe(2 / 3);
    expect(hitRate(hits, { items: [2, 2, 0, 1] })).toBe(2 / 3);
    expect(hitProportion(hits)).toMatchObject({ successes: 2, n: 3, method: "wilson", level: 0.95 });
    expect(hitRate(hits, { items: [1, 3] })).toBeUndefined();
    expect(() => hitsFromPredictions({ predictions: [7], labels: [7, 0], items: [0, 1], count: 5 })).toThrow(
      /1 predictions but 2 labels/,
    );
    expect(hitsFromCorrectness({ correct: [1, 0], items: [4, 0], count: 6 })).toEqual(
      hitsFromPredictions({ predictions: [7, 8], labels: [7, 0], items: [4, 0], count: 6 }),
    );
    expect(() => hitsFromCorrectness({ correct: [1, 2], items: [4, 0], count: 6 })).toThrow(
      /Row 1 is marked 2/,
    );
    expect(() => hitsFromPredictions({ predictions: [7, 8], labels: [7, 0], items: [0], count: 5 })).toThrow(
      /1 items for 2 rows/,
    );
    expect(() =>
      hitsFromPredictions({ predictions: [7, 8], labels: [7, 0], items: [0, 5], count: 5 }),
    ).toThrow(/item of row 1 is 5: it must be an index below 5/);
  });
});

describe("resamples on which a figure is not defined", () => {
  const hits = (n: number, right: number, step: number) =>
    Int8Array.from({ length: n }, (_, i) => Number((i * step) % n < right));

  it("are drawn again: those in which all baseline models are equally good", () => {
    const [first, second] = [
      { name: "first", hits: { clean: hits(50, 30, 7), sketch: hits(50, 28, 11) } },
      { name: "second", hits: { clean: hits(50, 33, 11), sketch: hits(50, 31, 7) } },
    ];
    const few = { reference: "clean", baseline: [first, second], supervised: first };
    const model = { name: "model", hits: { clean: hits(50, 30, 3), sketch: hits(50, 29, 3) } };
    const { effective } = scoreUnderShift(model, few, "sketch");
    expect(effective?.low).toBeLessThanOrEqual(effective?.value as number);
    expect(effective?.high).toBeGreaterThanOrEqual(effective?.value as number);
  });

  it("are drawn again: those without an item of the shift", () => {
    const rare = (all: Int8Array) => all.map((hit, i) => (i < 3 ? hit : -1));
    const models = [20, 25, 31].map((right, i) => ({
      name: `${i}`,
      hits: { clean: hits(40, right, 7 + 2 * i), sketch: rare(hits(40, right - 5, 3)) },
    }));
    models[1].hits.sketch[2] = 0;
    models[0].hits.sketch[0] = 0;
    const few = { reference: "clean", baseline: models, supervised: models[2] };
    const { effective } = scoreUnderShift(models[1], few, "sketch");
    expect(Number.isNaN(effective?.low)).toBe(false);
  });

  it("of other items are refused", () => {
    const other = { name: "other", hits: { clean: hits(10, 5, 3), sketch: hits(10, 5, 3) } };
    expect(() => scoreUnderShift(other, study, "sketch")).toThrow(/hits for \d+ items .* other for 10/);
  });
});

describe("a model's score under a shift", () => {
  const score = scoreUnderShift(zeroShot, study, "sketch");
  const effectiveWithout = (item: number) =>
    rate(zeroShot, "sketch", item) -
    expected(
      rate(zeroShot, "clean", item),
      baseline.map((each) => [rate(each, "clean", item), rate(each, "sketch", item)]),
    );
  const closedWithout = (item: number) => {
    const low = rate(study.supervised, "sketch", item);
    return (rate(zeroShot, "sketch", item) - low) / (rate(study.supervised, "clean", item) - low);
  };

  it("is what counting, the normal equations and the formula give", () => {
    expect(score.accuracy.value).toBe(rate(zeroShot, "sketch"));
    expect(score.effective?.value).toBeCloseTo(effectiveWithout(-1), 12);
    expect(score.gapClosed?.value).toBeCloseTo(closedWithout(-1), 12);
  });

  it.each([
    ["effective robustness", score.effective as Estimate, effectiveWithout],
    ["gap closed", score.gapClosed as Estimate, closedWithout],
  ])("has an interval as wide as the jackknife's: %s", (_, { low, high }, without) => {
    const values = Array.from({ length: ITEMS }, (_, item) => without(item));
    const mean = values.reduce((sum, value) => sum + value, 0) / ITEMS;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) * ((ITEMS - 1) / ITEMS);
    expect((high - low) / (2 * 1.96 * Math.sqrt(variance))).toBeCloseTo(1, 0.8);
  });

  it("has neither on the reference, nor a gap of the supervised model itself or where that does not fall", () => {
    expect(Object.keys(scoreUnderShift(zeroShot, study, "clean"))).toEqual(["accuracy"]);
    expect(scoreUnderShift(study.supervised, study, "sketch").gapClosed).toBeUndefined();
    const { hits } = study.supervised;
    const steady = { name: "steady", hits: { clean: hits.clean, sketch: hits.clean } };
    expect(scoreUnderShift(zeroShot, { ...study, supervised: steady }, "sketch").gapClosed).toBeUndefined();
  });

  it("has no upper bound of the gap closed where many resamples have no gap", () => {
    const clean = Int8Array.from({ length: ITEMS }, (_, i) => Number(i % 2));
    const sketch = clean.map((hit, i) => (i === 1 ? 0 : i === 0 ? -1 : hit));
    const near = { name: "near", hits: { clean, sketch } };
    const closed = scoreUnderShift(zeroShot, { ...study, supervised: near }, "sketch").gapClosed;
    expect(closed?.high).toBe(Number.POSITIVE_INFINITY);
  });

  it("is on the line that robustnessByShift draws through the same models", () => {
    const { shifts } = robustnessByShift({
      reference: { id: "clean", label: "clean" },
      shifts: [{ id: "sketch" }],
      baseline: baseline.map(measuredModel),
      models: [measuredModel(zeroShot)],
    });
    expect(baselineOf(study, "sketch")).toEqual(shifts[0].line);
    expect(score.effective?.value).toBeCloseTo(shifts[0].models[0].effective, 12);
  });

  it("says which test sets there are", () => {
    expect(() => scoreUnderShift(zeroShot, study, "flat")).toThrow(
      /zero-shot was not measured on flat, only on clean, sketch/,
    );
  });
});

describe("the gap closed over several shifts", () => {
  const paint = (each: ModelHits, keep: number): ModelHits => ({
    ...each,
    hits: { ...each.hits, paint: each.hits.clean.map((hit, i) => (i % 5 < keep ? hit : 0)) },
  });
  const [supervised, compared] = [paint(study.supervised, 3), paint(zeroShot, 5)];
  const both = { reference: "clean", supervised };
  const without = (item: number) => {
    const mean = (each: ModelHits) => (rate(each, "sketch", item) + rate(each, "paint", item)) / 2;
    const low = mean(supervised);
    return (mean(compared) - low) / (rate(supervised, "clean", item) - low);
  };

  it("is the formula on the means, with an interval as wide as the jackknife's", () => {
    const closed = gapClosedAcross(compared, both, ["sketch", "paint"]) as Estimate;
    expect(closed.value).toBeCloseTo(without(-1), 12);
    const values = Array.from({ length: ITEMS }, (_, item) => without(item));
    const mean = values.reduce((sum, value) => sum + value, 0) / ITEMS;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) * ((ITEMS - 1) / ITEMS);
    expect((closed.high - closed.low) / (2 * 1.96 * Math.sqrt(variance))).toBeCloseTo(1, 0.8);
    expect(gapClosedAcross(zeroShot, study, ["sketch"])).toEqual(
      scoreUnderShift(zeroShot, study, "sketch").gapClosed,
    );
  });

  it("is undefined where the supervised model does not fall, and needs a shift", () => {
    const { hits } = supervised;
    const steady = { name: "steady", hits: { ...hits, sketch: hits.clean } };
    expect(gapClosedAcross(compared, { reference: "clean", supervised: steady }, ["sketch"])).toBeUndefined();
    expect(() => gapClosedAcross(compared, both, [])).toThrow(/at least one shift/);
  });
});
