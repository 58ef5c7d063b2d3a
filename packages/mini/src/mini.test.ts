import { existsSync } from "node:fs";
import { random } from "@clipscope/core/training";
import type { Concept } from "@clipscope/datasets";
import { expect, test } from "vitest";
import { caption, captionTemplates, tokenizerCorpus } from "./captions.js";
import { repeatLastRow } from "./export.js";
import { miniFolder } from "./index.js";
import { summariseLog } from "./log.js";
import { modelConfig, recipe } from "./recipe.js";

const concept: Concept = {
  id: "1F34E",
  name: "red apple",
  keywords: ["apple", "fruit", "red apple", "health"],
  group: "food-drink",
  subgroup: "food-fruit",
};

test("captions are the name in a template, with a keyword, or keywords alone; never the name as its own keyword", () => {
  const next = random(1);
  const made = Array.from({ length: 2000 }, () => caption(concept, next));
  const share = (has: (text: string) => boolean) => made.filter(has).length / made.length;
  expect(share((text) => text.includes("red apple"))).toBeCloseTo(0.9, 1);
  expect(share((text) => text.includes("red apple, "))).toBeCloseTo(0.2, 1);
  expect(made.some((text) => text.includes("red apple, red apple"))).toBe(false);
  expect(made.some((text) => text.includes("{}"))).toBe(false);
  for (const template of captionTemplates) {
    expect(made).toContain(template.replace("{}", "red apple"));
  }
});

test("the tokenizer is trained on every name and keyword", () => {
  const corpus = [...tokenizerCorpus([concept])];
  expect(corpus.filter((text) => text === "red apple")).toHaveLength(3); // two as a name, one as a keyword
  for (const keyword of concept.keywords) expect(corpus).toContain(keyword);
});

test("the stages of the recipe follow each other, at whole numbers of patches, and the learning rate ends at 0", () => {
  const ends = recipe.stages.map((stage) => stage.untilStep);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  const last = recipe.stages[recipe.stages.length - 1];
  expect(last.learningRateAt(last.untilStep)).toBe(0);
  for (const { imageSize } of recipe.stages) {
    const { vision } = modelConfig(imageSize, recipe.vocabSize);
    expect("patchSize" in vision && vision.imageSize % vision.patchSize).toBe(0);
  }
});

test("the shipped log holds means of fifty steps, and a repeated step counts once, as it was last", () => {
  const line = (step: number, loss: number) =>
    JSON.stringify({ step, loss, learningRate: 1e-3, gradientNorm: 2, logitScale: 14, imageSize: 32 });
  const lines = Array.from({ length: 100 }, (_, i) => line(i + 1, i < 50 ? 4 : 2));
  const csv = summariseLog([line(60, 99), ...lines].join("\n"));
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
