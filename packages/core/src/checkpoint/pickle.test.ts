import { ClipscopeError } from "@clipscope/types";
import { describe, expect, test } from "vitest";
import { readPickle } from "./pickle.js";
import { readTorch } from "./torch.js";
import { torchWorld } from "./torch-values.js";

// A small assembler of pickles.
type Part = string | number | readonly Part[];
const flat = (part: Part): number[] =>
  typeof part === "number" ? [part] : typeof part === "string" ? [...Buffer.from(part)] : part.flatMap(flat);
const bytes = (...parts: Part[]) => flat(parts);
const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const begin = [0x80, 2];
const text = (value: string): Part => ["X", u32(value.length), value];
const int = (value: number): Part => ["J", u32(value)];
const global = (module: string, name: string): Part => ["c", module, "\n", name, "\n"];
const tuple = (...items: Part[]): Part => ["(", items, "t"];
const dict = (...items: [string, Part][]): Part => [
  "}(",
  items.map(([key, value]) => [text(key), value]),
  "u",
];
const storage = (key: string, count: number): Part => [
  tuple(text("storage"), global("torch", "FloatStorage"), text(key), text("cpu"), int(count), "N"),
  "Q",
];
const tensor = (count: number, offset: number, shape: number[], strides: number[]): Part => [
  global("torch._utils", "_rebuild_tensor_v2"),
  tuple(storage("0", count), int(offset), tuple(...shape.map(int)), tuple(...strides.map(int)), [0x89], "}"),
  "R",
];

const parse = (...parts: Part[]) =>
  readPickle(Uint8Array.from(bytes(begin, parts, ".")), torchWorld(new Map()), "weights.bin").value;
const refused = (...parts: Part[]) => {
  let error: unknown;
  try {
    parse(...parts);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(ClipscopeError);
  expect(error).toMatchObject({ code: "bad-pickle" });
  return (error as Error).message;
};

/** A file of torch.save before PyTorch 1.6 with that state, and `count` numbers in its one storage. */
const legacy = (root: Part, count = 0) => {
  const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  const end = [begin, count > 0 ? ["](", text("0"), "e"] : "]", "."];
  const numbers = count > 0 ? [u32(count), u32(0), Array(4 * count).fill(0)] : [];
  return Uint8Array.from(
    bytes(begin, magic, ".", begin, "M", 0xe9, 3, ".", begin, "}.", begin, root, ".", end, numbers),
  );
};

describe("code is never run, whatever asks for it", () => {
  test.each([
    ["os", "system"],
    ["posix", "system"],
    ["builtins", "eval"],
    ["builtins", "getattr"],
    ["torch", "load"],
    ["torch._utils", "_rebuild_tensor_v2.__globals__"],
    ["torch._utils", "constructor"],
    ["functools", "partial"],
    ["numpy.core.multiarray", "_reconstruct"],
    ["torch.nn.modules.linear", "Linear"],
    ["__main__", "Model"],
    ["", "__proto__"],
  ])("%s.%s is refused by name", (module, name) => {
    const message = `asks for ${module}.${name}, which weights don't need`;
    expect(refused(global(module, name), tuple(text("rm -rf /")), "R")).toContain(message);
    expect(refused(text(module), text(name), [0x93], tuple(), "R")).toContain(message); // STACK_GLOBAL
  });

  test.each([
    ["INST", ["(", "ios\nsystem\n"]],
    ["OBJ", ["(", global("torch", "FloatStorage"), "o"]],
    ["EXT1", [0x82, 1]],
    ["NEWOBJ_EX", [0x92]],
    ["protocol 0's persistent ids", ["P0\n"]],
    ["protocol 5's buffers from outside", [0x97]],
  ])("%s is no operation here", (_, parts) => {
    expect(refused(parts)).toMatch(/is operation 0x/);
  });

  test("what is known can't be used otherwise", () => {
    const rebuild = global("torch._utils", "_rebuild_tensor_v2");
    expect(refused(rebuild, tuple(text("a")), "R")).toContain("torch._utils._rebuild_tensor_v2");
    expect(refused(rebuild, tuple(), "R")).toContain("arguments");
    expect(refused(global("torch", "FloatStorage"), tuple(int(3)), "R")).toContain("torch.FloatStorage");
    expect(refused(int(3), tuple(), "R")).toContain("not callable");
    expect(refused("]", "}", "b")).toContain("state");
    expect(refused(text("storage"), "Q")).toContain("storage");
  });

  test("objects of compiled classes are records, and their names are only names", () => {
    const made = parse(global("__torch__.os", "system"), ")", [0x81], dict(["constructor", int(1)]), "b");
    expect(made).toEqual({ attributes: new Map([["constructor", 1]]) });
  });
});

describe("damaged and hostile pickles are refused", () => {
  test("values where there are none, across a mark too", () => {
    for (const parts of ["0", "a", "s", "t", "R", ["(", "0"], [int(1), "(", "a"], ["(", "("]]) {
      refused(parts);
    }
  });

  test("items of a value without one", () => {
    expect(refused(int(1), int(2), "a")).toContain("non-list");
    expect(refused("]", int(1), int(2), "s")).toContain("non-dictionary");
    expect(refused("}(", int(1), "u")).toContain("non-dictionary");
  });

  test("memories that were never made", () => {
    expect(refused("h", 7)).toContain("7");
    expect(refused("j", u32(0xfffffff0))).toContain("4294967280");
  });

  test("lengths beyond the file, up to 2⁶⁴", () => {
    expect(refused("X", u32(1000), "ab")).toContain("1000 more bytes");
    expect(refused([0x8d], Array(8).fill(255))).toContain("more bytes");
    expect(refused([0x8a], 17, Array(17).fill(1))).toContain("17 bytes");
    expect(refused("cos")).toContain("more bytes");
  });

  test("no protocol, or a later one", () => {
    for (const start of [[0x28], [0x80, 1], [0x80, 6], []]) {
      const read = () => readPickle(Uint8Array.from(start), torchWorld(new Map()), "weights.bin");
      expect(read).toThrow(expect.objectContaining({ code: "bad-pickle" }));
    }
  });

  test("a hundred thousand lists in each other are read, and are no state", async () => {
    const deep: Part = [Array(100_000).fill(0x5d), Array(99_999).fill(0x61)];
    expect(parse(deep)).toHaveLength(1);
    await expect(readTorch(legacy(deep), "weights.bin")).rejects.toThrow(/state_dict/);
  });

  test("values that hold themselves", async () => {
    const cyclic = ["}", "q", 0, text("state_dict"), "h", 0, "s"];
    await expect(readTorch(legacy(cyclic), "weights.bin")).rejects.toThrow(/deeper than 64/);
    const module = [global("__torch__", "M"), ")", [0x81], "q", 0, "}", text("m"), "h", 0, "s", "b"];
    await expect(readTorch(legacy(module), "weights.bin")).rejects.toThrow(/deeper than 64/);
  });

  test("forty modules that each hold the next twice would be 2⁴⁰", async () => {
    let module: Part = [global("__torch__", "M"), ")", [0x81], "}b"];
    for (let i = 0; i < 40; i++) {
      const both: Part = [module, "q", i, "0}", text("a"), "h", i, "s", text("b"), "h", i, "s"];
      module = [both, "q", 100 + i, "0", global("__torch__", "M"), ")", [0x81], "h", 100 + i, "b"];
    }
    await expect(readTorch(legacy(module), "weights.bin")).rejects.toThrow(/100000 values/);
  });

  test("tensors larger than the file, and beyond their storage", async () => {
    const read = (value: Part, count: number) => readTorch(legacy(dict(["x", value]), count), "weights.bin");
    expect((await read(tensor(6, 0, [2, 3], [3, 1]), 6)).tensors.get("x")).toMatchObject({ shape: [2, 3] });
    await expect(read(tensor(1, 0, [2 ** 30], [0]), 1)).rejects.toThrow(/more numbers than/);
    await expect(read(tensor(1, 0, Array(40).fill(2 ** 30), Array(40).fill(0)), 1)).rejects.toThrow(
      /more num/,
    );
    await expect(read(tensor(6, 1, [2, 3], [3, 1]), 6)).rejects.toThrow(/end at number 6/);
    await expect(read(tensor(6, 0, [2, 3], [1]), 6)).rejects.toThrow(/arguments/);
    await expect(read(tensor(6, 0, [2, -3], [3, 1]), 6)).rejects.toThrow(/arguments/);
    await expect(read(tensor(7, 0, [2], [1]), 6)).rejects.toThrow(/storages should follow/);
  });

  test("a pickle that torch.save did not write", async () => {
    const plain = Uint8Array.from(bytes(begin, dict(["x", int(1)]), "."));
    await expect(readTorch(plain, "weights.bin")).rejects.toThrow(/not of torch.save/);
    await expect(readTorch(new Uint8Array(), "weights.bin")).rejects.toThrow(/cut off/);
    await expect(readTorch(legacy(int(5)), "weights.bin")).rejects.toThrow(/state_dict/);
  });
});
