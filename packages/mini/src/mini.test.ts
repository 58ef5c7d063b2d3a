import { existsSync } from "node:fs";
import { seededRandom } from "@clipscope/core";
import { type Concept, openRenditions, subgroupTask } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { expect, test } from "vitest";
import {
  caption,
  type DrawingStyle,
  plainTemplates,
  sentence,
  styleOf,
  styleTemplates,
  tokenizerCorpus,
  wordsOfCaptions,
} from "./captions.js";
import { repeatLastRow } from "./export.js";
import { contains, contentWords, heldOutConcepts } from "./held-out.js";
import { miniFolder } from "./index.js";
import { kinds } from "./kinds.js";
import { summarizeLog } from "./log.js";
import { trainedConcepts } from "./pairs.js";
import { blackAndWhiteEnsemble, modelConfig, recipe, templateEnsemble } from "./recipe.js";
import { ambiguousWords } from "./senses.js";

const concept: Concept = {
  id: "1F34E",
  name: "red apple",
  keywords: ["apple", "fruit", "red apple", "health"],
  group: "food-drink",
  subgroup: "food-fruit",
};

const subject = { ...concept, kind: "fruit" };
const captions = (style: DrawingStyle, count: number, bare?: number) => {
  const next = seededRandom(1);
  return Array.from({ length: count }, () => caption({ subject, style }, next, bare));
};

test("captions are sentences, with an article, a keyword, the style or the kind of thing", () => {
  const made = captions("flat", 20_000);
  const share = (has: (text: string) => boolean) => made.filter(has).length / made.length;
  const templates = [...plainTemplates, ...styleTemplates.flat];
  const starts = templates.map((template) => template.split("{}"));
  const isSentence = (text: string) =>
    starts.some(
      ([before, after]) => before + after !== "" && text.startsWith(before) && text.endsWith(after),
    );
  expect(share((text) => !isSentence(text))).toBe(0);
  expect(share((text) => text.includes("red apple"))).toBeCloseTo(0.83, 1);
  expect(share((text) => text.includes(" of fruit"))).toBeCloseTo(0.25, 1);
  expect(share((text) => /\b(the|a) red apple/.test(text))).toBeCloseTo(0.83 * 0.5, 1);
  expect(made.some((text) => text.includes("red apple, red apple"))).toBe(false);
  expect(made.some((text) => /[{}]/.test(text))).toBe(false);
  expect(made).toContain("an icon of health, a kind of fruit"); // a keyword that only the kind explains
  for (const template of templates) expect(made).toContain(template.replace("{}", "red apple"));
});

test("a share of the captions is the words alone, if it is asked for", () => {
  const made = captions("flat", 20_000, 0.1);
  expect(made.filter((text) => text === "red apple").length / made.length).toBeCloseTo(0.1 * 0.58, 2);
});

test("captions speak of the style that is seen, not of the one that was redrawn", () => {
  const bw = "a black and white drawing of red apple";
  const flat = "a flat icon of red apple";
  expect(styleOf("emojione", "color")).toBe("flat");
  expect(styleOf("emojione-monotone", "color")).toBe("black and white");
  expect(styleOf("emojione", "two-tone")).toBe("black and white");
  expect(captions("flat", 3000)).toContain(flat);
  expect(captions("flat", 3000)).not.toContain(bw);
  expect(captions("black and white", 3000)).toContain(bw);
  expect(captions("black and white", 3000)).not.toContain(flat);
});

test("every concept is a kind of something", async () => {
  const { concepts } = await openRenditions(await prepareRenditions({}));
  for (const { name, subgroup } of concepts) expect(kinds[subgroup], name).toMatch(/^\p{L}[\p{L} ]+$/u);
});

test("every template of the ensembles can stand in a caption", () => {
  const known = [...plainTemplates, ...Object.values(styleTemplates).flat()] as string[];
  const plain = (template: string) => template.replace(/ (a|an|the) \{\}/, " {}");
  for (const template of [...templateEnsemble, ...blackAndWhiteEnsemble])
    expect(known).toContain(plain(template));
});

test("each sense of an ambiguous word is a trained concept that has the word and is of that kind", async () => {
  const data = await openRenditions(await prepareRenditions({}));
  const trained = new Map(trainedConcepts(data).map((concept) => [concept.name, concept]));
  expect(Object.keys(ambiguousWords).length).toBeGreaterThanOrEqual(8);
  for (const [word, senses] of Object.entries(ambiguousWords)) {
    expect(new Set(senses.map(({ kind }) => kind)).size).toBe(2);
    for (const { kind, concepts } of senses) {
      for (const name of concepts) {
        const found = trained.get(name);
        expect([found?.name, ...(found?.keywords ?? [])], name).toContain(word);
        expect(kinds[found?.subgroup ?? ""], name).toBe(kind);
      }
    }
  }
});

test("the kind of what the subgroup task asks for is not in its captions", async () => {
  const data = await openRenditions(await prepareRenditions({}));
  const { splits } = subgroupTask(data);
  const split = new Map(data.concepts.map(({ id }, i) => [id, splits[i]]));
  const said = { train: 0, validation: 0, test: 0 };
  for (const { id, kind } of trainedConcepts(data)) if (kind) said[split.get(id) ?? "train"]++;
  expect(said).toMatchObject({ validation: 0, test: 0 });
  expect(said.train).toBeGreaterThan(800);
});

test("the tokenizer is trained on every name and keyword", () => {
  const corpus = [...tokenizerCorpus([concept])];
  expect(corpus.filter((text) => text === "red apple")).toHaveLength(3); // two as a name, one as a keyword
  for (const keyword of concept.keywords) expect(corpus).toContain(keyword);
});

test("the words that were trained on are those of every text that a caption can hold, and no others", async () => {
  const words = wordsOfCaptions([concept]);
  for (const word of ["red", "apple", "fruit", "health", "silhouette", "emoji"])
    expect(words).toContain(word);
  expect(words).not.toContain("photo");
  const { concepts } = await openRenditions(await prepareRenditions({}));
  const known = wordsOfCaptions(concepts);
  const next = seededRandom(3);
  const styles = Object.keys(styleTemplates) as DrawingStyle[];
  for (const [i, subject] of concepts.entries()) {
    const texts = [
      caption({ subject, style: styles[i % styles.length] }, next),
      sentence(subject.name, next),
    ];
    for (const word of texts
      .join(" ")
      .toLowerCase()
      .split(/[^\p{L}\p{M}'’]+/u)) {
      if (/^\p{L}/u.test(word)) expect(known, word).toContain(word);
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
