import { isDeepStrictEqual } from "node:util";
import { auroc, meanAndDeviation, proportion } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { kindsOf } from "../../notebooks/lesson/fails/fine.js";
import {
  aurocFormula,
  guessingFormula,
  shiftFormula,
  spreadFormula,
} from "../../notebooks/lesson/fails/formulas.js";
import { noisePictures } from "../../notebooks/lesson/fails/noise.js";
import { listOf } from "../../notebooks/lesson/fails/none.js";
import { packDrawn, unpackDrawn } from "../../notebooks/lesson/fails/pack.js";
import { crowdOf } from "../../notebooks/lesson/fails/people.js";
import { openDrawings } from "../../notebooks/lesson/fails/place.js";
import { renditionsFolder } from "../../scripts/setup/data.mjs";

const image = (value: number) => ({
  width: 64,
  height: 64,
  data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (value + i) % 256),
});

test("drawings come out of their file as they went in, and a file that is cut off is refused", async () => {
  const drawn = {
    questions: [
      { task: "count", image: image(1), choices: ["one circle", "two circles"], answer: 1 },
      { task: "word", image: image(2), choices: ["the word cat", "the word dog"], answer: 0 },
    ],
    attack: [{ thing: "cat", word: "bus", plain: image(3), blank: image(4), labeled: image(5) }],
  };
  const packed = (await packDrawn(drawn)) as Uint8Array<ArrayBuffer>;
  expect(isDeepStrictEqual(await unpackDrawn(packed), drawn)).toBe(true);
  const head = JSON.stringify({ questions: [{}], attack: [] });
  const short = await new Response(
    new Blob([new Uint8Array([0, 0, 0, head.length]), head])
      .stream()
      .pipeThrough(new CompressionStream("gzip")),
  ).arrayBuffer();
  await expect(unpackDrawn(new Uint8Array(short))).rejects.toMatchObject({ code: "bad-argument" });
});

test("noise is the same for the same seed; neighboring pixels are alike in clouds and not in pixels", () => {
  const pictures = noisePictures(6);
  expect(isDeepStrictEqual(noisePictures(6), pictures)).toBe(true);
  // The mean difference of a color from the same color of the pixel to the left.
  const roughness = pictures.map(({ data }) => {
    let sum = 0;
    for (let i = 3; i < data.length; i++) sum += Math.abs(data[i] - data[i - 3]);
    return sum / data.length;
  });
  const half = pictures.length / 2;
  expect(Math.min(...roughness.slice(0, half))).toBeGreaterThan(2 * Math.max(...roughness.slice(half)));
});

test("the list names one thing of each of forty kinds; every kind to choose has 12 to 40 drawings", async () => {
  const packs = await renditionsFolder();
  const [list, kinds, { all, nameOf, kindOf }] = await Promise.all([
    listOf(packs),
    kindsOf(packs),
    openDrawings(packs, ["twemoji"]),
  ]);
  const kindsOfList = list.map((name) => kindOf(all.find((row) => nameOf(row) === name) as number));
  expect([list.length, new Set(kindsOfList).size]).toEqual([40, 40]);
  expect(kinds.length).toBeGreaterThan(20);
  for (const { kind, drawings } of kinds) {
    expect(all.filter((row) => kindOf(row) === kind).length).toBe(drawings);
    expect(drawings >= 12 && drawings <= 40).toBe(true);
  }
});

test("whom an artist has drawn as a person, a man and a woman is in each of these groups once", async () => {
  const { groups } = await crowdOf(await renditionsFolder());
  const count = (group: string) => groups.filter((each) => each === group).length;
  expect(count("a man")).toBeGreaterThan(80);
  expect([count("a woman"), count("no gender")]).toEqual([count("a man"), count("a man")]);
  expect(count("a child")).toBeGreaterThanOrEqual(12);
});

test("formulas show what they are computed from", () => {
  expect(guessingFormula([2, 2, 4]).value).toBeCloseTo((0.5 + 0.5 + 0.25) / 3, 12);
  expect(guessingFormula([2, 2, 4]).steps.join(" ")).toBe("= (2·1/2 + 1·1/4) / 3");
  const accuracies = [0.2, 0.5, 0.65];
  expect(spreadFormula(accuracies).value).toBeCloseTo(meanAndDeviation(accuracies).deviation, 12);
  const told = auroc({ scores: [0.9, 0.4, 0.5, 0.4], relevant: [1, 1, 0, 0] });
  expect(told && aurocFormula(told).steps[0]).toBe("= 2.5 / (2 · 2)");
  expect(shiftFormula(proportion(6, 12), proportion(3, 12)).result).toBe("−25.0 points");
});
