import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "./backend.js";
import { activate, layerNorm, linear, lookUp, prepareForInference } from "./layers.js";

const close = (got: tf.Tensor, want: ArrayLike<number>, tolerance = 1e-6) => {
  const values = got.dataSync();
  expect(values.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) expect(Math.abs(values[i] - want[i])).toBeLessThan(tolerance);
};

describe.each(["wasm", "cpu"] as const)("layers on %s", (backend) => {
  beforeAll(async () => {
    await openBackend({ backend });
  });

  test("gelu is x·Φ(x) by the table of the normal distribution, to 2e-7", () => {
    // Φ(0.5), Φ(1), Φ(2), Φ(3) by Abramowitz & Stegun, table 26.1
    const x = tf.tensor1d([0, 0.5, 1, 2, 3, -1]);
    const phi = [0.5, 0.6914624613, 0.8413447461, 0.9772498681, 0.998650102, 1 - 0.8413447461];
    close(
      activate("gelu", x),
      phi.map((p, i) => p * [0, 0.5, 1, 2, 3, -1][i]),
      5e-7,
    );
  });

  test("quick_gelu is x·σ(1.702x)", () => {
    close(activate("quick_gelu", tf.tensor1d([-1, 0, 2])), [
      -1 / (1 + Math.exp(1.702)),
      0,
      2 / (1 + Math.exp(-3.404)),
    ]);
  });

  test("a row far from zero is normalized to mean 0 and variance 1", () => {
    const params = new Map([
      ["n.weight", tf.ones([4])],
      ["n.bias", tf.zeros([4])],
    ]);
    const unit = Math.sqrt(1.25); // of 0, 1, 2, 3
    const want = [-1.5, -0.5, 0.5, 1.5].map((x) => x / unit);
    close(layerNorm(params, "n", tf.tensor2d([[1000, 1001, 1002, 1003]]), 0), want, 1e-5);
  });

  test("a linear layer's slopes are those of tfjs's own matMul, and preparing it changes no output", () => {
    const x = tf.randomNormal([5, 3], 0, 1, "float32", 1);
    const weight = tf.randomNormal([4, 3], 0, 1, "float32", 2);
    const bias = tf.randomNormal([4], 0, 1, "float32", 3);
    const dy = tf.randomNormal([5, 4], 0, 1, "float32", 4);
    const ours = tf.grads((a, w, b) =>
      linear(
        new Map([
          ["fc1.weight", w],
          ["fc1.bias", b],
        ]),
        "fc1",
        a,
      ),
    )([x, weight, bias], dy);
    const theirs = tf.grads((a, w, b) =>
      tf.add(tf.matMul(a as tf.Tensor2D, w as tf.Tensor2D, false, true), b),
    )([x, weight, bias], dy);
    for (const [i, slope] of ours.entries()) close(slope, theirs[i].dataSync(), 1e-5);

    const params = new Map([
      ["fc1.weight", weight],
      ["fc1.bias", bias],
    ]);
    const before = linear(params, "fc1", x).dataSync();
    prepareForInference(params);
    expect([...params.keys()].sort()).toEqual(["fc1.bias", "fc1.weight.T"]);
    close(linear(params, "fc1", x), before);
  });

  test("a table's slopes add up where a row was looked up twice", () => {
    const table = tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const ids = Int32Array.of(2, 0, 2);
    close(lookUp(table, ids), [5, 6, 1, 2, 5, 6]);
    const dy = tf.tensor2d([
      [1, 10],
      [2, 20],
      [4, 40],
    ]);
    close(tf.grad((t) => lookUp(t, ids))(table, dy), [2, 20, 0, 0, 5, 50]);
  });
});

test("a parameter that is not there is named", () => {
  expect(() => linear(new Map(), "text_projection", tf.ones([1, 1]))).toThrow(/text_projection\.weight/);
});
