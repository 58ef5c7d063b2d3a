import { createHash } from "node:crypto";
import { tokenizerFromFiles } from "@clipscope/core/tokenizer";
import { expect, test } from "vitest";
import { clipVocabulary } from "../parity/clip-vocabulary.mjs";

const { vocab, merges } = clipVocabulary();
const tokenizer = tokenizerFromFiles({ vocab, merges });
const rankOf = new Map(
  merges
    .split("\n")
    .slice(1)
    .map((line, rank) => [line, rank]),
);

/** Byte pair merging by its definition: the pair of lowest rank, the leftmost of equal ones, until there is none. */
function mergedByDefinition(symbols: string[]): string[] {
  for (;;) {
    const ranks = symbols.slice(1).map((right, i) => rankOf.get(`${symbols[i]} ${right}`) ?? Infinity);
    const lowest = Math.min(...ranks);
    if (lowest === Infinity) return symbols;
    const at = ranks.indexOf(lowest);
    symbols = [...symbols.slice(0, at), symbols[at] + symbols[at + 1], ...symbols.slice(at + 2)];
  }
}

test("a long word is merged as the definition says", () => {
  const letters = "etaoinshrdlu";
  for (let seed = 1; seed <= 20; seed++) {
    const word = Array.from({ length: 300 }, (_, i) => letters[(i * i * seed + 7 * i) % letters.length]);
    const symbols = [...word.slice(0, -1), `${word.at(-1)}</w>`];
    expect(tokenizer.tokens(word.join(""))).toEqual(mergedByDefinition(symbols));
  }
});

// SHA-256 of json.dumps(ids, separators=(",", ":")) by CLIPTokenizerFast of transformers 5.24.0.
test.each<[string, number, number, string]>([
  ["a", 100_000, 12_501, "2225ce1d58d5596b69f526c615687e1c4508e45cb3c23108a6f2ce4af9911b99"],
  ["漢字仮名", 25_000, 225_000, "5b82ef7b57bb104fa9423a90fcf10107d15b444e131b8c6ffb50818f2aabe7aa"],
  ["catalog", 14_285, 28_569, "64bb98e9ff83705a97a80fbf021c1b2eeac9623a0b17ab4905468c9f5e5ce0a4"],
])("%s, %i times without a space, has the ids of the reference", (unit, times, count, hash) => {
  const ids = tokenizer.encode(unit.repeat(times));
  expect(ids).toHaveLength(count);
  expect(createHash("sha256").update(JSON.stringify(ids)).digest("hex")).toBe(hash);
});
