import { expect, test } from "vitest";
import { checkOneOf, checkOptions } from "./options.js";

interface Options {
  threshold?: number;
  metric?: string;
}
const check = (options: unknown) =>
  checkOptions(options as Options, ["threshold", "metric"], "nearDuplicates");

test("options that a function has pass, whatever their value", () => {
  expect(() => check({})).not.toThrow();
  expect(() => check({ threshold: 0.9, metric: undefined })).not.toThrow();
});

test("a misspelled option is refused by name, with the names that there are", () => {
  expect(() => check({ treshold: 0.9 })).toThrow(
    'nearDuplicates has no option "treshold". Its options are threshold, metric.',
  );
});

test("a bare value instead of an object of options is refused", () => {
  expect(() => check(0.9)).toThrow("takes its options as an object, { threshold, metric }, but got 0.9");
  for (const bad of [null, [0.9], "x", Float32Array.of(1)])
    expect(() => check(bad)).toThrow(/takes its options/);
});

test("a list that lacks an option does not compile", () => {
  // @ts-expect-error: metric is missing
  expect(checkOptions({} as Options, ["threshold"], "nearDuplicates")).toBeUndefined();
  // @ts-expect-error: there is no such option
  expect(checkOptions({} as Options, ["threshold", "metric", "k"], "nearDuplicates")).toBeUndefined();
});

test("a choice that an option does not have is refused by its value", () => {
  checkOneOf("engine", "onnx", ["auto", "onnx", "tfjs"]);
  expect(() => checkOneOf("engine", "onxx", ["auto", "onnx", "tfjs"])).toThrow(
    'engine is "onxx": it must be "auto", "onnx" or "tfjs".',
  );
  expect(() => checkOneOf("dtype", undefined, ["float32"])).toThrow(
    'dtype is undefined: it must be "float32".',
  );
});
