import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AdamW } from "./adamw.js";

const golden = JSON.parse(
  readFileSync(new URL("../../../../test/parity/goldens/adamw.json", import.meta.url), "utf8"),
);

test("AdamW with clipping makes PyTorch's updates, and spares the bias from decay", () => {
  const parameters = new Map([
    ["matrix", Float32Array.from(golden.matrix)],
    ["bias", Float32Array.from(golden.bias)],
  ]);
  const shapes = new Map([
    ["matrix", [3, 4]],
    ["bias", [4]],
  ]);
  const optimizer = new AdamW(parameters, shapes, { weightDecay: 0.1 });
  golden.steps.forEach((step: Record<string, never>, i: number) => {
    const gradients = new Map(
      Object.entries<number[]>(step.gradients).map(([name, values]) => [name, Float32Array.from(values)]),
    );
    const norm = optimizer.update(parameters, gradients, golden.learningRates[i]);
    expect(norm).toBeCloseTo(step.norm, 5);
    for (const [name, values] of parameters) {
      (step[name] as number[]).forEach((expected, j) => {
        expect(values[j]).toBeCloseTo(expected, 5);
      });
    }
  });
});

test("a gradient that is not finite is refused and changes nothing", () => {
  const parameters = new Map([["bias", Float32Array.of(1, 2)]]);
  const optimizer = new AdamW(parameters, new Map([["bias", [2]]]));
  expect(() =>
    optimizer.update(parameters, new Map([["bias", Float32Array.of(1, Number.NaN)]]), 0.1),
  ).toThrow(/diverged/);
  expect([...(parameters.get("bias") ?? [])]).toEqual([1, 2]);
});
