import { describe, expect, test } from "vitest";
import type { EmbeddedImages } from "../../embed/embedded-images.js";
import { layOutMap } from "../../evaluate/map.js";
import { cachedVectorStore } from "./cached-vector-store.js";
import { KeptMaps } from "./kept-maps.js";
import { givenResults, layeredCache } from "./layered-cache.js";
import { memoryCache } from "./memory-cache.js";
import { decodePack, encodePack } from "./pack.js";

const entries = [
  ["a/1", Uint8Array.of(1, 2, 3)],
  ["a/2", new Uint8Array()],
  ["b", Uint8Array.from({ length: 100 }, (_, i) => i)],
] as const;

describe("a pack", () => {
  test("has the entries that it was made of, wherever its bytes begin", () => {
    const pack = encodePack(entries);
    const moved = new Uint8Array(pack.length + 3);
    moved.set(pack, 3);
    for (const bytes of [pack, moved.subarray(3)]) {
      expect([...decodePack(bytes)].map(([key, own]) => [key, [...own]])).toEqual(
        entries.map(([key, own]) => [key, [...own]]),
      );
    }
  });

  test("is refused if any byte is changed or missing", () => {
    const pack = encodePack(entries);
    for (let at = 0; at < pack.length; at++) {
      const other = pack.slice();
      other[at] ^= 32;
      expect(() => decodePack(other)).toThrow(/damaged.*npm start/);
    }
    for (let length = 0; length < pack.length; length++) {
      expect(() => decodePack(pack.subarray(0, length))).toThrow(/damaged/);
    }
  });
});

describe("results that come with a program", () => {
  test("are read before one's own, are not stored again, and stay when those are forgotten", async () => {
    const own = memoryCache();
    const given = givenResults(async () => encodePack(entries));
    const cache = layeredCache(own, given);
    expect(await cache.keys("")).toEqual([]); // not before they are opened
    await given.open();
    expect(await cache.write("b", Uint8Array.of(9))).toBe("kept");
    expect(await cache.write("c", Uint8Array.of(9))).toBe("kept");
    expect(await own.keys("")).toEqual(["c"]);
    expect(await cache.keys("")).toEqual(["a/1", "a/2", "b", "c"]);
    expect(await cache.keys("a/")).toEqual(["a/1", "a/2"]);
    expect(await cache.read("a/1")).toEqual(Uint8Array.of(1, 2, 3));
    expect((await cache.usage()).bytes).toBe(1);
    await cache.forget("");
    expect(await cache.keys("")).toEqual(["a/1", "a/2", "b"]);
    expect(await cache.read("c")).toBeUndefined();
  });

  test.each([
    ["missing", async () => undefined],
    ["damaged", async () => encodePack(entries).slice(1)],
    ["out of reach", () => Promise.reject(new Error("offline"))],
  ])("that are %s are none", async (_, read) => {
    const given = givenResults(read);
    await given.open();
    expect(given.keys("")).toEqual([]);
  });

  test("give their vectors to a store, which adds others to its own", async () => {
    const key = { model: "m", features: "projected", dtype: "float32", decoding: "" } as const;
    const before = memoryCache();
    const first = await cachedVectorStore(before).open(key);
    await first.put(["one", "two"], { data: Float32Array.of(1, 2, 3, 4), rows: 2, cols: 2 });
    await first.flush();
    const all = await Promise.all(
      (await before.keys("")).map(
        async (each) => [each, (await before.read(each)) ?? new Uint8Array()] as const,
      ),
    );
    const given = givenResults(async () => encodePack(all));
    await given.open();
    const own = memoryCache();
    const store = await cachedVectorStore(layeredCache(own, given)).open(key);
    await store.put(["two", "three"], { data: Float32Array.of(7, 7, 5, 6), rows: 2, cols: 2 });
    await store.flush();
    const { found, data } = await store.get(["one", "two", "three"]);
    expect([...found]).toEqual([1, 1, 1]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
    const stored = await (await cachedVectorStore(own).open(key)).list();
    expect(stored).toEqual(["three"]);
  });
});

describe("kept maps", () => {
  const rows = 40;
  const images: EmbeddedImages = {
    embeddings: { data: Float32Array.from({ length: rows * 4 }, (_, i) => Math.sin(i * i)), rows, cols: 4 },
    rows: Int32Array.from({ length: rows }, (_, i) => i),
    features: "projected",
    encoder: { name: "m", hash: "h", dtype: "float32", engine: "none", backend: "none" },
    dataset: { name: "d", hash: "data", rows },
    failures: [],
  };
  const dataset = { title: "d", hash: "data", rows } as Parameters<typeof layOutMap>[0]["dataset"];
  const make = (given: EmbeddedImages, settings: { seed: number; method: "pca" }) => {
    let computed = 0;
    const compute = () => {
      computed++;
      return layOutMap({ dataset, images: given, ...settings });
    };
    return { compute, computed: () => computed };
  };

  test("are read instead of computed, for the same vectors and settings only", async () => {
    const cache = memoryCache();
    const settings = { seed: 1, method: "pca" } as const;
    const { compute, computed } = make(images, settings);
    const made = await new KeptMaps(cache).get(images, settings, compute);
    const again = await new KeptMaps(cache).get(images, settings, compute);
    expect(computed()).toBe(1);
    expect(again).toEqual(made);
    const data = images.embeddings.data.slice();
    data[5] += 1e-6;
    const others: [EmbeddedImages, typeof settings | { seed: number; method: "pca" }][] = [
      [{ ...images, embeddings: { ...images.embeddings, data } }, settings],
      [images, { ...settings, seed: 2 }],
      [{ ...images, encoder: { ...images.encoder, backend: "wasm" } }, settings],
    ];
    for (const [given, asked] of others) await new KeptMaps(cache).get(given, asked, compute);
    expect(computed()).toBe(1 + others.length);
  });

  test("that are damaged are computed again", async () => {
    const cache = memoryCache();
    const settings = { seed: 1, method: "pca" } as const;
    const { compute, computed } = make(images, settings);
    const made = await new KeptMaps(cache).get(images, settings, compute);
    const [key] = await cache.keys("maps/");
    const bytes = (await cache.read(key)) as Uint8Array;
    bytes[bytes.length - 1] ^= 1;
    await cache.write(key, bytes);
    expect(await new KeptMaps(cache).get(images, settings, compute)).toMatchObject({ result: made.result });
    expect(computed()).toBe(2);
  });
});
