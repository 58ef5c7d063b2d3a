import type { Embeddings } from "@clipscope/core";
import { cosines, type EmbedTexts, promptEnsemble } from "@clipscope/toolkit";
import { kinds } from "./kinds.js";

/** One meaning of a word: what it is a kind of, and the concepts that it then names. */
export interface Sense {
  /** "fruit", as in "a kind of fruit". */
  kind: string;
  /** Names of concepts. */
  concepts: readonly string[];
}

const sense = (subgroup: string, ...concepts: string[]): Sense => ({ kind: kinds[subgroup], concepts });

/**
 * Words with two meanings among the concepts, by CLDR's names and keywords. They were chosen before any
 * checkpoint was evaluated on them.
 */
export const ambiguousWords: Readonly<Record<string, readonly [Sense, Sense]>> = {
  bat: [sense("animal-mammal", "bat"), sense("sport", "cricket game", "ping pong")],
  bell: [sense("sound", "bell"), sense("food-vegetable", "bell pepper")],
  chicken: [sense("animal-bird", "chicken"), sense("food-prepared", "poultry leg")],
  cricket: [sense("animal-bug", "cricket"), sense("sport", "cricket game")],
  horse: [sense("animal-mammal", "horse"), sense("place-other", "carousel horse")],
  mask: [sense("face-unwell", "face with medical mask"), sense("arts-crafts", "performing arts")],
  mouse: [sense("animal-mammal", "mouse", "mouse face"), sense("computer", "computer mouse")],
  needle: [sense("medical", "syringe"), sense("arts-crafts", "sewing needle", "thread")],
  nut: [sense("food-vegetable", "peanuts"), sense("tool", "nut and bolt")],
  orange: [sense("food-fruit", "tangerine"), sense("geometric", "orange square", "large orange diamond")],
  palm: [sense("plant-other", "palm tree"), sense("hand-fingers-open", "palm up hand", "palm down hand")],
  ring: [sense("clothing", "ring"), sense("transport-water", "ring buoy")],
  roll: [sense("food-prepared", "croissant"), sense("household", "roll of paper")],
  spade: [sense("tool", "shovel"), sense("game", "spade suit")],
  tie: [sense("clothing", "necktie"), sense("arts-crafts", "knot")],
  turkey: [sense("animal-bird", "turkey"), sense("food-prepared", "poultry leg")],
  wave: [sense("hand-fingers-open", "waving hand"), sense("sky-weather", "water wave")],
};

/** Templates whose mean asks for a sense; "{}" is the word. */
export const senseTemplates = [
  "a drawing of {}, a kind of {kind}",
  "a picture of {}, a type of {kind}",
  "an icon of {}, which is a kind of {kind}",
] as const;

/** Which of a word's two senses is nearer to a drawing of one of them. */
export interface SenseAnswer {
  word: string;
  /** Row of the images. */
  row: number;
  /** Name of the concept drawn. */
  concept: string;
  /** Index of the concept's sense. */
  sense: 0 | 1;
  /** Cosine of the image with each sense's prompt. */
  cosines: [number, number];
  right: boolean;
}

/**
 * Asks every image of an ambiguous word's concepts which sense it shows: the nearer of the senses' prompts,
 * each the mean over `senseTemplates`. The bare word is the same text for both senses, so without prompts
 * half the answers are right by chance. `concepts` names the concept of each image. Throws the errors of
 * `embedTexts`, and `wrong-shape` for texts and images of different widths.
 */
export async function measureSenses(
  embedTexts: EmbedTexts,
  images: Embeddings,
  concepts: readonly string[],
): Promise<SenseAnswer[]> {
  const answers: SenseAnswer[] = [];
  for (const [word, senses] of Object.entries(ambiguousWords)) {
    const prompts = senses.map(({ kind }) =>
      senseTemplates.map((template) => template.replace("{}", word).replace("{kind}", kind)),
    );
    const { data, cols } = await promptEnsemble(embedTexts, prompts);
    const near = [0, 1].map((sense) =>
      cosines(images, { data: data.subarray(sense * cols, (sense + 1) * cols), rows: 1, cols }),
    );
    for (const [row, concept] of concepts.entries()) {
      const sense = senses.findIndex(({ concepts }) => concepts.includes(concept));
      if (sense < 0) continue;
      const pair: [number, number] = [near[0][row], near[1][row]];
      answers.push({
        word,
        row,
        concept,
        sense: sense as 0 | 1,
        cosines: pair,
        right: pair[sense] > pair[1 - sense],
      });
    }
  }
  return answers;
}
