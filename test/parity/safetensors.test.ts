import { readSafetensors, writeSafetensors } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { readBytes } from "./goldens.js";

describe("a file that Python's safetensors wrote", () => {
  const bytes = readBytes("safetensors/mixed.safetensors");
  const { tensors, metadata } = readSafetensors(bytes);
  const values = Array.from({ length: 24 }, (_, i) => i / 8 - 1);

  test("has its metadata and its tensors of floating point; others are left out", () => {
    expect(metadata).toEqual({ format: "pt", "made by": "safetensors" });
    expect([...tensors.keys()].sort()).toEqual(
      ["float", "half", "bfloat", "scalar", "empty", "odd", "after odd", 'a "quoted" né'].sort(),
    );
  });

  test.each(["float", "half", "bfloat"])("has the values of %s", (name) => {
    expect(tensors.get(name)?.shape).toEqual([2, 3, 4]);
    expect([...(tensors.get(name)?.data ?? [])]).toEqual(values);
  });

  test("has scalars, empty tensors, and tensors at odd places", () => {
    expect(tensors.get("scalar")).toMatchObject({ shape: [], data: new Float32Array([2.5]) });
    expect(tensors.get("empty")).toMatchObject({ shape: [0, 3], data: new Float32Array(0) });
    expect([...(tensors.get("odd")?.data ?? [])]).toEqual([1, 2, 3]);
    expect([...(tensors.get("after odd")?.data ?? [])]).toEqual([4, 5]);
  });

  test("is the same wherever in memory its bytes lie", () => {
    for (const shift of [1, 2, 3]) {
      const moved = new Uint8Array(bytes.length + shift).subarray(shift);
      moved.set(bytes);
      expect(readSafetensors(moved).tensors).toEqual(tensors);
    }
  });
});

describe("rounding equals PyTorch's", () => {
  const { tensors } = readSafetensors(readBytes("safetensors/rounding.safetensors"));
  const numbers = tensors.get("float")?.data ?? new Float32Array();

  test.each([
    ["F16", "half"],
    ["BF16", "bfloat"],
  ] as const)("to %s", (dtype, name) => {
    const expected = tensors.get(name)?.data ?? new Float32Array();
    // Writing refuses what becomes infinite, so those are set aside, and checked to be refused.
    const kept = [...numbers.keys()].filter(
      (i) => Number.isFinite(expected[i]) || !Number.isFinite(numbers[i]),
    );
    const data = Float32Array.from(kept, (i) => numbers[i]);
    const written = writeSafetensors(new Map([["x", { shape: [data.length], data }]]), { dtype });
    const got = readSafetensors(written).tensors.get("x")?.data ?? [];
    expect(kept.length).toBeGreaterThan(numbers.length / 2);
    expect(kept.findIndex((from, i) => !Object.is(got[i], expected[from]))).toBe(-1);
    for (let i = 0; i < numbers.length; i++) {
      if (Number.isFinite(expected[i]) || !Number.isFinite(numbers[i])) continue;
      const tooLarge = new Map([["x", { shape: [1], data: numbers.slice(i, i + 1) }]]);
      expect(() => writeSafetensors(tooLarge, { dtype })).toThrow(
        expect.objectContaining({ code: "bad-argument" }),
      );
    }
  });
});
