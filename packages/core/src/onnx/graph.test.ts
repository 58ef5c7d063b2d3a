import { seededRandom } from "@clipscope/types";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { type Dim, Graph, size, times } from "./graph.js";

/** Each row's sums of products with every row of its batch, per head: `[batch, length, heads·width]` in. */
function products(g: Graph<Dim>, batch: Dim, length: Dim) {
  const x = g.input("x", [batch, length, 6]);
  const heads = g.reshape(x, [batch, length, 2, 3]);
  const scores = g.matMul(g.transpose(heads, [0, 2, 1, 3]), g.transpose(heads, [0, 2, 3, 1]));
  g.output(g.reshape(g.transpose(scores, [0, 2, 1, 3]), [batch, length, times(2, length)]), "y");
  return g;
}

test("one graph with named axes takes any length of them", async () => {
  const session = await InferenceSession.create(products(new Graph<Dim>(), "batch", "length").encode());
  expect(session.inputMetadata[0]).toMatchObject({ name: "x", shape: ["batch", "length", 6] });
  const next = seededRandom(3);
  for (const [batch, length] of [
    [1, 1],
    [2, 5],
    [4, 3],
  ]) {
    const x = Float32Array.from({ length: batch * length * 6 }, () => next() - 0.5);
    const { y } = await session.run({ x: new Tensor("float32", x, [batch, length, 6]) });
    expect(y.dims).toEqual([batch, length, 2 * length]);
    for (let i = 0; i < batch * length; i++) {
      for (let j = 0; j < 2 * length; j++) {
        const other = i - (i % length) + (j % length);
        const head = Math.floor(j / length) * 3;
        const terms = [0, 1, 2].map((k) => x[i * 6 + head + k] * x[other * 6 + head + k]);
        expect(y.data[i * 2 * length + j]).toBeCloseTo(terms[0] + terms[1] + terms[2], 5);
      }
    }
  }
  await session.release();
});

test("a graph of numbers is static", async () => {
  const session = await InferenceSession.create(products(new Graph<Dim>(), 2, 4).encode());
  expect(session.inputMetadata[0]).toMatchObject({ shape: [2, 4, 6] });
  await session.release();
});

test("shapes that don't go together are refused, named axes too", () => {
  const g = new Graph<Dim>();
  const x = g.input("x", ["batch", 4]);
  expect(() => g.reshape(x, ["batch", 5])).toThrow(/4\*batch elements, \[batch,5\] has 5\*batch/);
  expect(() => g.reshape(x, ["rows", 4])).toThrow(/batch/);
  expect(() => g.reshape(g.input("z", ["a*b", "c*d"]), ["a*c", "b*d"])).toThrow(/at most one/);
  expect(() => g.add(x, g.input("y", ["rows", 4]))).toThrow(/broadcasting/);
  expect(() => g.matMul(x, g.constant(new Float32Array(6), [3, 2]))).toThrow(/MatMul/);
  expect(() => size(x.shape)).toThrow(/"batch"/);
});

test("tensors large and small come out of the file as they went in, whatever their type", async () => {
  const next = seededRandom(4);
  const g = new Graph();
  const large = Float32Array.from({ length: 5000 }, () => next.normal());
  const wanted: Record<string, number[]> = { large: [...large], bytes: [-128, 0, 127], halves: [1, -2, 0.5] };
  g.output(g.constant(large, [5000]), "large");
  const toFloat = (value: ReturnType<Graph["constant"]>) => g.node("Cast", [value], value.shape, { to: 1 });
  g.output(toFloat(g.constant(Int8Array.from(wanted.bytes), [3])), "bytes");
  g.output(toFloat(g.constant(Uint16Array.of(0x3c00, 0xc000, 0x3800), [3])), "halves");
  const session = await InferenceSession.create(g.encode());
  const results = await session.run({});
  for (const [name, values] of Object.entries(wanted)) {
    expect([...(results[name].data as Float32Array)]).toEqual(values);
  }
  await session.release();
});
