import { expect, test } from "vitest";
import {
  NATURAL_SHIFTS,
  publishedClassifiers,
  publishedClipModels,
  publishedCorruptions,
  publishedShiftStudy,
} from "./index.js";

test("335 classifiers, 85 of which set the line; what was not measured is missing, not 0", async () => {
  const classifiers = await publishedClassifiers();
  expect(classifiers).toHaveLength(335);
  expect(new Set(classifiers.map(({ name }) => name)).size).toBe(335);
  const baseline = classifiers.filter(({ inBaseline }) => inBaseline);
  expect(baseline).toHaveLength(85);
  expect(baseline.filter(({ accuracy }) => accuracy["imagenet-r"] === undefined)).toHaveLength(5);
  expect(baseline.filter(({ accuracy }) => accuracy["imagenet-a"] === 0)).toHaveLength(1);
  for (const { accuracy, imagenetOnClassesOf } of classifiers) {
    for (const value of [...Object.values(accuracy), ...Object.values(imagenetOnClassesOf)]) {
      if (value !== undefined) expect(value >= 0 && value <= 1).toBe(true);
    }
  }
  const resnet50 = classifiers.find(({ name }) => name === "resnet50");
  expect(resnet50).toMatchObject({
    training: "standard",
    accuracy: { imagenet: 0.7613, "imagenet-v2": 0.6321 },
  });
});

test("121 CLIP models on 38 datasets; those of OpenAI are near what the paper has", async () => {
  const models = await publishedClipModels();
  expect(models).toHaveLength(121);
  expect(models.every(({ results }) => Object.keys(results).length === 38)).toBe(true);
  expect(models.find(({ name }) => name === "ViT-L-14-336 (openai)")?.accuracy).toEqual({
    imagenet: 0.7656,
    "imagenet-v2": 0.7089,
    "imagenet-sketch": 0.61,
    "imagenet-r": 0.8905,
    "imagenet-a": 0.7748,
    objectnet: 0.7183,
  });
});

test("200 of the classifiers on 19 corruptions, of which all have five severities", async () => {
  const [results, classifiers] = await Promise.all([publishedCorruptions(), publishedClassifiers()]);
  const known = new Set(classifiers.map(({ name }) => name));
  expect(results).toHaveLength(200);
  for (const { name, accuracy } of results) {
    expect(known.has(name), name).toBe(true);
    const kinds = Object.values(accuracy);
    expect(kinds).toHaveLength(19);
    expect(
      kinds.every((severities) => severities.length === 5 && severities.every((a) => a >= 0 && a < 1)),
    ).toBe(true);
  }
  const alexnet = results.find(({ name }) => name === "alexnet");
  expect(alexnet?.accuracy.gaussian_noise).toEqual([0.3055, 0.1574, 0.051, 0.0146, 0.0038]);
});

test("the study compares on the five shifts that everybody was measured on, and says which ImageNet", async () => {
  const { baseline, models, shifts, reference } = await publishedShiftStudy();
  expect(shifts).toBe(NATURAL_SHIFTS);
  expect(reference.label).toMatch(/accuracy over all 1,000 classes/);
  expect([baseline.length, models.length]).toEqual([85, 121]);
  for (const { id } of shifts) {
    expect(models.every(({ accuracy }) => accuracy[id] > 0)).toBe(true);
    expect(baseline.filter(({ accuracy }) => accuracy[id] !== undefined).length).toBeGreaterThan(79);
  }
});
