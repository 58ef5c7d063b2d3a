import { describe, expect, test } from "vitest";
import { cleanText, splitWords } from "./clean.js";
import { tokenizerFromFiles, tokenizerFromJson } from "./files.js";
import { ClipTokenizer } from "./tokenizer.js";
import { trainTokenizer } from "./train.js";

const texts = ["a photo of a cat", "a photo of a dog", "the catalog of photos", "naïve café, naïve fiancée"];
const tokenizer = trainTokenizer(texts, { vocabSize: 560 });
const files = tokenizer.toFiles();

/** tokenizer.json of the same tokenizer, as CLIPTokenizerFast saves it. */
const tokenizerJson = () => ({
  added_tokens: [
    { id: tokenizer.bosId, content: "<|startoftext|>" },
    { id: tokenizer.eosId, content: "<|endoftext|>" },
  ],
  normalizer: {
    type: "Sequence",
    normalizers: [
      { type: "NFC" },
      { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
      { type: "Lowercase" },
    ],
  },
  pre_tokenizer: {
    type: "Sequence",
    pretokenizers: [
      {
        type: "Split",
        pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
        behavior: "Removed",
        invert: true,
      },
      { type: "ByteLevel", add_prefix_space: false },
    ],
  },
  post_processor: {
    type: "RobertaProcessing",
    cls: ["<|startoftext|>", tokenizer.bosId],
    sep: ["<|endoftext|>", tokenizer.eosId],
  },
  model: {
    type: "BPE",
    end_of_word_suffix: "</w>",
    continuing_subword_prefix: "",
    vocab: JSON.parse(files["vocab.json"]),
    merges: tokenizer.merges as unknown[],
  },
});

describe("a text is cleaned and split as CLIP's", () => {
  test("white space is one space, and case is small", () => {
    expect(cleanText("  A\t\nphoto\u00a0OF  Áı ")).toBe("a photo of áı");
  });

  test("contractions, single digits and runs of punctuation are pieces", () => {
    expect(splitWords("you should've seen 1990's !?-cats")).toEqual([
      "you",
      "should",
      "'ve",
      "seen",
      "1",
      "9",
      "9",
      "0",
      "'s",
      "!?-",
      "cats",
    ]);
  });
});

describe("a trained tokenizer", () => {
  test("has start and end as the last two ids, so that the largest id ends a text", () => {
    const { vocabSize, bosId, eosId, padId } = tokenizer;
    expect([bosId, eosId, padId]).toEqual([vocabSize - 2, vocabSize - 1, vocabSize - 1]);
    expect(vocabSize).toBeLessThanOrEqual(560);
  });

  test("is the same whatever the order of the texts", () => {
    expect(trainTokenizer([...texts].reverse(), { vocabSize: 560 }).toFiles()).toEqual(files);
  });

  test("gives back the words of any text", () => {
    for (const text of [...texts, "日本 🍎 !?", "unseen wörds 42"]) {
      const words = tokenizer.decode(tokenizer.encode(text));
      expect(words.replaceAll(" ", "")).toBe(cleanText(text).replaceAll(" ", ""));
    }
  });

  test("shows a text's tokens as they stand in its vocabulary", () => {
    expect(tokenizer.tokens("a photo!")).toEqual(["a</w>", "photo</w>", "!</w>"]);
  });

  test("is refused fewer ids than there are bytes", () => {
    expect(() => trainTokenizer(texts, { vocabSize: 500 })).toThrow(/at least 514.*got 500/);
  });
});

describe("a text that is too long", () => {
  const long = "a photo of a cat and a dog";

  test("is an error with the text, its tokens and the limit", () => {
    const count = tokenizer.encode(long).length + 2;
    const tokenize = () => tokenizer.tokenize(["a", long], { contextLength: 8 });
    expect(tokenize).toThrow(expect.objectContaining({ code: "text-too-long" }));
    expect(tokenize).toThrow(`Text 2 of 2, "${long}", has ${count} tokens`);
    expect(tokenize).toThrow(/takes 8\. Shorten it, or pass truncate: "end"/);
  });

  test("can be cut, and then still ends", () => {
    const { ids, lengths } = tokenizer.tokenize([long], { contextLength: 8, truncate: "end" });
    expect([...ids]).toEqual([tokenizer.bosId, ...tokenizer.encode(long).slice(0, 6), tokenizer.eosId]);
    expect([...lengths]).toEqual([8]);
  });

  test("is reported with what it lost, when cut", () => {
    const tokens = tokenizer.encode(long);
    const contextLength = tokenizer.encode("a photo of a cat and").length + 2;
    const options = { contextLength, truncate: "end" } as const;
    const { cut } = tokenizer.tokenize(["a", "A  PHOTO of a cat and a DOG", "a cat"], options);
    expect(cut).toEqual([{ row: 1, tokens: tokens.length + 2, lost: "a dog" }]);
  });

  test("just fits at the limit", () => {
    const fits = tokenizer.encode("a photo of a cat").length + 2;
    expect(tokenizer.tokenize(["a photo of a cat"], { contextLength: fits }).ids).toHaveLength(fits);
    expect(() => tokenizer.tokenize([""], { contextLength: 1 })).toThrow(/contextLength should be/);
  });

  test("of ten thousand letters is tokenized at once", () => {
    const start = performance.now();
    const ids = tokenizer.encode("catalog".repeat(1200));
    expect(performance.now() - start).toBeLessThan(5000);
    expect(tokenizer.decode(ids)).toBe("catalog".repeat(1200));
  });
});

describe("tokenizer files", () => {
  test("are read from tokenizer.json too, merges as pairs or as texts", () => {
    const json = tokenizerJson();
    const pairs = tokenizerFromJson(JSON.stringify(json));
    json.model.merges = tokenizer.merges.map((pair) => pair.join(" "));
    const lines = tokenizerFromJson(JSON.stringify(json));
    const { added_tokens_decoder: added } = JSON.parse(files["tokenizer_config.json"]);
    expect(Object.keys(added).map(Number)).toEqual([tokenizer.bosId, tokenizer.eosId]);
    for (const read of [pairs, lines]) expect(read.toFiles()).toEqual(files);
  });

  test("name their special tokens", () => {
    const config = JSON.stringify({ pad_token: "!", bos_token: { content: "<|startoftext|>" } });
    const read = tokenizerFromFiles({ vocab: files["vocab.json"], merges: files["merges.txt"], config });
    expect([read.padId, read.bosId]).toEqual([0, tokenizer.bosId]);
    const { ids } = read.tokenize(["a"], { contextLength: 5 });
    expect([...ids]).toEqual([read.bosId, ...read.encode("a"), read.eosId, 0, 0]);
  });

  test("are read with the line ends of Windows", () => {
    const merges = files["merges.txt"].replaceAll("\n", "\r\n");
    expect(tokenizerFromFiles({ vocab: files["vocab.json"], merges }).toFiles()).toEqual(files);
  });

  test.each<[string, object, RegExp]>([
    ["another model", { type: "Unigram" }, /model\.type should be "BPE".*got "Unigram"/],
    ["no end of word", { end_of_word_suffix: null }, /model\.end_of_word_suffix should be "<\/w>"/],
    ["a prefix", { continuing_subword_prefix: "##" }, /continuing_subword_prefix/],
    ["no merges", { merges: "a b" }, /model\.merges should be a list/],
    ["a merge of three", { merges: [["a", "b", "c"]] }, /model\.merges\[0\] should be two symbols/],
    ["a vocabulary that is a list", { vocab: [] }, /model\.vocab should be a JSON object/],
  ])("of another kind are refused: %s", (_, change, sentence) => {
    const json = tokenizerJson();
    const read = () => tokenizerFromJson(JSON.stringify({ ...json, model: { ...json.model, ...change } }));
    expect(read).toThrow(expect.objectContaining({ code: "bad-tokenizer" }));
    expect(read).toThrow(sentence);
  });

  test.each<[string, (json: ReturnType<typeof tokenizerJson>) => void, RegExp]>([
    [
      "pattern",
      (json) => Object.assign(json.pre_tokenizer.pretokenizers[0], { pattern: { Regex: "\\\\w+" } }),
      /pre_tokenizer's pattern should be/,
    ],
    [
      "space",
      (json) => Object.assign(json.pre_tokenizer.pretokenizers[1], { add_prefix_space: true }),
      /add_prefix_space should be false/,
    ],
    [
      "white space",
      (json) => Object.assign(json.normalizer.normalizers[1], { content: "" }),
      /normalizer's content should be " ", as in/,
    ],
    ["dropout", (json) => Object.assign(json.model, { dropout: 0.1 }), /model\.dropout should be false/],
    [
      "added token",
      (json) => json.added_tokens.push({ id: 3, content: "<x>" }),
      /"<x>" should have the id \d+ by its vocabulary, but its file says 3/,
    ],
    [
      "nameless token",
      (json) => json.added_tokens.push({ id: 3 } as never),
      /an added token should have a content/,
    ],
  ])("with another %s are refused", (_, change, sentence) => {
    const json = tokenizerJson();
    change(json);
    const read = () => tokenizerFromJson(JSON.stringify(json));
    expect(read).toThrow(expect.objectContaining({ code: "bad-tokenizer" }));
    expect(read).toThrow(sentence);
  });

  test("that put something else around a text are refused", () => {
    const json = { ...tokenizerJson(), post_processor: null };
    expect(() => tokenizerFromJson(JSON.stringify(json))).toThrow(/post_processor's start and end should be/);
  });

  test("with another normalizer are refused", () => {
    const json = { ...tokenizerJson(), normalizer: { type: "BertNormalizer" } };
    expect(() => tokenizerFromJson(JSON.stringify(json))).toThrow(
      /normalizer's steps should be.*BertNormalizer/,
    );
  });

  test.each<[string, Partial<Record<"vocab" | "merges" | "config", string>>, RegExp]>([
    ["not JSON", { vocab: "{" }, /vocab\.json is not JSON/],
    ["an id that is a text", { vocab: '{"a":"1"}' }, /vocab\.json: the id of "a" should be a whole number/],
    ["an id twice", { vocab: '{"a":1,"b":1}' }, /vocab\.json: "a" and "b" have the same id 1/],
    [
      "no special tokens",
      { vocab: '{"a":0}', merges: "" },
      /bos token "<\|startoftext\|>" is not in the voc/,
    ],
    ["a special token that isn't there", { config: '{"eos_token":"</s>"}' }, /eos token "<\/s>" is not/],
    ["a special token without a name", { config: '{"eos_token":{}}' }, /tokenizer_config\.json: eos_token/],
    [
      "a merge of another vocabulary",
      { merges: "z qq</w>\n" },
      /Merge 1, "z qq<\/w>".*"zqq<\/w>"|Merge 1.*"qq<\/w>"/,
    ],
    ["a line with one symbol", { merges: "#version: 0.2\na b\nabc\n" }, /merges\.txt: merge 2 should be two/],
  ])("that are wrong are refused: %s", (_, change, sentence) => {
    const given = { vocab: files["vocab.json"], merges: files["merges.txt"], ...change };
    expect(() => tokenizerFromFiles(given)).toThrow(expect.objectContaining({ code: "bad-tokenizer" }));
    expect(() => tokenizerFromFiles(given)).toThrow(sentence);
  });

  test("an id that isn't there can't be decoded", () => {
    expect(() => tokenizer.decode([99999])).toThrow(/Token id 99999 is not in the vocabulary/);
  });

  test("bytes that the vocabulary lacks are the unknown token", () => {
    const vocab = new Map([...tokenizer.vocab].filter(([symbol]) => symbol !== "z</w>"));
    expect(new ClipTokenizer(vocab, tokenizer.merges).encode("z")).toEqual([tokenizer.eosId]);
  });
});
