import { expect, test } from "vitest";
import { cacheParts } from "./cache-parts.js";
import { memoryCache } from "./memory-cache.js";

test("sizes are summed by kind and model, the largest first", () => {
  expect(
    cacheParts([
      ["vectors/abc/1/a.index", 10],
      ["vectors/abc/1/a.rows", 100],
      ["vectors/m%3A1/2/a.rows", 300],
      ["layouts/x", 5],
    ]),
  ).toEqual([
    { kind: "vectors", model: "m:1", bytes: 300 },
    { kind: "vectors", model: "abc", bytes: 110 },
    { kind: "layouts", bytes: 5 },
  ]);
});

test("a cache reports what its bytes are for", async () => {
  const cache = memoryCache();
  await cache.write("vectors/abc/1/a.rows", new Uint8Array(7));
  expect(await cache.usage()).toEqual({
    bytes: 7,
    where: "memory",
    parts: [{ kind: "vectors", model: "abc", bytes: 7 }],
  });
});
