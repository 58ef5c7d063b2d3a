import { loadClip } from "@clipscope/core";
import { openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import type { Embeddings, RgbImage } from "@clipscope/types";
import { expect, test } from "vitest";
import { miniFolder } from "../index.js";
import { drawAttack } from "./attack.js";
import { type AttackCase, measureAttack, measureWorld, type Question, type WorldModel } from "./measure.js";
import { drawPlans, planScenes } from "./scenes.js";

/** A model whose space has a dimension for each word; an image of one pixel means the word of its red value. */
const vocabulary = ["red", "blue", "cat", "dog", "bus"];
const rowsOf = (means: number[]): Embeddings => {
  const data = new Float32Array(means.length * 5);
  means.forEach((word, row) => {
    data[5 * row + word] = 1;
  });
  return { data, rows: means.length, cols: 5 };
};
const reader: WorldModel = {
  embedImages: async (images) => rowsOf(images.map(({ data }) => data[0])),
  embedTexts: async (texts) =>
    rowsOf(texts.map((text) => vocabulary.findIndex((word) => text.endsWith(word)))),
};
const showing = (word: string): RgbImage => ({
  width: 1,
  height: 1,
  data: Uint8Array.of(vocabulary.indexOf(word), 0, 0),
});

test("each image is compared with its own choices, and every task has its accuracy and its chance", async () => {
  const ask = (task: string, shown: string, choices: string[], answer: number): Question => ({
    task,
    image: showing(shown),
    choices,
    answer,
  });
  const [color, thing] = await measureWorld(reader, [
    ask("color", "red", ["blue", "red"], 1),
    ask("thing", "dog", ["cat", "dog", "bus"], 1),
    ask("color", "blue", ["blue", "red"], 1),
    ask("thing", "bus", ["cat", "dog", "red", "bus"], 3),
  ]);
  expect(color).toMatchObject({ task: "color", chance: 0.5, answers: [1, 1], predictions: [1, 0] });
  expect(color.accuracy).toMatchObject({ successes: 1, n: 2, level: 0.95 });
  expect(thing.chance).toBeCloseTo((1 / 3 + 1 / 4) / 2);
  expect(thing.accuracy.value).toBe(1);
});

test("an attack counts the answers that are right, and those that go over to the word", async () => {
  const attacked = (thing: string, word: string, blank: string, labeled: string): AttackCase => ({
    thing,
    word,
    plain: showing(thing),
    blank: showing(blank),
    labeled: showing(labeled),
  });
  const result = await measureAttack(reader, [
    attacked("cat", "dog", "cat", "dog"),
    attacked("dog", "bus", "bus", "bus"),
    attacked("bus", "cat", "bus", "bus"),
  ]);
  expect(result.things).toBe(3);
  const { plain, blank, labeled, takenForWord, takenForWordIfBlank } = result;
  const counts = [plain, blank, labeled, takenForWord, takenForWordIfBlank].map(({ successes }) => successes);
  expect(counts).toEqual([3, 2, 1, 2, 1]);
  expect(result.accuracyChange.difference).toBeCloseTo(-1 / 3);
  expect(result.takenForWordChange.difference).toBeCloseTo(1 / 3);
});

test("questions and cases that cannot be answered are refused", async () => {
  const image = showing("cat");
  const question = { task: "thing", image, choices: ["cat"], answer: 1 };
  await expect(measureWorld(reader, [question])).rejects.toMatchObject({ code: "bad-argument" });
  await expect(measureWorld(reader, [])).rejects.toMatchObject({ code: "bad-argument" });
  await expect(measureAttack(reader, [])).rejects.toMatchObject({ code: "bad-argument" });
  const own = { thing: "cat", word: "cat", plain: image, blank: image, labeled: image };
  await expect(measureAttack(reader, [own])).rejects.toMatchObject({ code: "bad-argument" });
});

test("mini is measured on drawn scenes", { timeout: 120_000 }, async () => {
  const scenes = await drawPlans(planScenes(200, 1, "test").filter(({ task }) => task === "shape"));
  const questions = scenes.map((scene) => ({
    ...scene,
    image: { width: 64, height: 64, data: scene.pixels },
  }));
  const clip = await loadClip(miniFolder());
  try {
    const [shape] = await measureWorld(clip, questions);
    expect(shape.accuracy.n).toBe(20);
    expect(shape.accuracy.value).toBeGreaterThan(2 * shape.chance);
  } finally {
    clip.dispose();
  }
});

test("a label covers the lower part only, with the word for another thing", async () => {
  const data = await openRenditions(await prepareRenditions({}));
  const cases = await drawAttack(data, "twemoji", 1);
  expect(cases.length).toBeGreaterThanOrEqual(40);
  expect(cases.filter(({ thing, word }) => thing === word)).toEqual([]);
  expect(cases.map(({ word }) => word).sort()).toEqual(cases.map(({ thing }) => thing).sort());
  for (const { plain, blank, labeled, word } of cases) {
    const upper = 3 * 64 * 46;
    expect(blank.data.subarray(0, upper)).toEqual(plain.data.subarray(0, upper));
    expect(labeled.data.subarray(0, upper)).toEqual(plain.data.subarray(0, upper));
    const dark = ({ data }: RgbImage, from: number) =>
      data.subarray(from, from + 3 * 20).filter((v) => v < 128).length;
    const rows = Array.from({ length: 17 }, (_, y) => 3 * (64 * (46 + y) + 22));
    const inked = rows.filter((from) => dark(labeled, from) > dark(blank, from));
    expect(inked.length, word).toBeGreaterThanOrEqual(11);
  }
});
