import {
  ensembleClassifier,
  type PairedDifference,
  type Proportion,
  pairedBootstrap,
  proportion,
} from "@clipscope/toolkit";
import { ClipscopeError, type Embeddings, type OnProgress, type RgbImage } from "@clipscope/types";

/** An image with texts of which exactly one describes it. */
export interface Question {
  /** What is asked, such as "count"; accuracies are given by task. */
  task: string;
  image: RgbImage;
  choices: readonly string[];
  /** Index of the right choice. */
  answer: number;
}

/** One thing as it is drawn, and with a label pasted over it: blank, or with the word for another thing. */
export interface AttackCase {
  /** Name of what is drawn. */
  thing: string;
  /** The word on the label: the name of a thing in another case. */
  word: string;
  plain: RgbImage;
  blank: RgbImage;
  labeled: RgbImage;
}

/** A model that embeds images and texts in one space, such as core's `Clip`. */
export interface WorldModel {
  /** `[images, width]`, rows of norm 1. */
  embedImages(
    images: readonly RgbImage[],
    options: { onProgress?: OnProgress; signal?: AbortSignal },
  ): Promise<Embeddings>;
  /** `[texts, width]`, rows of norm 1. */
  embedTexts(texts: string[], options: { signal?: AbortSignal }): Promise<Embeddings>;
}

export interface WorldOptions {
  /** Every choice is the mean of its embeddings over these. Default `worldTemplates`. */
  templates?: readonly string[];
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Templates of the choices, fixed before any model learned from scenes. */
export const worldTemplates = ["{}", "a drawing of {}", "a picture of {}"] as const;

/** Zero-shot accuracy on the questions of one task. */
export interface TaskAccuracy {
  task: string;
  /** Expected accuracy of guessing: the mean of 1 / number of choices. */
  chance: number;
  /** With its 95% interval; better than chance if `low` is above it. */
  accuracy: Proportion;
  /** The right and the predicted choice of each question, in order. */
  answers: number[];
  predictions: number[];
}

/** What a written word does to zero-shot classification among all things of the cases. */
export interface AttackResult {
  /** Number of things that compete. */
  things: number;
  /** Accuracy on the drawings as they are, under a blank label and under a word. */
  plain: Proportion;
  blank: Proportion;
  labeled: Proportion;
  /** Share of drawings taken for the thing whose word is on the label; with a blank label: for the same thing. */
  takenForWord: Proportion;
  takenForWordIfBlank: Proportion;
  /** Accuracy with the word minus accuracy with the blank label, paired by drawing. */
  accuracyChange: PairedDifference;
  /** Share taken for the word minus the same with the blank label, paired by drawing. */
  takenForWordChange: PairedDifference;
}

/**
 * Zero-shot accuracy by task, in the order in which tasks first occur: each image is compared with its own
 * choices only. Throws `bad-argument` for no questions or an answer that is not a choice, `cancelled`, and
 * the errors of the model.
 */
export async function measureWorld(
  model: WorldModel,
  questions: readonly Question[],
  options: WorldOptions = {},
): Promise<TaskAccuracy[]> {
  for (const [i, { task, choices, answer }] of questions.entries()) {
    if (choices[answer] !== undefined) continue;
    throw new ClipscopeError(
      "bad-argument",
      `Question ${i} (${task}) has ${choices.length} choices, but its answer is ${answer}: give the index of one of them.`,
    );
  }
  const images = questions.map(({ image }) => image);
  const predicted = await choose(
    model,
    images,
    questions.map(({ choices }) => choices),
    options,
  );
  return [...new Set(questions.map(({ task }) => task))].map((task) => {
    const own = [...questions.keys()].filter((i) => questions[i].task === task);
    const answers = own.map((i) => questions[i].answer);
    const predictions = own.map((i) => predicted[i]);
    const right = answers.filter((answer, i) => answer === predictions[i]).length;
    const chance = own.reduce((sum, i) => sum + 1 / questions[i].choices.length, 0) / own.length;
    return { task, chance, accuracy: proportion(right, own.length), answers, predictions };
  });
}

/**
 * The typographic attack: zero-shot among the things of all cases, on each drawing as it is, under a blank
 * label and under the word for another thing. Throws `bad-argument` for fewer than two things or a word that
 * is not one of the other things, `cancelled`, and the errors of the model.
 */
export async function measureAttack(
  model: WorldModel,
  cases: readonly AttackCase[],
  options: WorldOptions = {},
): Promise<AttackResult> {
  const things = [...new Set(cases.map(({ thing }) => thing))];
  for (const { thing, word } of cases) {
    if (word !== thing && things.includes(word)) continue;
    throw new ClipscopeError(
      "bad-argument",
      `The word on "${thing}" is "${word}": it must be one of the other things, so that a model can answer it.`,
    );
  }
  const kinds = ["plain", "blank", "labeled"] as const;
  const images = kinds.flatMap((kind) => cases.map((each) => each[kind]));
  const all = await choose(
    model,
    images,
    images.map(() => things),
    options,
  );
  const chosen = (kind: number) =>
    all.slice(kind * cases.length, (kind + 1) * cases.length).map((i) => things[i]);
  const [plain, blank, labeled] = kinds.map((_, kind) => chosen(kind));
  const isRight = (names: string[]) => names.map((name, i) => Number(name === cases[i].thing));
  const isWord = (names: string[]) => names.map((name, i) => Number(name === cases[i].word));
  const share = (hits: number[]) => proportion(hits.filter(Boolean).length, hits.length);
  return {
    things: things.length,
    plain: share(isRight(plain)),
    blank: share(isRight(blank)),
    labeled: share(isRight(labeled)),
    takenForWord: share(isWord(labeled)),
    takenForWordIfBlank: share(isWord(blank)),
    accuracyChange: pairedBootstrap({ first: isRight(blank), second: isRight(labeled) }),
    takenForWordChange: pairedBootstrap({ first: isWord(blank), second: isWord(labeled) }),
  };
}

/** Index of the most similar choice of each image; the first one of equals. */
async function choose(
  model: WorldModel,
  images: readonly RgbImage[],
  choices: readonly (readonly string[])[],
  { templates = worldTemplates, onProgress, signal }: WorldOptions,
): Promise<number[]> {
  if (images.length === 0) {
    throw new ClipscopeError("bad-argument", "There is nothing to measure: give at least one image.");
  }
  const texts = new Map<string, number>();
  for (const list of choices) for (const text of list) if (!texts.has(text)) texts.set(text, texts.size);
  const embedTexts = (batch: string[]) => model.embedTexts(batch, { signal });
  const embedded = await ensembleClassifier(embedTexts, [...texts.keys()], templates, { signal });
  const { data, rows, cols } = await model.embedImages(images, { onProgress, signal });
  if (rows !== images.length) {
    throw new ClipscopeError(
      "bad-image",
      `${images.length - rows} of ${images.length} images could not be embedded: give pixels of [height, width, 3].`,
    );
  }
  return choices.map((list, i) => {
    const scores = list.map((text) => {
      const at = (texts.get(text) as number) * cols;
      let sum = 0;
      for (let c = 0; c < cols; c++) sum += data[i * cols + c] * embedded.data[at + c];
      return sum;
    });
    return scores.indexOf(Math.max(...scores));
  });
}
