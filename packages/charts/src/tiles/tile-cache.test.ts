import fc from "fast-check";
import { expect, test } from "vitest";
import { type Loaded, TileCache } from "./tile-cache.js";

/** A picture that knows whether it was closed. */
class Picture {
  width = 32;
  closed = false;
  close() {
    this.closed = true;
  }
}
const bytes = (tiles: number) => tiles * 32 * 32 * 4;
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

function cacheOf(tiles: number, batch = 8) {
  const made = new Map<number, Picture[]>();
  const loads: Int32Array[] = [];
  const cache = new TileCache({
    size: 32,
    maxBytes: bytes(tiles),
    batch,
    load: async (rows, deliver, signal) => {
      loads.push(rows);
      for (const row of rows) {
        await Promise.resolve();
        if (signal.aborted) return;
        const picture = new Picture();
        made.set(row, [...(made.get(row) ?? []), picture]);
        deliver(row, picture as unknown as Loaded);
      }
    },
  });
  return { cache, made, loads };
}

test("never more pictures than the memory allows are open, whatever is asked for", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(60), { maxLength: 30 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 20 }),
      async (requests, capacity) => {
        const { cache, made } = cacheOf(capacity);
        for (const rows of requests) {
          cache.request(rows, cache);
          await settled();
        }
        const open = [...made.values()].flat().filter((picture) => !picture.closed);
        expect(open.length).toBe(cache.count);
        expect(cache.count).toBeLessThanOrEqual(capacity);
        const last = requests.at(-1) ?? [];
        for (const row of [...new Set(last)].slice(0, Math.min(capacity, 1)))
          expect(cache.get(row)).toBeDefined();
      },
    ),
    { numRuns: 30 },
  );
});

test("rows are loaded once, in batches, and announced", async () => {
  const { cache, loads } = cacheOf(100, 4);
  let changes = 0;
  cache.addEventListener("change", () => changes++);
  cache.request([0, 1, 2, 3, 4, 5], cache);
  await settled();
  cache.request([4, 5, 6], cache);
  await settled();
  expect(loads.map((rows) => [...rows])).toEqual([[0, 1, 2, 3], [4, 5], [6]]);
  expect(changes).toBeGreaterThan(0);
});

test("what nobody wants any more is not loaded to the end", async () => {
  const { cache, made } = cacheOf(100, 8);
  cache.request([0, 1, 2, 3, 4, 5, 6, 7], cache);
  await Promise.resolve();
  await Promise.resolve();
  cache.request([50], cache);
  await settled();
  expect(made.size).toBeLessThan(8);
  expect(cache.get(50)).toBeDefined();
});

test("two owners' wishes are both met", async () => {
  const { cache } = cacheOf(100);
  const other = {};
  cache.request([1, 2], cache);
  cache.request([3], other);
  await settled();
  expect([1, 2, 3].map((row) => cache.get(row) !== undefined)).toEqual([true, true, true]);
});

test("a failed load is a reason, not an endless repetition", async () => {
  let calls = 0;
  const cache = new TileCache({
    size: 32,
    load: async () => {
      calls++;
      throw new Error("The disk is gone.");
    },
  });
  cache.request([7], cache);
  await settled();
  cache.request([7], cache);
  await settled();
  expect(cache.get(7)).toEqual({ reason: "The disk is gone." });
  expect(calls).toBe(1);
});

test("a cache without room for one tile is refused", () => {
  expect(() => new TileCache({ size: 64, maxBytes: 100, load: async () => {} })).toThrow(
    expect.objectContaining({ code: "bad-argument" }),
  );
});

test("after a clear, nothing of the former rows is there, not even what was being loaded", async () => {
  const { cache, made } = cacheOf(100);
  cache.request([1, 2, 3], cache);
  await Promise.resolve();
  const before = cache.generation;
  cache.clear();
  await settled();
  expect(cache.generation).not.toBe(before);
  expect(cache.count).toBe(0);
  expect([...made.values()].flat().every((picture) => picture.closed)).toBe(true);
});
