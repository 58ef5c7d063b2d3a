import { openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { expect, test } from "vitest";
import { contains, heldOutConcepts } from "../held-out.js";
import { type ColorName, colorNames } from "./colors.js";
import { fontFiles } from "./fonts.js";
import { tasks } from "./plan.js";
import { drawPlans, drawScenes, planScenes, type Scene } from "./scenes.js";
import { shapeNames } from "./shapes.js";
import { pairsOf } from "./split.js";
import { letters, numberNames, numbers, words } from "./words.js";

const train = planScenes(20000, 1, "train");
const asked = planScenes(4000, 1, "test");

test("training scenes show every count, color, shape, word, letter and number", () => {
  const phrases = new Set(train.flatMap((scene) => scene.phrases.flatMap((phrase) => phrase.split(" "))));
  for (const word of [...numberNames, ...colorNames, ...shapeNames, ...numbers])
    expect(phrases).toContain(word);
  for (const task of ["word", "letter", "number"]) {
    const texts = new Set(
      train.filter((scene) => scene.task === task).map(({ combination }) => combination.split(",")[0]),
    );
    const all = { word: words, letter: letters, number: numbers }[task];
    expect([...texts].sort()).toEqual([...(all as readonly string[])].sort());
  }
});

test("no training scene shows what a test scene combines, and the fonts differ", () => {
  const trained = new Set(train.map(({ combination }) => combination));
  expect(asked.filter(({ combination }) => trained.has(combination))).toEqual([]);
  const text = train.flatMap(({ phrases }) => phrases).join(". ");
  for (const { shape, color } of pairsOf("test"))
    expect(text).not.toMatch(new RegExp(`\\b${color} ${shape}\\b`));
  const families = (split: "train" | "test") => fontFiles[split].map((file) => file.split("/")[0]);
  expect(families("train")).toHaveLength(7);
  expect(families("test").filter((family) => families("train").includes(family))).toEqual([]);
});

test("no training scene is described by the name of a concept held out from mini", async () => {
  const { concepts } = await openRenditions(await prepareRenditions({}));
  const heldOut = heldOutConcepts(concepts);
  const names = concepts.filter(({ id }) => heldOut.has(id)).map(({ name }) => name);
  const phrases = [...new Set(train.flatMap((scene) => scene.phrases))];
  expect(names.filter((name) => phrases.some((phrase) => contains(phrase, name)))).toEqual([]);
});

test("test scenes ask every task equally often, with one right choice that is not always the same", () => {
  for (const task of tasks) {
    const scenes = asked.filter((scene) => scene.task === task);
    expect(scenes).toHaveLength(400);
    for (const { choices } of scenes) expect(new Set(choices).size).toBe(choices.length);
    const answers = new Set(scenes.map(({ answer }) => answer));
    expect(answers.size, task).toBeGreaterThan(Math.min(scenes[0].choices.length, 10) / 2);
  }
});

test("as many shapes are drawn as the phrases say", async () => {
  for (const split of ["train", "test"] as const) {
    const scenes = await drawPlans(planScenes(800, 2, split).filter(({ task }) => task === "count"));
    expect(scenes.length).toBeGreaterThanOrEqual(80);
    for (const scene of scenes) expect(pieces(scene), scene.phrases[0]).toBe(scene.answer + 1);
  }
});

test("a shape has the color that the phrases say", async () => {
  const scenes = await drawPlans(planScenes(1000, 2, "test").filter(({ task }) => task === "color"));
  expect(scenes).toHaveLength(100);
  for (const scene of scenes) {
    if (/line/.test(scene.phrases[0])) continue; // its dark rim may cover more than the line
    expect(scene.phrases[0]).toContain(` ${nameOf(commonest(scene))} `);
  }
});

test("what is above is drawn above, and what is left is drawn left", async () => {
  const scenes = await drawPlans(
    planScenes(1000, 2, "test").filter(({ task }) => task === "above" || task === "left"),
  );
  let seen = 0;
  for (const { task, pixels, choices, answer } of scenes) {
    const [first, second] = (choices[answer].match(/\b\w+(?= \w+( above| left|$))/g) ?? []) as ColorName[];
    if (first === second || [first, second].some((color) => /black|gray|brown/.test(color))) continue;
    const [a, b] = [first, second].map((color) => centerOf(pixels, color));
    expect(task === "above" ? b.y - a.y : b.x - a.x, choices[answer]).toBeGreaterThan(10);
    seen++;
  }
  expect(seen).toBeGreaterThan(50);
});

test("texts are at least 12 pixels high, 9 of 48", async () => {
  const scenes = await drawPlans(
    planScenes(1500, 3, "train").filter(
      ({ task, combination }) => task === "word" && combination.endsWith("plain"),
    ),
  );
  expect(scenes.length).toBeGreaterThan(60);
  for (const scene of scenes) {
    const rows = inkOf(scene).map((i) => Math.floor(i / 64));
    expect(Math.max(...rows) - Math.min(...rows) + 1, scene.phrases[0]).toBeGreaterThanOrEqual(12);
  }
});

test("equal seeds give equal scenes, other seeds others, and more scenes begin with the same ones", async () => {
  const first = await drawScenes(20, 4, "train");
  expect(await drawScenes(20, 4, "train")).toEqual(first);
  expect((await drawScenes(30, 4, "train")).slice(0, 20)).toEqual(first);
  const other = await drawScenes(20, 5, "train");
  expect(other.filter(({ pixels }, i) => `${pixels}` === `${first[i].pixels}`)).toEqual([]);
});

test("a wrong count and a cancelled call are refused", async () => {
  await expect(drawScenes(-1, 1, "train")).rejects.toMatchObject({ code: "bad-argument" });
  await expect(drawScenes(1, 0.5, "train")).rejects.toMatchObject({ code: "bad-argument" });
  await expect(drawScenes(5, 1, "train", AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
});

const at = (pixels: Uint8Array, i: number) => [...pixels.subarray(3 * i, 3 * i + 3)];
const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, c) => value - b[c]));

/** Indices of the pixels that differ from the upper left corner. */
function inkOf({ pixels }: Pick<Scene, "pixels">): number[] {
  const ground = at(pixels, 0);
  return Array.from({ length: 64 * 64 }, (_, i) => i).filter((i) => distance(at(pixels, i), ground) > 35);
}

/** Number of connected pieces of ink. */
function pieces(scene: Scene): number {
  const left = new Set(inkOf(scene));
  let count = 0;
  for (const start of left) {
    count++;
    const open = [start];
    left.delete(start);
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      const near = [0, ...(i % 64 ? [-1] : []), ...(i % 64 < 63 ? [1] : [])];
      for (const x of near) for (const y of [-64, 0, 64]) if (left.delete(i + x + y)) open.push(i + x + y);
    }
  }
  return count;
}

/** The commonest color of the ink. */
function commonest(scene: Scene): number[] {
  const counts = new Map<string, number>();
  for (const i of inkOf(scene)) {
    const key = at(scene.pixels, i).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)[0][0]
    .split(",")
    .map(Number);
}

/** What people call a color, from its hue, saturation and lightness. */
function nameOf(rgb: number[]): ColorName {
  const [r, g, b] = rgb;
  const [max, min] = [Math.max(...rgb), Math.min(...rgb)];
  if (max - min < 20) return max < 60 ? "black" : "gray";
  const sixth =
    max === r ? (g - b) / (max - min) : max === g ? 2 + (b - r) / (max - min) : 4 + (r - g) / (max - min);
  const hue = (60 * sixth + 360) % 360;
  if (hue < 40 && hue > 12 && max < 150) return "brown";
  if (hue < 12 || hue > 348) return "red";
  if (hue < 40) return "orange";
  if (hue < 70) return "yellow";
  if (hue < 170) return "green";
  if (hue < 250) return "blue";
  return hue < 305 ? "purple" : "pink";
}

function centerOf(pixels: Uint8Array, color: ColorName): { x: number; y: number } {
  const own = inkOf({ pixels }).filter(
    (i) => nameOf(at(pixels, i)) === color && distance(at(pixels, i), at(pixels, 0)) > 60,
  );
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { x: mean(own.map((i) => i % 64)), y: mean(own.map((i) => Math.floor(i / 64))) };
}
