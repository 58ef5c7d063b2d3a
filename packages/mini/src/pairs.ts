import { type ClipTokenizer, type Random, type RgbImage, resizeBicubic, seededRandom } from "@clipscope/core";
import { augment, type Batch } from "@clipscope/core/training";
import {
  type Concept,
  nearlyEvaluated,
  pretrainingRows,
  type RenditionImages,
  type Renditions,
} from "@clipscope/datasets/renditions";
import { caption, type RedrawnAs } from "./captions.js";
import { contains, heldOutConcepts } from "./held-out.js";
import { colorRenditions, type Recipe, type Stage, unseenRendition } from "./recipe.js";
import { iconSets } from "./redrawn/icon-sets.js";
import { drawFont, drawIconSet, type Redrawn, redrawRendition } from "./redrawn/redraw.js";

interface Drawing {
  rendition: string;
  /** Style of the drawing, if it differs from its rendition's. */
  drawnAs?: RedrawnAs;
  /** RGB bytes, `[size, size, 3]`. */
  pixels: Uint8Array;
}

/** All training images at one size, grouped by concept. */
export interface Pairs {
  concepts: Concept[];
  size: number;
  /** Drawings by concept index. */
  drawings: Drawing[][];
  /** Drawings in other styles, and the font's, by concept index. */
  redrawn: Drawing[][];
  /** Icons of other sets that have the concept's name, by concept index; many concepts have none. */
  icons: Drawing[][];
}

/** Some images of a rendition: rows of `images`. */
export interface ChosenRows {
  images: RenditionImages;
  rows: Int32Array;
}

/**
 * The concepts that captions are made of, at most `most`: those not held out, without keywords that name a
 * held-out one.
 */
export function trainedConcepts({ concepts }: Renditions, most = concepts.length): Concept[] {
  const heldOut = heldOutConcepts(concepts);
  const names = concepts.filter(({ id }) => heldOut.has(id)).map(({ name }) => name);
  const trained = concepts.filter(({ id }) => !heldOut.has(id));
  const every = Math.max(1, trained.length / most);
  return trained
    .filter((_, i) => i % every < 1) // of all kinds
    .map((concept) => ({
      ...concept,
      keywords: concept.keywords.filter((word) => !names.some((name) => contains(word, name))),
    }));
}

/** Reads and redraws the training images of these concepts, and no others, at `size` pixels. */
export async function readPairs(data: Renditions, trained: readonly Concept[], size: number): Promise<Pairs> {
  const drawings = new Map(trained.map(({ id }) => [id, [] as Drawing[]]));
  const redrawn = new Map(trained.map(({ id }) => [id, [] as Drawing[]]));
  const icons = new Map(trained.map(({ id }) => [id, [] as Drawing[]]));
  const small = (image: RgbImage) => resizeBicubic(image, size, size).data;
  const isEvaluated = await nearlyEvaluated(data);
  const add = (lists: Map<string, Drawing[]>, rendition: string, all: Redrawn[]) => {
    for (const { concept, pixels, drawnAs } of all) {
      if (isEvaluated(concept, pixels)) continue;
      const image = { width: data.size, height: data.size, data: pixels };
      lists.get(data.concepts[concept].id)?.push({ rendition, drawnAs, pixels: small(image) });
    }
  };
  for (const { images, train } of await pretrainingImages(data)) {
    const rendition = images.info.id;
    const concepts = new Set<number>();
    for (const row of train) {
      const concept = images.concepts[row];
      const list = drawings.get(data.concepts[concept].id);
      if (list) concepts.add(concept);
      list?.push({ rendition, pixels: small(images.image(row)) });
    }
    if (colorRenditions.has(rendition)) add(redrawn, rendition, await redrawRendition(rendition, concepts));
  }
  const byId = new Map(data.concepts.map(({ id }, index) => [id, index]));
  const drawn = trained.filter(({ id }) => drawings.get(id)?.length);
  const concepts = new Set(drawn.map(({ id }) => byId.get(id) as number));
  add(redrawn, "noto-emoji-font", await drawFont(data.concepts, concepts));
  for (const set of iconSets) add(icons, set, await drawIconSet(set, data.concepts, concepts));
  const of = (lists: Map<string, Drawing[]>) => drawn.map(({ id }) => lists.get(id) as Drawing[]);
  return { concepts: drawn, drawings: of(drawings), redrawn: of(redrawn), icons: of(icons), size };
}

/**
 * Images of these concepts in pre-training renditions: training images ("train"), held-out drawings of the
 * same designers ("validation"), or those of the rendition reserved for validation ("unseen rendition").
 */
export async function imagesOf(
  data: Renditions,
  trained: readonly Concept[],
  split: "train" | "validation" | "unseen rendition",
): Promise<ChosenRows[]> {
  const ids = new Set(trained.map(({ id }) => id));
  const ofThese = (images: RenditionImages, rows: Int32Array) => ({
    images,
    rows: rows.filter((row) => ids.has(data.concepts[images.concepts[row]].id)),
  });
  if (split === "unseen rendition") {
    const images = await data.load(unseenRendition);
    return [ofThese(images, Int32Array.from(images.concepts.keys()))];
  }
  return (await pretrainingImages(data)).map((rows) => ofThese(rows.images, rows[split]));
}

async function pretrainingImages(data: Renditions) {
  const names = data.renditions.filter(({ use }) => use === "pre-training").map(({ id }) => id);
  return pretrainingRows(await Promise.all(names.map((id) => data.load(id))));
}

/**
 * The batch of a step: distinct concepts, with one drawing and one caption each. Equal steps give equal
 * batches.
 */
export function batchAt(
  step: number,
  pairs: Pairs,
  { seed, batchSize, textLength, normalize }: Recipe,
  stage: Stage,
  tokenizer: ClipTokenizer,
): Batch {
  const next = seededRandom(seed, step);
  const { size } = pairs;
  const pixels = new Float32Array(batchSize * 3 * size * size);
  const captions = distinct(pairs.concepts.length, batchSize, next).map((index, row) => {
    const drawings = chooseList(pairs, index, stage, next);
    const { rendition, pixels: drawing, drawnAs } = drawings[next.below(drawings.length)];
    const offset = row * 3 * size * size;
    const { mean, std } = normalize;
    const varied = augment(drawing, size, stage.augment, next, mean, std, pixels, offset);
    const isPlain = varied === "color" || varied === "gray"; // grey changes nothing of a black-and-white drawing
    return caption(
      { concept: pairs.concepts[index], rendition, drawnAs: drawnAs && isPlain ? drawnAs : varied },
      next,
    );
  });
  const { ids, lengths } = tokenizer.tokenize(captions, { contextLength: textLength, truncate: "end" });
  return { pixels, ids, ends: lengths.map((length) => length - 1) };
}

/** Chooses the list from which a concept's drawing is taken. */
function chooseList(pairs: Pairs, index: number, { redrawn, icons }: Stage, next: Random): Drawing[] {
  const kind = pairs.redrawn[index].length > 0 ? next() : 1;
  if (kind < redrawn) return pairs.redrawn[index];
  if (kind < redrawn + icons && pairs.icons[index].length > 0) return pairs.icons[index];
  return pairs.drawings[index];
}

/** Draws `count` distinct integers below `n`, in random order (a partial Fisher–Yates shuffle). */
function distinct(n: number, count: number, next: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + next.below(n - i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order.slice(0, count);
}
