import { existsSync } from "node:fs";
import { seededRandom } from "@clipscope/core";
import type { DrawnAs } from "@clipscope/core/training";
import { type Concept, openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { expect, test } from "vitest";
import { caption, captionTemplates, renditionTemplates, tokenizerCorpus, trainedWords } from "./captions.js";
import { repeatLastRow } from "./export.js";
import { contains, contentWords, heldOutConcepts } from "./held-out.js";
import { miniFolder } from "./index.js";
import { summarizeLog } from "./log.js";
import { trainedConcepts } from "./pairs.js";
import { blackAndWhiteEnsemble, modelConfig, recipe, templateEnsemble } from "./recipe.js";

const concept: Concept = {
  id: "1F34E",
  name: "red apple",
  keywords: ["apple", "fruit", "red apple", "health"],
  group: "food-drink",
  subgroup: "food-fruit",
};

test("captions are the name in a template, with a keyword, or keywords alone; never the name as its own keyword", () => {
  const next = seededRandom(1);
  const drawing = { concept, rendition: "noto", drawnAs: "color" as const };
  const made = Array.from({ length: 5000 }, () => caption(drawing, next));
  const share = (has: (text: string) => boolean) => made.filter(has).length / made.length;
  expect(share((text) => text.includes("red apple"))).toBeCloseTo(0.9, 1);
  expect(share((text) => text.includes("red apple, "))).toBeCloseTo(0.2, 1);
  expect(share((text) => text.includes("a red apple"))).toBeCloseTo(0.14, 1);
  expect(made.some((text) => text.includes("red apple, red apple"))).toBe(false);
  expect(made.some((text) => text.includes("{}"))).toBe(false);
  for (const template of [...captionTemplates, ...renditionTemplates.noto]) {
    expect(made).toContain(template.replace("{}", "red apple"));
  }
});

test("captions speak of the style that is seen, not of the one that was redrawn", () => {
  const made = (rendition: string, drawnAs: DrawnAs) => {
    const next = seededRandom(2);
    return Array.from({ length: 500 }, () => caption({ concept, rendition, drawnAs }, next));
  };
  const bw = "a black and white drawing of red apple";
  expect(made("emojione", "color")).toContain("a flat icon of red apple");
  expect(made("emojione", "color")).not.toContain(bw);
  expect(made("emojione-monotone", "color")).toContain(bw);
  expect(made("emojione", "two-tone")).toContain(bw);
  expect(made("emojione", "two-tone")).not.toContain("a flat icon of red apple");
});

test("every template of the ensembles can stand in a caption", () => {
  const known = [captionTemplates, ...Object.values(renditionTemplates)].flat() as string[];
  for (const template of [...templateEnsemble, ...blackAndWhiteEnsemble]) expect(known).toContain(template);
});

test("the tokenizer is trained on every name and keyword", () => {
  const corpus = [...tokenizerCorpus([concept])];
  expect(corpus.filter((text) => text === "red apple")).toHaveLength(3); // two as a name, one as a keyword
  for (const keyword of concept.keywords) expect(corpus).toContain(keyword);
});

test("the words that were trained on are those of every text that a caption can hold, and no others", async () => {
  const words = trainedWords([concept]);
  for (const word of ["red", "apple", "fruit", "health", "silhouette", "emoji"])
    expect(words).toContain(word);
  expect(words).not.toContain("photo");
  const { concepts } = await openRenditions(await prepareRenditions({}));
  const known = trainedWords(concepts);
  const next = seededRandom(3);
  for (const [i, each] of concepts.entries()) {
    const renditions = Object.keys(renditionTemplates);
    const rendition = renditions[i % renditions.length];
    const text = caption({ concept: each, rendition, drawnAs: "color" }, next);
    for (const word of text.toLowerCase().split(/[^\p{L}\p{M}'’]+/u)) {
      if (/^\p{L}/u.test(word)) expect(known, text).toContain(word);
    }
  }
  expect(known).not.toContain("hippogriff");
});

test("a hundred concepts are held out, whose words other names have", async () => {
  const data = await openRenditions(await prepareRenditions({}));
  const heldOut = heldOutConcepts(data.concepts);
  expect(heldOut.size).toBe(100);
  const trained = trainedConcepts(data);
  expect(trained).toHaveLength(data.concepts.length - 100);
  const words = new Set(trained.flatMap(({ name }) => contentWords(name)));
  const names = data.concepts.filter(({ id }) => heldOut.has(id)).map(({ name }) => name);
  for (const word of names.flatMap(contentWords)) expect(words).toContain(word);
  // Nothing that is trained on names one of them.
  const texts = trained.flatMap(({ name, keywords }) => [name, ...keywords]);
  for (const name of names)
    expect(
      texts.filter((text) => contains(text, name)),
      name,
    ).toEqual([]);
});

test("the stages of the recipe follow each other, at whole numbers of patches", () => {
  const ends = recipe.stages.map((stage) => stage.untilStep);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  for (const { imageSize } of recipe.stages) {
    const { vision } = modelConfig(imageSize, recipe.vocabSize);
    expect("patchSize" in vision && vision.imageSize % vision.patchSize).toBe(0);
  }
});

test("the shipped log holds means of fifty steps, and a repeated step counts once, as it was last", () => {
  const line = (step: number, loss: number) =>
    JSON.stringify({ step, loss, learningRate: 1e-3, gradientNorm: 2, logitScale: 14, imageSize: 32 });
  const lines = Array.from({ length: 100 }, (_, i) => line(i + 1, i < 50 ? 4 : 2));
  const csv = summarizeLog([line(60, 99), ...lines].join("\n"));
  expect(csv.split("\n")).toEqual([
    "step,image_size,loss,learning_rate,gradient_norm,logit_scale",
    "50,32,4.0000,1.000e-3,2.000,14.00",
    "100,32,2.0000,1.000e-3,2.000,14.00",
    "",
  ]);
});

test("text positions that were not trained repeat the last one that was", () => {
  const table = Float32Array.of(1, 2, 3, 4);
  expect([...repeatLastRow(table, [4, 2])]).toEqual([1, 2, 3, 4, 3, 4, 3, 4]);
  expect([...repeatLastRow(table, [2, 2])]).toEqual([...table]);
});

test("the checkpoint is there", () => {
  expect(existsSync(`${miniFolder()}/model.safetensors`)).toBe(true);
});
