import { describe, expect, test } from "vitest";
import { readSafetensors, writeSafetensors } from "./safetensors.js";

/** A file with this header (JSON, or text as it is), and so many bytes of data. */
function file(header: unknown, dataBytes = 0, announced?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(announced ?? text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const entry = (begin: number, end: number, shape = [(end - begin) / 4], dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

test.each<[string, Uint8Array, RegExp]>([
  ["no bytes", new Uint8Array(0), /only 0 bytes/],
  ["a cut-off length", new Uint8Array(7), /only 7 bytes/],
  [
    "a header that is cut off",
    file({ a: entry(0, 8) }, 8).subarray(0, 20),
    /should have \d+ bytes, but 12 follow/,
  ],
  ["an over-long header", file("{}", 0, 2 ** 40), /should have 1099511627776 bytes, but 2 follow/],
  ["a header beyond all numbers", file("{}", 0, 2 ** 63), /cut off or is not a safetensors file/],
  ["another kind of file", new TextEncoder().encode("<!doctype html><html></html>"), /not a safetensors/],
  ["a header that is not JSON", file('{"a": '), /not JSON/],
  ["a header that is not UTF-8", file("{}").fill(0xff, 8), /not JSON/],
  ["a header that is a list", file("[]"), /should be a JSON object/],
  [
    "a name twice",
    file(
      '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
    ),
    /names "a" twice/,
  ],
  [
    "a name twice, once escaped",
    file(
      '{"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
    ),
    /names "a" twice/,
  ],
  ["metadata that are not strings", file({ __metadata__: { epoch: 3 } }), /__metadata__/],
  ["a tensor that is null", file({ a: null }), /tensor a/],
  [
    "an unknown dtype",
    file({ a: entry(0, 4, [1], "F31") }, 4),
    /tensor a has the unknown dtype "F31"; known are/,
  ],
  ["a dtype of JavaScript's", file({ a: entry(0, 4, [1], "constructor") }, 4), /unknown dtype/],
  [
    "a dtype that is not read",
    file({ a: entry(0, 8, [1], "F64") }, 8),
    /tensor a has dtype F64; only F32, F16 and BF16/,
  ],
  [
    "a negative shape",
    file({ a: entry(0, 4, [-1, -1]) }, 4),
    /tensor a should have a shape of whole numbers/,
  ],
  ["a shape that is a half", file({ a: entry(0, 4, [0.5, 2]) }, 4), /tensor a should have a shape/],
  ["no offsets", file({ a: { dtype: "F32", shape: [1] } }, 4), /tensor a should have data_offsets/],
  ["offsets backwards", file({ a: entry(4, 0, [1]) }, 4), /tensor a should have data_offsets/],
  [
    "a size that is not that of the shape",
    file({ a: entry(0, 8, [3]) }, 8),
    /shape \[3\].*should have 12 bytes.*hold 8/,
  ],
  ["a shape too large to count", file({ a: entry(0, 8, [2 ** 52, 2 ** 52]) }, 8), /tensor a of shape/],
  ["an offset beyond the end", file({ a: entry(0, 8) }, 4), /tensor a should end at byte/],
  ["data that are cut off", file({ a: entry(0, 4), b: entry(4, 4000) }, 100), /tensor b should end.*cut off/],
  [
    "overlapping offsets",
    file({ a: entry(0, 8), b: entry(4, 12) }, 12),
    /tensor b overlaps tensor a: it should begin at data offset 8, got 4/,
  ],
  ["the same bytes twice", file({ a: entry(0, 8), b: entry(0, 8) }, 8), /overlaps/],
  ["a gap", file({ a: entry(0, 4), b: entry(8, 12) }, 12), /tensor b leaves a gap after tensor a/],
  ["a gap before the first", file({ a: entry(4, 8) }, 8), /tensor a leaves a gap after the header/],
  ["bytes after the last tensor", file({ a: entry(0, 4) }, 9), /5 bytes follow the last tensor/],
])("%s is a typed error that names the file", (_, bytes, sentence) => {
  const read = () => readSafetensors(bytes, "weights.safetensors");
  expect(read).toThrow(expect.objectContaining({ code: "bad-safetensors" }));
  expect(read).toThrow(sentence);
  expect(read).toThrow(/^weights\.safetensors: /);
});

describe("a file that is written", () => {
  const tensors = new Map([
    ["b", { shape: [2, 3], data: Float32Array.of(0, -0, 1.5, -2, 3e-5, 1e4) }],
    ["a", { shape: [], data: Float32Array.of(7) }],
    ["empty", { shape: [3, 0], data: new Float32Array(0) }],
  ]);

  test("is read again, values, order, shapes and metadata", () => {
    const { tensors: read, metadata } = readSafetensors(
      writeSafetensors(tensors, { metadata: { format: "pt" } }),
    );
    expect(metadata).toEqual({ format: "pt" });
    expect([...read.keys()]).toEqual(["b", "a", "empty"]);
    for (const [name, { shape, data }] of tensors)
      expect(read.get(name)).toEqual({ dtype: "F32", shape, data });
  });

  test.each(["F16", "BF16"] as const)("is half as long in %s", (dtype) => {
    const { tensors: read } = readSafetensors(writeSafetensors(tensors, { dtype }));
    expect(read.get("b")?.dtype).toBe(dtype);
    expect(read.get("b")?.data[2]).toBe(1.5);
    expect(read.get("b")?.data[4]).toBeCloseTo(3e-5, 7);
  });

  test("has no tensor whose data don't fit its shape, nor a number that becomes infinite", () => {
    const odd = new Map([["odd", { shape: [2, 2], data: new Float32Array(3) }]]);
    expect(() => writeSafetensors(odd)).toThrow(/Tensor odd of shape \[2, 2\] should have 4 numbers, got 3/);
    const large = new Map([["large", { shape: [1], data: Float32Array.of(70000) }]]);
    expect(() => writeSafetensors(large, { dtype: "F16" })).toThrow(/Tensor large has the value 70000/);
    expect(readSafetensors(writeSafetensors(large, { dtype: "BF16" })).tensors.size).toBe(1);
  });
});
