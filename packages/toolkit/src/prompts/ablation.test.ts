import type { Embeddings } from "@clipscope/types";
import { seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import { accuracy } from "../metrics/accuracy.js";
import { labeledSet } from "../splits.js";
import { zeroShot } from "../zero-shot/index.js";
import { greedyTemplates, leaveOneOut } from "./ablation.js";
import { embedTemplates, ensembleClassifier, ensembleOf } from "./ensemble.js";
import {
  randomWordControl,
  randomWordEnsembles,
  randomWordTemplates,
  scoreRandomWords,
} from "./random-words.js";

const names = ["cat", "dog", "cow", "owl"];
const templates = ["{}", "a {}", "the {}.", "{} drawn", "my {}", "no {} at all"];
const cols = 5;

/** A text's embedding is drawn by its characters: near its class's direction, further off for longer texts. */
function encoder() {
  let calls = 0;
  const embedTexts = async (texts: string[]): Promise<Embeddings> => {
    calls++;
    const rows = texts.map((text) => {
      const random = seededRandom([...text].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7));
      const direction = seededRandom(names.findIndex((name) => text.includes(name)));
      return Array.from({ length: cols }, () => direction() - 0.5 + (text.length / 12) * (random() - 0.5));
    });
    return { data: Float32Array.from(rows.flat()), rows: texts.length, cols };
  };
  return { embedTexts, calls: () => calls };
}

const random = seededRandom(3);
const labels = Int32Array.from({ length: 80 }, (_, row) => row % 4);
const images = {
  data: Float32Array.from({ length: 80 * cols }, () => 0),
  rows: 80,
  cols,
};
labels.forEach((label, row) => {
  const direction = seededRandom(label);
  for (let i = 0; i < cols; i++) images.data[row * cols + i] = direction() - 0.5 + 0.9 * (random() - 0.5);
});
const validation = labeledSet("validation", images, labels, 4);

/** The score by the other path: the texts encoded and averaged anew, zero-shot, accuracy. */
async function scoreOf(chosen: number[]): Promise<number> {
  const texts = chosen.map((t) => templates[t]);
  const classifier = await ensembleClassifier(encoder().embedTexts, names, texts);
  return accuracy({ predictions: zeroShot(images, classifier, { logitScale: 100 }).predictions, labels });
}

describe("cached (template, class) embeddings", () => {
  it("give every ensemble that encoding anew gives, without running the model again", async () => {
    const { embedTexts, calls } = encoder();
    const embedded = await embedTemplates(embedTexts, names, templates);
    const before = calls();
    for (const chosen of [[0], [3, 1], [0, 1, 2, 3, 4, 5]]) {
      const fresh = await ensembleClassifier(
        encoder().embedTexts,
        names,
        chosen.map((t) => templates[t]),
      );
      const made = ensembleOf(embedded, chosen);
      expect(made).toMatchObject({ rows: 4, cols });
      fresh.data.forEach((value, i) => {
        expect(made.data[i]).toBeCloseTo(value, 6);
      });
    }
    await leaveOneOut(embedded, validation);
    await greedyTemplates(embedded, validation);
    expect(calls()).toBe(before);
    expect(() => ensembleOf(embedded, [])).toThrow(/\(none\) were chosen out of 6/);
    expect(() => ensembleOf(embedded, [6])).toThrow(/choose at least one, by index/);
  });
});

describe("ablation on validation", () => {
  it("leaves out one template at a time", async () => {
    const embedded = await embedTemplates(encoder().embedTexts, names, templates);
    const { score, without } = await leaveOneOut(embedded, validation);
    expect(score).toBe(await scoreOf([0, 1, 2, 3, 4, 5]));
    expect(new Set(without.map((each) => each.score)).size).toBeGreaterThan(1);
    for (const { template, score: rest, contribution } of without) {
      expect(rest).toBe(await scoreOf([0, 1, 2, 3, 4, 5].filter((t) => t !== template)));
      expect(contribution).toBe(score - rest);
    }
  });

  it("forward takes the best of all that are left at each step, and the best of all steps", async () => {
    const embedded = await embedTemplates(encoder().embedTexts, names, templates);
    const found = await greedyTemplates(embedded, validation);
    const taken: number[] = [];
    for (const step of found.steps) {
      const left = [0, 1, 2, 3, 4, 5].filter((t) => !taken.includes(t));
      const scores = await Promise.all(left.map((t) => scoreOf([...taken, t])));
      expect(step.score).toBe(Math.max(...scores));
      expect(step.template).toBe(left[scores.indexOf(step.score)]);
      taken.push(step.template as number);
    }
    expect(taken).toHaveLength(6);
    expect(found.score).toBe(Math.max(...found.steps.map((step) => step.score)));
    expect(found.chosen).toEqual(taken.slice(0, found.chosen.length));
    expect(await scoreOf(found.chosen)).toBe(found.score);
    const two = await greedyTemplates(embedded, validation, { limit: 2 });
    expect(two.steps).toEqual(found.steps.slice(0, 2));
  });

  it("backward takes away what is missed least", async () => {
    const embedded = await embedTemplates(encoder().embedTexts, names, templates);
    const seen: number[] = [];
    const found = await greedyTemplates(embedded, validation, {
      direction: "backward",
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    let left = [0, 1, 2, 3, 4, 5];
    for (const step of found.steps.slice(1)) {
      const scores = await Promise.all(left.map((t) => scoreOf(left.filter((other) => other !== t))));
      expect(step.score).toBe(Math.max(...scores));
      expect(step.template).toBe(left[scores.indexOf(step.score)]);
      left = left.filter((t) => t !== step.template);
    }
    expect(left).toHaveLength(1);
    expect(found.steps[0]).toEqual({ score: await scoreOf([0, 1, 2, 3, 4, 5]) });
    expect(await scoreOf(found.chosen)).toBe(found.score);
    expect(seen.at(-1)).toBe(1);
  });

  it("takes validation alone, of the same classes, and can be cancelled", async () => {
    const embedded = await embedTemplates(encoder().embedTexts, names, templates);
    const test = labeledSet("test", images, labels, 4);
    // @ts-expect-error: nothing is chosen on the test split
    await expect(greedyTemplates(embedded, test)).rejects.toThrow(/Expected the validation split/);
    const more = labeledSet("validation", images, labels, 5);
    await expect(leaveOneOut(embedded, more)).rejects.toThrow(/4 classes, but the validation split has 5/);
    await expect(greedyTemplates(embedded, validation, { limit: 7 })).rejects.toThrow(/limit is 7/);
    const signal = AbortSignal.abort();
    await expect(leaveOneOut(embedded, validation, { signal })).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("random words as a control", () => {
  it("are the same for a seed, in pairs of words and of as many letters", () => {
    const made = randomWordTemplates({ pairs: 4, seed: 9 });
    expect(made).toHaveLength(8);
    expect(randomWordTemplates({ pairs: 4, seed: 9 })).toEqual(made);
    expect(randomWordTemplates({ pairs: 4, seed: 10 })).not.toEqual(made);
    for (let i = 0; i < 8; i += 2) {
      expect(made[i]).toMatch(/^a photo of a {}, which has [a-z]+, [a-z]+\.$/);
      expect(made[i + 1].replace(/[a-z]/g, "a")).toBe(made[i].replace(/[a-z]/g, "a"));
      expect(made[i + 1]).not.toBe(made[i]);
    }
    expect(randomWordTemplates({ pairs: 1, words: ["tin", "tin"], stem: "{}" })[0]).toBe(
      "{}, which has tin, tin.",
    );
    expect(() => randomWordTemplates({ words: ["one"] })).toThrow(/from 1 words/);
  });

  it("are scored in repetitions, each as an ensemble by hand is", async () => {
    const { embedTexts } = encoder();
    const control = await randomWordControl(embedTexts, names, validation, {
      repetitions: 3,
      pairs: 2,
      seed: 5,
    });
    const byHand = await Promise.all(
      [5, 6, 7].map(async (seed) => {
        const made = randomWordTemplates({ pairs: 2, seed });
        const classifier = await ensembleClassifier(embedTexts, names, made);
        return accuracy({
          predictions: zeroShot(images, classifier, { logitScale: 100 }).predictions,
          labels,
        });
      }),
    );
    expect(control.scores).toEqual(byHand);
    expect(control.mean).toBeCloseTo((byHand[0] + byHand[1] + byHand[2]) / 3, 12);
  });

  it("are scored without the model once encoded, and only with the seed and the words that they came from", async () => {
    const options = { repetitions: 2, pairs: 1, seed: 5 };
    const { embedTexts, calls } = encoder();
    const ensembles = await randomWordEnsembles(embedTexts, names, options);
    const before = calls();
    const { scores } = scoreRandomWords(ensembles, validation, options);
    expect(calls()).toBe(before);
    expect(scores).toEqual((await randomWordControl(embedTexts, names, validation, options)).scores);
    expect(() => scoreRandomWords(ensembles, validation, { ...options, seed: 6 })).toThrow(
      /of ensemble 0 are not/,
    );
    expect(() => scoreRandomWords(ensembles, validation, { ...options, repetitions: 3 })).toThrow(
      /of ensemble 2/,
    );
    expect(() => scoreRandomWords(ensembles, validation, { ...options, repetitions: 1 })).toThrow(
      /2 ensembles/,
    );
    expect(() => scoreRandomWords([], validation, { repetitions: 0 })).toThrow(/repetitions is 0/);
  });
});
