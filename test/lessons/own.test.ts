import { openDataset } from "@clipscope/datasets";
import type { Scores } from "@clipscope/study";
import { wilsonInterval } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { asTable, TABLE, tableText, withCutOff } from "../../notebooks/lesson/own/example.js";
import { recordSentence, studyFileName, zipOf } from "../../notebooks/lesson/own/keep.js";
import type { ShapeFile } from "../../notebooks/lesson/own/shapes.js";
import { shuffleTensors } from "../../notebooks/lesson/own/shuffled-checkpoint.js";
import {
  accuracyOf,
  answered,
  compareRuns,
  differenceFormula,
  imagesForHalf,
  mistakes,
  placeOfMistakes,
  verdictOf,
} from "../../notebooks/lesson/own/tally.js";

const scored = (labels: number[], predictions: number[], rows = labels.map((_, i) => i)) =>
  ({
    rows: Int32Array.from(rows),
    labels: Int32Array.from(labels),
    predictions: Int32Array.from(predictions),
  }) as unknown as Scores;

const shapes: ShapeFile[] = ["circle", "star"].flatMap((shape) =>
  [1, 2].map((i) => ({
    ...{ name: `${shape}-0${i}.png`, shape, style: "painted" as const, color: "red" },
    file: new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, i])]),
  })),
);

test("images without a label are neither right nor wrong", () => {
  const images = answered(scored([0, -1, 1, 1], [0, 0, 0, 1]));
  expect(images.map(({ row, right }) => [row, right])).toEqual([
    [0, true],
    [2, false],
    [3, true],
  ]);
  const [zero, one] = accuracyOf(images, ({ label }) => label);
  expect([zero.top1.n, one.top1.value]).toEqual([1, 0.5]);
  expect(mistakes(images)).toEqual([{ label: 1, prediction: 0, count: 1 }]);
});

test("mistakes are in one class if it has half of them", () => {
  expect(placeOfMistakes(answered(scored([0, 1], [0, 1])))).toBe("none");
  expect(placeOfMistakes(answered(scored([0, 0, 1, 2], [1, 1, 2, 1])))).toBe("one");
  expect(placeOfMistakes(answered(scored([0, 1, 2], [1, 2, 0])))).toBe("many");
});

test("two runs are compared on the images that both have scored", () => {
  const first = scored([0, 0, 1, 1], [0, 1, 0, 0]);
  const second = scored([0, 1, 1], [0, 1, 1], [1, 2, 3]);
  const compared = compareRuns(first, second);
  expect(compared).toMatchObject({ n: 3, onlyFirst: 0, onlySecond: 3, difference: 1 });
  expect(compared && verdictOf(compared)).toBe("rises");
  expect(compared && differenceFormula(compared, ["a", "b"]).steps[0]).toBe("= (3 − 0) / 3");
  expect(compareRuns(first, scored([0], [0], [9]))).toBeUndefined();
});

test("an interval is half as wide with about four times as many images", () => {
  const needed = imagesForHalf({ successes: 60, n: 100 });
  const width = ([low, high]: readonly [number, number]) => high - low;
  expect(width(wilsonInterval(Math.round(0.6 * needed), needed))).toBeLessThanOrEqual(
    width(wilsonInterval(60, 100)) / 2,
  );
  expect(needed / 100).toBeGreaterThan(3.8);
  expect(needed / 100).toBeLessThan(4.2);
});

test("shuffled tensors keep their values and lose their order; the header stays", async () => {
  const header = new TextEncoder().encode(
    JSON.stringify({
      __metadata__: { format: "pt" },
      half: { dtype: "F16", shape: [8], data_offsets: [0, 16] },
      whole: { dtype: "F32", shape: [4], data_offsets: [16, 32] },
    }),
  );
  const file = new Uint8Array(8 + header.length + 32);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  const values = Uint16Array.from({ length: 8 }, (_, i) => i + 1);
  file.set(new Uint8Array(values.buffer), 8 + header.length);
  const before = file.slice();
  await shuffleTensors(file);
  const start = 8 + header.length;
  const after = new Uint16Array(file.slice(start, start + 16).buffer);
  expect([...after].sort((a, b) => a - b)).toEqual([...values]);
  expect([...after]).not.toEqual([...values]);
  expect(file.slice(0, start)).toEqual(before.slice(0, start));
});

test("the example as a table is opened with the labels of its own column", async () => {
  const table = await openDataset(asTable(shapes));
  expect(tableText(shapes).split("\n")).toHaveLength(1 + shapes.length);
  expect([table.rows, table.columns.has("color"), table.problems.length]).toEqual([shapes.length, true, 0]);
  expect(asTable(shapes)[0].path).toBe(`${TABLE}/shapes.csv`);
});

test("an archive of the example is opened as its folder is, and one image of the damaged ones is cut off", async () => {
  const files = withCutOff(shapes);
  const zip = await openDataset(new File([await zipOf(files)], "damaged.zip"));
  const folder = await openDataset(files);
  expect(zip.rows).toBe(files.length);
  expect([...zip.columns.keys()]).toEqual([...folder.columns.keys()]);
  const whole = shapes.filter(({ name }) => name.endsWith("-01.png"));
  expect(files.map(({ file }, i) => file.size < whole[i].file.size)).toEqual([false, true]);
});

test("the sentence of a record has data, model, words, accuracy and interval", () => {
  const top1 = {
    successes: 3,
    n: 4,
    value: 0.75,
    low: 0.3,
    high: 0.95,
    level: 0.95,
    method: "wilson" as const,
  };
  const sentence = recordSentence({
    top1,
    data: { title: "photos", hash: "a".repeat(64) },
    model: { name: "mini", hash: "b".repeat(64) },
    classes: 2,
    templates: ["a {}"],
  });
  expect(sentence).toBe(
    `Zero-shot top-1 accuracy of mini (SHA-256 ${"b".repeat(12)}…) on photos (4 labeled images, 2 classes, SHA-256 ${"a".repeat(12)}…), with the template “a {}”: 75.0%, 95% Wilson interval 30.0% to 95.0%.`,
  );
  expect(studyFileName("my photos")).toBe("my-photos.clipscope.json");
});
