import { seededRandom } from "@clipscope/types";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { gradients } from "./gradients.js";
import { Graph, size, type Value } from "./graph.js";

type Build = (g: Graph, a: Value, b: Value) => Value;

/** Each operator with operands `a` and `b`, whose elements are drawn from [0.5, 1.5]. */
const operators: Record<string, { a: number[]; b: number[]; build: Build }> = {
  add: { a: [3, 4], b: [4], build: (g, a, b) => g.add(a, b) },
  sub: { a: [2, 1, 4], b: [3, 1], build: (g, a, b) => g.sub(a, b) },
  mul: { a: [3, 4], b: [3, 1], build: (g, a, b) => g.mul(a, b) },
  div: { a: [4], b: [3, 4], build: (g, a, b) => g.div(a, b) },
  exp: { a: [3, 2], b: [1], build: (g, a, b) => g.mul(g.exp(a), b) },
  sqrt: { a: [3, 2], b: [1], build: (g, a, b) => g.mul(g.sqrt(a), b) },
  sigmoid: { a: [3, 2], b: [1], build: (g, a, b) => g.mul(g.sigmoid(a), b) },
  erf: { a: [3, 2], b: [1], build: (g, a, b) => g.mul(g.erf(a), b) },
  softmax: { a: [3, 5], b: [3, 5], build: (g, a, b) => g.mul(g.softmax(a), b) },
  logSoftmax: { a: [3, 5], b: [3, 5], build: (g, a, b) => g.mul(g.logSoftmax(a), b) },
  matMul: { a: [3, 4], b: [4, 2], build: (g, a, b) => g.matMul(a, b) },
  "matMul of a batch and one matrix": { a: [2, 3, 4], b: [4, 2], build: (g, a, b) => g.matMul(a, b) },
  "matMul of batches": { a: [2, 3, 4], b: [2, 4, 5], build: (g, a, b) => g.matMul(a, b) },
  transpose: { a: [2, 3, 4], b: [4, 2, 3], build: (g, a, b) => g.mul(g.transpose(a, [2, 0, 1]), b) },
  reshape: { a: [2, 6], b: [3, 4], build: (g, a, b) => g.mul(g.reshape(a, [3, 4]), b) },
  sum: { a: [2, 3, 4], b: [2, 1, 4], build: (g, a, b) => g.mul(g.sum(a, [1]), b) },
  mean: { a: [2, 3, 4], b: [1, 3, 1], build: (g, a, b) => g.mul(g.mean(a, [0, 2]), b) },
  expand: { a: [1, 4], b: [3, 4], build: (g, a, b) => g.mul(g.expand(a, [3, 4]), b) },
  concat: { a: [2, 3], b: [2, 2], build: (g, a, b) => g.exp(g.concat([a, b], 1)) },
  slice: { a: [2, 5], b: [2, 2], build: (g, a, b) => g.mul(g.slice(a, 1, 2, 4), b) },
  gather: {
    a: [5, 3],
    b: [4, 3],
    build: (g, a, b) => g.mul(g.gather(a, g.constant(BigInt64Array.of(1n, 4n, 1n, 0n), [4])), b),
  },
  layerNorm: {
    a: [3, 4],
    b: [4],
    build: (g, a, b) => g.exp(g.layerNorm(a, b, g.constant(Float32Array.of(1, 2, 0.5, 1), [4]), 1e-5)),
  },
};

test.each(Object.keys(operators))("the gradient of %s is what finite differences give", async (name) => {
  const { a, b, build } = operators[name];
  const next = seededRandom(name.length, 5);
  const draw = (shape: number[]) => Float32Array.from({ length: size(shape) }, () => 0.5 + next());
  const g = new Graph();
  const operands = [g.input("a", a), g.input("b", b)];
  const y = build(g, operands[0], operands[1]);
  // A weighted sum, so that no element's gradient is that of another.
  const weights = g.constant(draw([...y.shape]), y.shape);
  const loss = g.reshape(
    g.sum(
      g.mul(y, weights),
      y.shape.map((_, i) => i),
    ),
    [1],
  );
  const slopes = gradients(g, loss, operands);
  g.output(loss, "loss");
  g.output(slopes[0], "da");
  g.output(slopes[1], "db");
  const session = await InferenceSession.create(g.encode(), { graphOptimizationLevel: "disabled" });
  const values = { a: draw(a), b: draw(b) };
  const run = async () => {
    const results = await session.run({
      a: new Tensor("float32", values.a, a),
      b: new Tensor("float32", values.b, b),
    });
    return results as Record<"loss" | "da" | "db", Tensor & { data: Float32Array }>;
  };
  const { da, db } = await run();
  expect(da.dims).toEqual(a);
  expect(db.dims).toEqual(b);
  for (const [operand, slope] of [
    [values.a, da.data],
    [values.b, db.data],
  ]) {
    for (let i = 0; i < operand.length; i++) {
      const [center, h] = [operand[i], 0.02];
      const lossAt = async (value: number) => {
        operand[i] = value;
        const { loss } = await run();
        operand[i] = center;
        return loss.data[0];
      };
      const near = (await lossAt(center + h)) - (await lossAt(center - h));
      const far = (await lossAt(center + 2 * h)) - (await lossAt(center - 2 * h));
      const difference = (8 * near - far) / (12 * h); // fourth order, as float32 forbids a small h
      expect(Math.abs(difference - slope[i])).toBeLessThan(2e-3 * (1 + Math.abs(difference)));
    }
  }
  await session.release();
});

test("every operator that the towers use has a rule, and an unknown one is refused by name", () => {
  const g = new Graph();
  const x = g.input("x", [2]);
  const y = g.sum(g.mul(x, x), [0]);
  (g.nodes[0] as { op: string }).op = "Mystery";
  expect(() => gradients(g, y, [x])).toThrow(/Mystery/);
});
