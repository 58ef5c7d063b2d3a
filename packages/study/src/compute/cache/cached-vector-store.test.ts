import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fileCache } from "#platform";
import type { StoredVectors, VectorsKey } from "../../embed/vector-store.js";
import type { Cache } from "../cache.js";
import { cachedVectorStore } from "./cached-vector-store.js";
import { openTexts } from "./kept-texts.js";
import { memoryCache } from "./memory-cache.js";

const key: VectorsKey = { model: "f00d", features: "projected", dtype: "float32", decoding: "{}" };
const COLS = 4;
/** The vector of a content: its number, and how many times it was computed. */
const vectorOf = (content: string, version = 0) => [Number(content), version, 0.5, -1];
const put = (stored: StoredVectors, contents: readonly string[], version = 0) =>
  stored.put(contents, {
    data: Float32Array.from(contents.flatMap((content) => vectorOf(content, version))),
    rows: contents.length,
    cols: COLS,
  });
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));
/** What is found of the contents: the vector of each, or undefined. */
async function found(stored: StoredVectors, contents: readonly (string | undefined)[]) {
  const { found, data, cols } = await stored.get(contents);
  return contents.map((_, i) => (found[i] ? [...data.subarray(i * cols, (i + 1) * cols)] : undefined));
}

let folder: string;
let count = 0;
const place = () => join(folder, String(count++));
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-vectors-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("vectors come back in the order asked for, in this program and in the next", async () => {
  const at = place();
  const stored = await cachedVectorStore(fileCache(at)).open(key);
  await put(stored, numbers(0, 3000));
  await put(stored, ["7", "9000"]);
  const asked = ["2999", undefined, "5", "nowhere", "5", "9000"];
  const expected = ["2999", undefined, "5", undefined, "5", "9000"].map((each) => each && vectorOf(each));
  expect(await found(stored, asked)).toEqual(expected);
  await stored.flush();
  const next = await cachedVectorStore(fileCache(at)).open(key);
  expect(await found(next, asked)).toEqual(expected);
  expect(await next.list()).toHaveLength(3001);
  expect((await next.get(["nowhere"])).cols).toBe(0);
});

test("what is not flushed is written soon, so that a program that dies loses little", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const cache = memoryCache();
    await put(await cachedVectorStore(cache).open(key), ["1", "2"]);
    expect(await cache.keys("")).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    const next = await cachedVectorStore(cache).open(key);
    expect(await found(next, ["1", "2"])).toEqual([vectorOf("1"), vectorOf("2")]);
  } finally {
    vi.useRealTimers();
  }
});

test("a chunk is written once and never again, however many follow", async () => {
  const cache = memoryCache();
  const written: string[] = [];
  const counting: Cache = {
    ...cache,
    write: (name, bytes) => {
      written.push(name);
      return cache.write(name, bytes);
    },
  };
  const stored = await cachedVectorStore(counting).open(key);
  for (let start = 0; start < 10_000; start += 500) await put(stored, numbers(start, start + 500));
  await stored.flush();
  expect(new Set(written).size).toBe(written.length);
  const { bytes } = await cache.usage();
  expect(bytes).toBeLessThan(10_000 * (COLS * 4 + 10));
});

test("many small chunks become one, without a loss", async () => {
  const cache = memoryCache();
  const stored = await cachedVectorStore(cache).open(key);
  for (let i = 0; i < 100; i++) {
    await put(stored, [String(i)]);
    await stored.flush();
  }
  expect((await cache.keys("")).length).toBeLessThan(2 * 40);
  const next = await cachedVectorStore(cache).open(key);
  for (const each of [stored, next])
    expect(await found(each, numbers(0, 100))).toEqual(numbers(0, 100).map((n) => vectorOf(n)));
});

test("models, features, types and decodings are kept apart; one model is forgotten alone", async () => {
  const cache = memoryCache();
  const store = cachedVectorStore(cache);
  const keys: VectorsKey[] = [
    key,
    { ...key, model: "f00d2" },
    { ...key, features: "preProjection" },
    { ...key, dtype: "float16" },
    { ...key, decoding: "{ }" },
  ];
  for (const [i, each] of keys.entries()) {
    const stored = await store.open(each);
    await put(stored, ["1"], i);
    await stored.flush();
  }
  for (const [i, each] of keys.entries())
    expect(await found(await store.open(each), ["1"])).toEqual([vectorOf("1", i)]);
  await store.forget("f00d");
  const left = async () => {
    const again = cachedVectorStore(cache);
    const all = await Promise.all(keys.map(async (each) => found(await again.open(each), ["1"])));
    return all.flatMap(([vector], i) => (vector ? [i] : []));
  };
  expect(await left()).toEqual([1]);
  expect(await found(await store.open(key), ["1"])).toEqual([undefined]);
  await put(await store.open(key), ["1"], 9);
  await (await store.open(key)).flush();
  expect(await left()).toEqual([0, 1]);
  await store.forget();
  expect(await left()).toEqual([]);
  expect((await cache.usage()).bytes).toBe(0);
});

test("vectors of another width are refused", async () => {
  const stored = await cachedVectorStore(memoryCache()).open(key);
  await put(stored, ["1"]);
  const wider = { data: new Float32Array(5), rows: 1, cols: 5 };
  await expect(stored.put(["2"], wider)).rejects.toMatchObject({ code: "wrong-shape" });
});

test.each([
  ["cut off", (path: string) => truncate(path, 7)],
  ["emptied", (path: string) => writeFile(path, "")],
  ["deleted", (path: string) => rm(path)],
  [
    "changed in one bit",
    async (path: string) => {
      const bytes = await readFile(path);
      bytes[bytes.length - 3] ^= 4;
      await writeFile(path, bytes);
    },
  ],
])("of a chunk that was %s, only its rows are missing, and can be stored again", async (_, damage) => {
  for (const ending of [".index", ".rows"]) {
    const at = place();
    const write = async (from: number, version = 0) => {
      const stored = await cachedVectorStore(fileCache(at)).open(key);
      await put(stored, numbers(from, from + 10), version);
      await stored.flush();
    };
    const files = async () =>
      (await readdir(at, { recursive: true })).filter((name) => name.endsWith(ending));
    await write(0);
    const [hurt] = await files();
    await write(10);
    await damage(join(at, hurt));
    for (let time = 0; time < 2; time++) {
      const stored = await cachedVectorStore(fileCache(at)).open(key);
      expect(await found(stored, numbers(0, 20))).toEqual([
        ...numbers(0, 10).map(() => undefined),
        ...numbers(10, 20).map((n) => vectorOf(n)),
      ]);
    }
    await write(0, 1);
    const stored = await cachedVectorStore(fileCache(at)).open(key);
    expect(await found(stored, numbers(0, 20))).toEqual(
      numbers(0, 20).map((n) => vectorOf(n, Number(n) < 10 ? 1 : 0)),
    );
  }
});

test("with a cache that refuses, everything computed stays, and is written when there is space", async () => {
  const cache = memoryCache();
  let space = 100_000;
  const limited: Cache = {
    ...cache,
    async write(name, bytes) {
      if (bytes.length > space) return "full";
      space -= bytes.length;
      return cache.write(name, bytes);
    },
  };
  const stored = await cachedVectorStore(limited).open(key);
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    for (let start = 0; start < 10_000; start += 100) await put(stored, numbers(start, start + 100));
    await stored.flush();
    expect(await found(stored, numbers(0, 10_000))).toEqual(numbers(0, 10_000).map((n) => vectorOf(n)));
    const later = await cachedVectorStore(cache).open(key);
    const kept = await later.list();
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(10_000);
    space = Number.POSITIVE_INFINITY;
    vi.advanceTimersByTime(60_000);
    await stored.flush();
    expect(await later.list()).toHaveLength(10_000);
  } finally {
    vi.useRealTimers();
  }
});

test("a file system that refuses large files keeps the small ones, and says so", async () => {
  const script = `
    import { cachedVectorStore, fileCache } from ${JSON.stringify(new URL("../../../dist/index.js", import.meta.url))};
    const cache = fileCache(process.argv[1]);
    const stored = await cachedVectorStore(cache).open(${JSON.stringify(key)});
    const names = (from, to) => Array.from({ length: to - from }, (_, i) => String(from + i));
    const put = (list) => stored.put(list, { data: Float32Array.from(list.flatMap((n) => Array(512).fill(Number(n)))), rows: list.length, cols: 512 });
    await put(names(0, 10));
    await stored.flush();
    await put(names(10, 1000));
    await stored.flush();
    const { found, data, cols } = await stored.get(names(0, 1000));
    const right = names(0, 1000).every((n, i) => found[i] && data[i * cols] === i && data[i * cols + 511] === i);
    const next = await cachedVectorStore(cache).open(${JSON.stringify(key)});
    console.log(JSON.stringify({ right, kept: (await next.list()).length, ...(await cache.usage()) }));
  `;
  const node = `exec ${process.execPath} --input-type=module -e "$1" "$2"`;
  const { stdout } = await promisify(execFile)("sh", ["-c", `ulimit -f 200; ${node}`, "sh", script, place()]);
  const { right, kept, bytes, problem } = JSON.parse(stdout);
  expect(right).toBe(true);
  expect(kept).toBe(10);
  expect(bytes).toBeGreaterThan(10 * 2048);
  expect(problem).toMatch(/has no space left: the 0 MB in it are kept, .*Free space/);
});

/** A cache whose every operation waits for the scheduler. */
function scheduled(cache: Cache, scheduler: fc.Scheduler): Cache {
  const later = async (what: string) => scheduler.schedule(Promise.resolve(), what);
  return {
    ...cache,
    read: (name) => later("read").then(() => cache.read(name)),
    write: (name, bytes) => later("write").then(() => cache.write(name, bytes)),
    keys: (prefix) => later("keys").then(() => cache.keys(prefix)),
    forget: (prefix) => later("forget").then(() => cache.forget(prefix)),
  };
}

test("several programs that write and merge at once lose nothing, in any order of events", async () => {
  const batch = fc.array(fc.integer({ min: 20, max: 60 }).map(String), { minLength: 1, maxLength: 6 });
  const program = fc.array(batch, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(program, { minLength: 2, maxLength: 3 }),
      async (scheduler, programs) => {
        const cache = memoryCache();
        const before = numbers(0, 31);
        for (const content of before) {
          const stored = await cachedVectorStore(cache).open(key);
          await put(stored, [content]);
          await stored.flush();
        }
        const run = async (batches: string[][]) => {
          const stored = await cachedVectorStore(scheduled(cache, scheduler)).open(key);
          for (const contents of batches) {
            await put(stored, contents);
            await stored.flush();
            // What a program has stored, it finds, whatever the others do.
            expect(await found(stored, contents)).toEqual(contents.map((n) => vectorOf(n)));
          }
        };
        await scheduler.waitFor(Promise.all(programs.map(run)));
        const all = [...new Set([...before, ...programs.flat(2)])];
        const next = await cachedVectorStore(cache).open(key);
        expect(await found(next, all)).toEqual(all.map((n) => vectorOf(n)));
      },
    ),
    { numRuns: 60 },
  );
});

test("texts are kept by model, and only new ones are stored", async () => {
  const cache = memoryCache();
  const open = () => openTexts(cachedVectorStore(cache), { model: "f00d", dtype: "float32" });
  const texts = await open();
  texts.set("a cat", Float32Array.of(1, 2)).set("a dog", Float32Array.of(3, 4));
  await texts.save();
  const written = await cache.keys("");
  await texts.save();
  expect(await cache.keys("")).toEqual(written);
  const next = await open();
  expect(Object.fromEntries([...next].map(([text, vector]) => [text, [...vector]]))).toEqual({
    "a cat": [1, 2],
    "a dog": [3, 4],
  });
  next.set("a cow", Float32Array.of(5, 6));
  await next.save();
  expect((await open()).size).toBe(3);
  const other = await openTexts(cachedVectorStore(cache), { model: "beef", dtype: "float32" });
  expect(other.size).toBe(0);
});
