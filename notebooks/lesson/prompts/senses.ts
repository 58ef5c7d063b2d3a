import type { Embeddings } from "@clipscope/core";
import { ambiguousWords, measureSenses, type Sense, type SenseAnswer } from "@clipscope/mini/senses";
import type { Drawing } from "../drawings.js";
import { ask, look } from "../study.js";

/** A drawing of one sense of an ambiguous word. */
export interface SenseDrawing extends SenseAnswer {
  drawing: Drawing;
  /** Cosine with the word alone, in a sentence that does not say the kind. */
  plain: number;
}

/** An ambiguous word: its two senses, and drawings of both. */
export interface AmbiguousWord {
  word: string;
  senses: readonly [Sense, Sense];
  drawings: readonly SenseDrawing[];
}

/** The sentence that leaves open which sense is meant. */
export const openSentence = (word: string): string => `a drawing of ${word}`;

/** Asks each of an artist's drawings of an ambiguous word which sense it shows, by `measureSenses`. */
export async function sensesOf(set: string): Promise<AmbiguousWord[]> {
  const words = Object.entries(ambiguousWords);
  const names = [...new Set(words.flatMap(([, senses]) => senses.flatMap(({ concepts }) => concepts)))];
  const drawings = await ask("lesson/drawings", { names, sets: [set] });
  const seen = await look(drawings.map(({ key }) => ({ key })));
  const images = rowsOf(seen.map(({ vector }) => vector));
  const drawn = drawings.map(({ name }) => name);
  const answers = await measureSenses(embedTexts, images, drawn);
  const plain = await embedTexts(words.map(([word]) => openSentence(word)));
  return words.map(([word, senses], at) => ({
    word,
    senses,
    drawings: answers
      .filter((answer) => answer.word === word)
      .map((answer) => ({
        ...answer,
        drawing: drawings[answer.row],
        plain: dot(seen[answer.row].vector, plain.data.subarray(at * plain.cols, (at + 1) * plain.cols)),
      })),
  }));
}

async function embedTexts(texts: readonly string[]): Promise<Embeddings> {
  const read = await ask("lesson/texts", { texts });
  return rowsOf(read.map(({ vector }) => vector));
}

function rowsOf(vectors: readonly Float32Array[]): Embeddings {
  const cols = vectors[0].length;
  const data = new Float32Array(vectors.length * cols);
  for (const [row, vector] of vectors.entries()) data.set(vector, row * cols);
  return { data, rows: vectors.length, cols };
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
