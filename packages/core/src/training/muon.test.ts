import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AdamW } from "./adamw.js";
import { Muon } from "./muon.js";

const golden = JSON.parse(
  readFileSync(new URL("../../../../test/parity/goldens/muon.json", import.meta.url), "utf8"),
);
const inLayer = (name: string) => `vision_model.encoder.layers.0.${name}.weight`;
const floats = (lists: Record<string, number[]>) =>
  new Map(Object.entries(lists).map(([name, list]) => [inLayer(name), Float32Array.from(list)]));

test("matrices of every shape make PyTorch's Muon's steps", async () => {
  const shapes = new Map(
    Object.entries<number[]>(golden.shapes).map(([name, shape]) => [inLayer(name), shape]),
  );
  const parameters = floats(golden.start);
  const muon = await Muon.create(new AdamW(parameters, shapes, { clipNorm: 100 }), { threads: 1 });
  for (const [i, { gradients, matrices }] of golden.steps.entries()) {
    await muon.update(parameters, floats(gradients), golden.learningRates[i]);
    for (const [name, expected] of floats(matrices)) {
      const values = parameters.get(name) as Float32Array;
      expected.forEach((value, j) => {
        expect(values[j], `${name}, step ${i}`).toBeCloseTo(value, 5);
      });
    }
  }
  await muon.dispose();
});

test("embeddings, biases and projections are left to AdamW", async () => {
  const shapes = new Map([
    ["text_model.embeddings.token_embedding.weight", [3, 2]],
    ["vision_model.encoder.layers.0.mlp.fc1.bias", [2]],
    ["visual_projection.weight", [2, 2]],
  ]);
  const start = () =>
    new Map(
      [...shapes].map(([name, shape]) => [name, new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5)]),
    );
  const gradients = new Map(
    [...start()].map(([name, values]) => [name, values.map((_, i) => Math.sin(i + 1))]),
  );
  const [byAdam, byMuon] = [start(), start()];
  const muon = await Muon.create(new AdamW(byMuon, shapes), { threads: 1 });
  const norm = await muon.update(byMuon, gradients, 0.1);
  expect(norm).toBe(new AdamW(byAdam, shapes).update(byAdam, gradients, 0.1));
  expect(byMuon).toEqual(byAdam);
});

test("a gradient that is not finite is refused and changes nothing", async () => {
  const name = inLayer("square");
  const shapes = new Map([[name, [2, 2]]]);
  const parameters = new Map([[name, Float32Array.of(1, 2, 3, 4)]]);
  const muon = await Muon.create(new AdamW(parameters, shapes), { threads: 1 });
  const gradients = new Map([[name, Float32Array.of(1, Number.NaN, 0, 0)]]);
  await expect(muon.update(parameters, gradients, 0.1)).rejects.toThrow(/diverged/);
  expect([...(parameters.get(name) ?? [])]).toEqual([1, 2, 3, 4]);
  expect([...(muon.first.get(name) ?? [])]).toEqual([0, 0, 0, 0]);
});
