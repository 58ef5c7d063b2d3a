import {
  CLIP_PAPER_CLAIM,
  CLIP_PAPER_TABLE,
  NATURAL_SHIFTS,
  publishedClassifiers,
  publishedCorruptions,
  publishedShiftStudy,
} from "@clipscope/datasets/published";
import { corruptionErrors, gapClosure, robustnessByShift } from "@clipscope/toolkit";
import { describe, expect, test } from "vitest";
import { readJson } from "./goldens.js";

const golden = readJson("robustness.json");

describe("the published CLIP models against the published classifiers", () => {
  test("one call gives every model's effective robustness on five shifts: scikit-learn's, to 1e-12", async () => {
    const { xLabel, shifts } = robustnessByShift(await publishedShiftStudy());
    expect(xLabel).toBe("ImageNet top-1 accuracy over all 1,000 classes");
    expect(shifts.map(({ shift }) => shift)).toEqual(Object.keys(golden.shifts));
    for (const { shift, line, models } of shifts) {
      const expected = golden.shifts[shift];
      expect(line).toMatchObject({ n: expected.n, leftOut: expected.leftOut });
      expect(Math.abs(line.slope - expected.slope)).toBeLessThan(1e-12);
      expect(Math.abs(line.intercept - expected.intercept)).toBeLessThan(1e-12);
      expect(Math.abs(line.r2 - expected.r2)).toBeLessThan(1e-12);
      expect(models).toHaveLength(121);
      const apart = models.map(({ name, effective }) => Math.abs(effective - expected.effective[name]));
      expect(Math.max(...apart)).toBeLessThan(1e-12);
      expect(models.map(({ effective }) => effective)).toEqual(
        Object.values(expected.effective as number[])
          .sort((a, b) => b - a)
          .map((value) => expect.closeTo(value, 12)),
      );
    }
  });

  test("their line on V2 has the R² of the paper, and ResNet-50's zero on ImageNet-A is left out", async () => {
    const { shifts } = robustnessByShift(await publishedShiftStudy());
    const [v2, , , a] = shifts;
    expect(v2.line.r2).toBeCloseTo(0.996, 3);
    expect(a.line).toMatchObject({ n: 84, leftOut: 1 });
  });

  test("error bars are SciPy's Clopper–Pearson intervals at 99.5%", async () => {
    const study = await publishedShiftStudy();
    const { level, shifts } = robustnessByShift(study, { level: 0.995 });
    expect(level).toBe(0.995);
    for (const { shift, models } of shifts) {
      const first = models.find(({ name }) => name === study.models[0].name);
      const [low, high] = golden.shifts[shift].firstInterval;
      expect(first?.yInterval?.[0]).toBeCloseTo(low, 10);
      expect(first?.yInterval?.[1]).toBeCloseTo(high, 10);
    }
  });

  test("the line can be fitted to others: to models with more data, CLIP is less far above it", async () => {
    const study = await publishedShiftStudy();
    const baseline = (await publishedClassifiers()).filter(({ training }) => training === "more data");
    const best = (shifts: ReturnType<typeof robustnessByShift>["shifts"]) => shifts[1].models[0].effective;
    const refitted = best(robustnessByShift({ ...study, baseline }).shifts);
    expect(refitted).toBeLessThan(best(robustnessByShift(study).shifts));
  });
});

test("the gap closed in the CLIP paper's table: by shift, and of the means", () => {
  const { resnet101, zeroShotClip } = CLIP_PAPER_TABLE;
  const { imagenet, ...supervised } = resnet101;
  const { byShift, ofMeans } = gapClosure({ reference: imagenet, supervised, model: zeroShotClip });
  const percent = Object.fromEntries(NATURAL_SHIFTS.map(({ id }) => [id, Math.round(100 * byShift[id])]));
  expect(percent).toEqual({
    "imagenet-v2": 49,
    "imagenet-r": 133,
    objectnet: 91,
    "imagenet-sketch": 69,
    "imagenet-a": 101,
  });
  expect(Math.round(100 * ofMeans)).toBe(94);
  expect(CLIP_PAPER_CLAIM).toMatch(/up to 75%.*authors' claim/);
});

test("mean corruption errors of 200 published classifiers are NumPy's", async () => {
  const [results, classifiers] = await Promise.all([publishedCorruptions(), publishedClassifiers()]);
  const cleanOf = (name: string) =>
    classifiers.find((each) => each.name === name)?.accuracy.imagenet as number;
  const alexnet = results.find(({ name }) => name === "alexnet")?.accuracy ?? {};
  for (const { name, accuracy } of results) {
    expect(corruptionErrors({ model: accuracy, reference: alexnet }).mean).toBeCloseTo(golden.mce[name], 12);
    const clean = { model: cleanOf(name), reference: cleanOf("alexnet") };
    expect(corruptionErrors({ model: accuracy, reference: alexnet, clean }).mean).toBeCloseTo(
      golden.relativeMce[name],
      10,
    );
  }
});
