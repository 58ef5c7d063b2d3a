import { createHash } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { sha1, sha256 } from "./digest.js";

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["with Web Crypto", globalThis.crypto],
  ["without it", undefined],
  ["where only random numbers are offered, as on a page over plain http", { getRandomValues() {} }],
])("%s, hashes are those of Node's crypto", async (_how, crypto) => {
  vi.stubGlobal("crypto", crypto);
  // Around the ends of one and two blocks of 64 bytes, and a view that does not begin at its buffer's start.
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 100_001]) {
    const bytes = Uint8Array.from({ length: length + 3 }, (_, i) => i * 7).subarray(3);
    expect(await sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(await sha1(bytes)).toBe(createHash("sha1").update(bytes).digest("hex"));
  }
});
