import { expect, test } from "vitest";
import { isBaselines } from "./stored-baselines.js";

const table = { source: "mine.csv", models: [{ name: "a", accuracy: { photo: 0.5, sketch: 0.2 } }] };

test("a table of baselines survives a document, and nothing else is taken for one", () => {
  expect([null, "published", JSON.parse(JSON.stringify(table))].map(isBaselines)).toEqual([true, true, true]);
  const [model] = table.models;
  const wrong = [
    undefined,
    "others",
    [],
    { models: [] },
    { source: "x", models: [{ name: 1, accuracy: {} }] },
    { ...table, models: [{ ...model, accuracy: { photo: 50 } }] },
    { ...table, models: [{ ...model, onClassesOf: [0.5] }] },
    { ...table, models: [null] },
  ];
  expect(wrong.map(isBaselines)).toEqual(wrong.map(() => false));
});
