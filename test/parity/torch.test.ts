import { readSafetensors, readTorch } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { readBytes } from "./goldens.js";

/** Tensors saved by reference/make_formats.py, as float32. */
const { tensors: expected } = readSafetensors(readBytes("formats/torch/values.safetensors"));
const types = { half: "F16", bfloat: "BF16" } as Record<string, string>;

describe.each(["protocol-2", "protocol-3", "protocol-4", "protocol-5", "legacy", "wrapped"])(
  "the file %s that PyTorch wrote",
  (name) => {
    const read = readTorch(readBytes(`formats/torch/${name}.pt`), name);

    test("has every tensor of floating point, whichever way it lies in its storage", async () => {
      const { tensors, isScript } = await read;
      expect(isScript).toBe(false);
      expect([...tensors.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [key, { shape, data }] of expected) {
        expect(tensors.get(key), key).toEqual({ dtype: types[key] ?? "F32", shape, data });
      }
    });

    test("has its whole numbers", async () => {
      const { numbers } = await read;
      const plain = { plain: 3, large: 2 ** 40, negative: -(2 ** 33) };
      const ofTensors = { long: -7, int: 49408, byte: 255, bool: 1 };
      expect(Object.fromEntries(numbers)).toEqual(
        name === "wrapped" ? { epoch: 3 } : { ...plain, ...ofTensors },
      );
    });

    test("is the same wherever in memory its bytes lie", async () => {
      const bytes = readBytes(`formats/torch/${name}.pt`);
      // A Buffer, as files are in Node, is a Uint8Array whose slices are not copies.
      for (const moved of [
        new Uint8Array(bytes.length + 3).subarray(3),
        Buffer.alloc(bytes.length + 1).subarray(1),
      ]) {
        moved.set(bytes);
        expect((await readTorch(moved, name)).tensors).toEqual((await read).tensors);
      }
    });

    test("cut off anywhere, or with any byte changed, is read or refused, never more", async () => {
      const bytes = readBytes(`formats/torch/${name}.pt`);
      const outcome = (changed: Uint8Array) =>
        readTorch(changed, name).then(
          () => "read",
          (error) => error.code,
        );
      for (let length = 0; length < bytes.length; length += 31) {
        expect(["bad-zip", "bad-pickle"]).toContain(await outcome(bytes.slice(0, length)));
      }
      for (let at = 0; at < bytes.length; at += 11) {
        const changed = bytes.slice();
        changed[at] ^= 1 << (at % 8);
        expect(["read", "bad-zip", "bad-pickle"]).toContain(await outcome(changed));
      }
    });
  },
);
