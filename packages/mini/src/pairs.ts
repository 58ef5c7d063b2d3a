import { type ClipTokenizer, resizeBicubic } from "@clipscope/core";
import { augment, type Batch, type Random, random } from "@clipscope/core/training";
import { type Concept, pretrainingRows, type Renditions } from "@clipscope/datasets";
import { caption } from "./captions.js";
import { recipe, type Stage } from "./recipe.js";

/** Every pre-training image at one size, grouped by concept. */
interface Pairs {
  concepts: Concept[];
  size: number;
  /** Index of a concept, then of its drawings: RGB bytes, `[size, size, 3]`. */
  images: Uint8Array[][];
}

/** Reads the images that may be trained on, and only those, at `size` pixels. */
export async function readPairs(data: Renditions, size: number): Promise<Pairs> {
  const names = data.renditions.filter(({ use }) => use === "pre-training").map(({ id }) => id);
  const renditions = await Promise.all(names.map((id) => data.load(id)));
  const images: Uint8Array[][] = data.concepts.map(() => []);
  for (const { images: rendition, train } of pretrainingRows(renditions)) {
    for (const row of train) {
      images[rendition.concepts[row]].push(resizeBicubic(rendition.image(row), size, size).data);
    }
  }
  const kept = data.concepts.map((_, i) => i).filter((i) => images[i].length > 0);
  return { concepts: kept.map((i) => data.concepts[i]), images: kept.map((i) => images[i]), size };
}

/** The batch of one step: distinct concepts, a drawing and a caption of each. Equal steps, equal batches. */
export function batchAt(step: number, pairs: Pairs, stage: Stage, tokenizer: ClipTokenizer): Batch {
  const next = random(recipe.seed, step);
  const { batchSize, textLength, normalize } = recipe;
  const { size } = pairs;
  const chosen = distinct(pairs.concepts.length, batchSize, next);
  const pixels = new Float32Array(batchSize * 3 * size * size);
  const captions = chosen.map((concept, row) => {
    const drawings = pairs.images[concept];
    const drawing = drawings[next.below(drawings.length)];
    const offset = row * 3 * size * size;
    augment(drawing, size, stage.augment, next, normalize.mean, normalize.std, pixels, offset);
    return caption(pairs.concepts[concept], next);
  });
  const { ids, lengths } = tokenizer.tokenize(captions, { contextLength: textLength, truncate: "end" });
  return { pixels, ids, ends: lengths.map((length) => length - 1) };
}

/** `count` different whole numbers below `n`, in random order (a partial Fisher–Yates shuffle). */
function distinct(n: number, count: number, next: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + next.below(n - i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order.slice(0, count);
}
