import { expect, test } from "vitest";
import { checksum } from "./checksum.js";

const bytes = (text: string) => new TextEncoder().encode(text);

test("checksums are those of xxHash's own implementation", () => {
  // xxhsum 0.8.2 -H0, and the specification's test vectors.
  expect(checksum(bytes(""))).toBe(0x02cc5d05);
  expect(checksum(bytes("a"))).toBe(0x550d7456);
  expect(checksum(bytes("abc"))).toBe(0x32d153ff);
  expect(checksum(bytes("Nobody inspects the spammish repetition"))).toBe(0xe2293b2f);
});

test("a view that is not aligned has the checksum of its bytes", () => {
  const text = bytes("xNobody inspects the spammish repetition");
  expect(checksum(text.subarray(1))).toBe(0xe2293b2f);
});

test("every bit counts", () => {
  const data = Uint8Array.from({ length: 67 }, (_, i) => i * 37);
  const seen = new Set([checksum(data)]);
  for (let bit = 0; bit < data.length * 8; bit++) {
    const damaged = data.slice();
    damaged[bit >> 3] ^= 1 << (bit & 7);
    seen.add(checksum(damaged));
  }
  expect(seen.size).toBe(data.length * 8 + 1);
});
