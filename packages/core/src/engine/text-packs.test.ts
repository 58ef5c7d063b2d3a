import { seededRandom } from "@clipscope/types";
import { describe, expect, test } from "vitest";
import { packedInputs, packTexts } from "./text-packs.js";

const CONTEXT = 12;

/** Texts as ids, 9 at the end, in rows of `CONTEXT`. */
function batchOf(texts: number[][]) {
  const ids = new Int32Array(texts.length * CONTEXT).fill(9);
  texts.forEach((text, row) => {
    ids.set(text, row * CONTEXT);
  });
  return { ids, lengths: Int32Array.from(texts, (text) => text.length) };
}

/** Texts as prompts are: few beginnings, many ends. */
function prompts(count: number): number[][] {
  const next = seededRandom(5);
  const token = () => 1 + Math.floor(next() * 4);
  return Array.from({ length: count }, () => [
    8,
    ...Array.from({ length: Math.floor(next() * (CONTEXT - 1)) }, token),
    9,
  ]);
}

describe("packed texts", () => {
  test("spell every text once, along the parents from its end", () => {
    const texts = prompts(200);
    const { ids, lengths } = batchOf(texts);
    const packs = packTexts(ids, CONTEXT, lengths, 30);
    const rows: number[] = [];
    for (const pack of packs) {
      expect(pack.ids.length).toBeLessThanOrEqual(30);
      for (const { row, end } of pack.texts) {
        rows.push(row);
        const spelled: number[] = [];
        for (let at = end; at >= 0; at = pack.parents[at]) {
          expect(pack.positions[at]).toBe(texts[row].length - 1 - spelled.length);
          spelled.push(pack.ids[at]);
        }
        expect(spelled.reverse()).toEqual(texts[row]);
      }
    }
    expect(rows.sort((a, b) => a - b)).toEqual([...texts.keys()]);
  });

  test("have what texts begin with in common once, and a text that comes twice once", () => {
    const { ids, lengths } = batchOf([
      [8, 1, 2, 3, 9],
      [8, 1, 2, 4, 9],
      [8, 1, 9],
      [8, 1, 2, 3, 9],
    ]);
    const [pack, ...others] = packTexts(ids, CONTEXT, lengths, 100);
    expect(others).toEqual([]);
    expect(pack.ids).toHaveLength("8 1 2 3 9 4 9 9".split(" ").length);
    expect(packTexts(ids, CONTEXT, lengths, 5)).toHaveLength(3);
    expect(packTexts(ids, CONTEXT, lengths, 100, 2)).toHaveLength(2);
  });

  test("let each token see what is before it in its texts, and nothing else", () => {
    const { ids, lengths } = batchOf(prompts(40));
    const packs = packTexts(ids, CONTEXT, lengths, 25);
    const { batch, length, ends, bias, pick, ids: padded } = packedInputs(packs, 8);
    expect(length % 8).toBe(0);
    expect([padded.length, bias.length, pick.length]).toEqual([
      batch * length,
      batch * length * length,
      batch * ends * length,
    ]);
    packs.forEach((pack, b) => {
      for (let i = 0; i < length; i++) {
        const before = new Set<number>([i]);
        for (let at = i; i < pack.ids.length && at >= 0; at = pack.parents[at]) before.add(at);
        for (let j = 0; j < length; j++) {
          expect(bias[(b * length + i) * length + j] === 0).toBe(before.has(j));
        }
      }
      pack.texts.forEach(({ end }, i) => {
        const row = pick.subarray((b * ends + i) * length, (b * ends + i + 1) * length);
        expect([...row.keys()].filter((j) => row[j] !== 0)).toEqual([end]);
      });
    });
  });

  test("of no texts are none", () => {
    expect(packTexts(new Int32Array(0), CONTEXT, new Int32Array(0), 30)).toEqual([]);
  });
});
