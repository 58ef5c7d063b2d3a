import { expect, test } from "vitest";
import { fuzzyScore } from "./fuzzy.js";

/** The texts that match, the best first. */
function ranked(typed: string, texts: readonly string[]): string[] {
  const scored = texts.flatMap((text) => {
    const score = fuzzyScore(typed, text);
    return score === undefined ? [] : [{ text, score }];
  });
  return scored.sort((a, b) => b.score - a.score).map(({ text }) => text);
}

test("letters in their order match, and others do not", () => {
  expect(ranked("cf", ["Confusion", "Map", "fc"])).toEqual(["Confusion"]);
  expect(fuzzyScore("", "anything")).toBe(0);
  expect(fuzzyScore("anim", "martial arts uniform")).toBeUndefined();
  expect(ranked("apfel", ["Äpfel"])).toEqual(["Äpfel"]);
});

test("contiguous matches rank above scattered letters, and the beginning of a word above its inside", () => {
  expect(ranked("map", ["make a path", "Roadmap", "View: Map"])).toEqual([
    "View: Map",
    "Roadmap",
    "make a path",
  ]);
  expect(ranked("open data", ["Open data…", "Open a model, data"])[0]).toBe("Open data…");
});
