import { describe, expect, test } from "vitest";
import { givenParts, readTokens, splitWords, type TokenizedText } from "./pieces.js";

/** Ids as those of CLIP's vocabulary (clip.tokenize of openai/CLIP). */
const photo: TokenizedText = {
  text: "A photo of a  Xylophone",
  tokens: ["a</w>", "photo</w>", "of</w>", "a</w>", "xy", "lophone</w>"],
  ids: [320, 1125, 539, 320, 9360, 37129],
  contextLength: 77,
};

test("tokens become words, with their slots after the start token", () => {
  const reading = readTokens(photo);
  expect(reading.words.map(({ text }) => text)).toEqual(["a", "photo", "of", "a", "xylophone"]);
  expect(reading.words[4].pieces).toEqual([
    { index: 4, token: "xy", id: 9360, text: "xy", slot: 5 },
    { index: 5, token: "lophone</w>", id: 37129, text: "lophone", slot: 6 },
  ]);
  expect(reading).toMatchObject({ read: "a photo of a xylophone", used: 8, cut: 0, lost: "" });
  expect(reading.changes).toEqual(["lower-cased", "spaces removed"]);
  expect(splitWords(reading).map(({ text }) => text)).toEqual(["xylophone"]);
});

test("a text that is too long loses its end, also within a word", () => {
  const reading = readTokens({ ...photo, contextLength: 7 });
  expect(reading).toMatchObject({ used: 7, cut: 1, lost: "lophone" });
  expect(reading.words[4].pieces.map(({ slot }) => slot)).toEqual([5, undefined]);
  expect(readTokens({ ...photo, contextLength: 3 })).toMatchObject({
    used: 3,
    cut: 5,
    lost: "photo of a xylophone",
  });
});

test("characters of several bytes are text again; their parts are bytes", () => {
  const reading = readTokens({
    text: "é❤",
    tokens: ["Ã©</w>", "âĿ", "¤</w>"],
    ids: [1, 2, 3],
    contextLength: 77,
  });
  expect(reading.words.map(({ text }) => text)).toEqual(["é", "❤"]);
  expect(reading.words[1].pieces.map(({ text }) => text)).toEqual(["E2 9D", "A4"]);
  expect(reading.changes).toEqual([]);
});

test("an empty text uses the slots of start and end", () => {
  expect(readTokens({ text: "", tokens: [], ids: [], contextLength: 77 })).toMatchObject({
    words: [],
    read: "",
    used: 2,
    changes: [],
  });
});

test("replaced characters are noticed", () => {
  const tokens = ["cats</w>", "&</w>", "dogs</w>"];
  expect(readTokens({ text: "cats &amp; dogs", tokens, ids: [1, 2, 3], contextLength: 77 }).changes).toEqual([
    "characters replaced",
  ]);
});

describe("the given text is marked where it changes", () => {
  test.each([
    ["a cat", [["a cat", false]]],
    [
      "A  Cat ",
      [
        ["A", true],
        [" ", false],
        [" C", true],
        ["at", false],
        [" ", true],
      ],
    ],
    [
      "\ta",
      [
        ["\t", true],
        ["a", false],
      ],
    ],
    ["  ", [["  ", true]]],
  ])("%j", (text, parts) => {
    expect(givenParts(text).map(({ text: part, changed }) => [part, changed])).toEqual(parts);
  });
});

test("tokens without ids and too few slots are refused", () => {
  expect(() => readTokens({ ...photo, ids: [1] })).toThrow("6 tokens and 1 ids");
  expect(() => readTokens({ ...photo, contextLength: 2 })).toThrow("contextLength is 2");
});
