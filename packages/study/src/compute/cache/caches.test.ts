import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileCache } from "#platform";
import type { Cache } from "../cache.js";
import { memoryCache } from "./memory-cache.js";

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-cache-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const part = fc.oneof(
  fc.constantFrom("a", "ab", "..", ".", "x*'", "%2e", "ü", "con", "A"),
  fc.string({ minLength: 1, maxLength: 4 }).filter((text) => !text.includes("/")),
);
const key = fc
  .array(part, { minLength: 1, maxLength: 3 })
  // A key is never the folder of another.
  .map((parts) => [...parts.slice(0, -1).map((each) => `${each}.d`), `${parts.at(-1)}.f`].join("/"));
const change = fc.oneof(
  fc.record({ kind: fc.constant("write" as const), key, bytes: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({ kind: fc.constant("forget" as const), key, length: fc.nat(3) }),
);

describe.each<[string, () => Cache]>([
  ["memoryCache", memoryCache],
  ["fileCache", () => fileCache(join(folder, String(count++), "not there yet"))],
])("%s", (_, open) => {
  test("has what was written, under any key, until it is forgotten", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        const cache = open();
        const model = new Map<string, Uint8Array>();
        for (const each of changes) {
          if (each.kind === "write") {
            expect(await cache.write(each.key, each.bytes)).toBe("kept");
            model.set(each.key, each.bytes);
          } else {
            const prefix = each.key.slice(0, each.length);
            await cache.forget(prefix);
            for (const known of [...model.keys()]) if (known.startsWith(prefix)) model.delete(known);
          }
        }
        expect([...(await cache.keys(""))].sort()).toEqual([...model.keys()].sort());
        for (const [known, bytes] of model)
          expect(Uint8Array.from((await cache.read(known)) ?? [255])).toEqual(bytes);
        expect(await cache.read("never/written")).toBeUndefined();
        const { bytes, problem } = await cache.usage();
        expect(bytes).toBe([...model.values()].reduce((sum, each) => sum + each.length, 0));
        expect(problem).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test("is not changed by what its callers do with their bytes", async () => {
    const cache = open();
    const bytes = Uint8Array.of(1, 2, 3);
    await cache.write("k", bytes);
    bytes.fill(9);
    const read = await cache.read("k");
    expect(Uint8Array.from(read ?? [])).toEqual(Uint8Array.of(1, 2, 3));
    read?.fill(9);
    expect(Uint8Array.from((await cache.read("k")) ?? [])).toEqual(Uint8Array.of(1, 2, 3));
  });
});

test("a file appears complete or not at all, whoever writes it at the same time", async () => {
  const place = join(folder, "race");
  const writers = Array.from({ length: 4 }, () => fileCache(place));
  const contents = writers.map((_, i) => new Uint8Array(300_000).fill(i + 1));
  let reading = true;
  const seen = new Set<string>();
  const reader = (async () => {
    while (reading) {
      const bytes = await fileCache(place).read("k");
      if (bytes) seen.add(`${bytes.length} ${bytes[0] === bytes[299_999]}`);
    }
  })();
  for (let round = 0; round < 5; round++)
    await Promise.all(writers.map((cache, i) => cache.write("k", contents[i])));
  reading = false;
  await reader;
  expect([...seen]).toEqual(["300000 true"]);
  expect(await readdir(place)).toEqual(["k"]);
});

test("drafts of a program that died are no keys, and go after a day", async () => {
  const place = join(folder, "drafts");
  const cache = fileCache(place);
  await cache.write("k", Uint8Array.of(1));
  const [old, fresh] = ["k.1.draft", "k.2.draft"].map((name) => join(place, name));
  for (const path of [old, fresh]) await writeFile(path, "half");
  await utimes(old, new Date(0), new Date(0));
  expect(await cache.keys("")).toEqual(["k"]);
  await expect.poll(() => readdir(place)).toEqual(["k", "k.2.draft"]);
});

test("a folder that can't be written says so, and what to do", async () => {
  const place = join(folder, "a file");
  await writeFile(place, "");
  const cache = fileCache(place);
  expect(await cache.write("k", Uint8Array.of(1))).toBe("unavailable");
  expect(await cache.read("k")).toBeUndefined();
  expect((await cache.usage()).problem).toMatch(
    /a file can't be written \(\w+\): the 0 MB in it are kept.*choose another folder\.$/,
  );
});
