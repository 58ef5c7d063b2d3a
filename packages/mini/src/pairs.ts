import { type ClipTokenizer, type Random, type RgbImage, resizeBicubic, seededRandom } from "@clipscope/core";
import { augment, type Batch } from "@clipscope/core/training";
import {
  type Concept,
  nearlyEvaluated,
  pretrainingRows,
  type RenditionImages,
  type Renditions,
  subgroupTask,
} from "@clipscope/datasets/renditions";
import { caption, type RedrawnAs, type Subject, sentence, styleOf } from "./captions.js";
import { contains, heldOutConcepts } from "./held-out.js";
import { kinds } from "./kinds.js";
import {
  colorRenditions,
  type Recipe,
  type Stage,
  sceneAugment,
  sceneSeed,
  unseenRendition,
} from "./recipe.js";
import { type IconSetId, iconSets } from "./redrawn/icon-sets.js";
import { drawConceptIcons, drawFont, type Redrawn, redrawRendition } from "./redrawn/redraw.js";
import { drawThings } from "./redrawn/things.js";
import { drawScenes } from "./world/scenes.js";

interface Drawing {
  rendition: string;
  /** Style of the drawing, if it differs from its rendition's. */
  drawnAs?: RedrawnAs;
  /** RGB bytes, `[size, size, 3]`. */
  pixels: Uint8Array;
}

/** All training images at one size, grouped by concept. */
export interface Pairs {
  concepts: TrainedConcept[];
  size: number;
  /** Drawings by concept index. */
  drawings: Drawing[][];
  /** Drawings in other styles, and the font's, by concept index. */
  redrawn: Drawing[][];
  /** Icons of other sets that have the concept's name, by concept index; many concepts have none. */
  icons: Drawing[][];
  /** What icon sets draw besides the concepts. */
  things: { subject: Subject; drawings: Drawing[] }[];
  scenes: { phrases: string[]; pixels: Uint8Array }[];
}

/** Some images of a rendition: rows of `images`. */
export interface ChosenRows {
  images: RenditionImages;
  rows: Int32Array;
}

/** A concept as captions speak of it. */
export type TrainedConcept = Concept & Pick<Subject, "kind">;

/**
 * The concepts that captions are made of, at most `most`: those not held out, without keywords that name a
 * held-out one. The kind of those by which the subgroup task is validated and tested stays unsaid, since it is
 * their label there.
 */
export function trainedConcepts({ concepts }: Renditions, most = concepts.length): TrainedConcept[] {
  const heldOut = heldOutConcepts(concepts);
  const names = heldOutNames(concepts);
  const trained = concepts.filter(({ id }) => !heldOut.has(id));
  const { splits } = subgroupTask({ concepts });
  const asked = new Set(concepts.filter((_, i) => splits[i] && splits[i] !== "train").map(({ id }) => id));
  const isSaid = ({ id }: Concept) => !asked.has(id);
  const every = Math.max(1, trained.length / most);
  return trained
    .filter((_, i) => i % every < 1) // of all kinds
    .map((concept) => ({
      ...concept,
      ...(isSaid(concept) && { kind: kinds[concept.subgroup] }),
      keywords: concept.keywords.filter((word) => !names.some((name) => contains(word, name))),
    }));
}

/** Names of the concepts that no caption may hold. */
export function heldOutNames(concepts: readonly Concept[]): string[] {
  const heldOut = heldOutConcepts(concepts);
  return concepts.filter(({ id }) => heldOut.has(id)).map(({ name }) => name);
}

/** Reads and redraws the training images of these concepts, and no others, and of a stage's other subjects. */
export async function readPairs(
  data: Renditions,
  trained: readonly TrainedConcept[],
  recipe: Recipe,
  { imageSize: size, ...stage }: Stage,
): Promise<Pairs> {
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
  if (stage.icons > 0) {
    for (const set of Object.keys(iconSets) as IconSetId[])
      add(icons, set, await drawConceptIcons(set, data.concepts, concepts));
  }
  const shrink = (pixels: Uint8Array) => small({ width: data.size, height: data.size, data: pixels });
  const things =
    stage.things > 0 ? await drawThings(data.concepts, heldOutNames(data.concepts), recipe.things) : [];
  const scenes = stage.scenes > 0 ? await drawScenes(recipe.scenes, sceneSeed, "train") : [];
  const of = (lists: Map<string, Drawing[]>) => drawn.map(({ id }) => lists.get(id) as Drawing[]);
  return {
    concepts: drawn,
    size,
    drawings: of(drawings),
    redrawn: of(redrawn),
    icons: of(icons),
    things: things.map(({ name, drawings }) => ({
      subject: { name, keywords: [] },
      drawings: drawings.map(({ pixels, drawnAs }) => ({
        rendition: "icons",
        drawnAs,
        pixels: shrink(pixels),
      })),
    })),
    scenes: scenes.map(({ phrases, pixels }) => ({ phrases, pixels: shrink(pixels) })),
  };
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
 * The batch of a step: distinct concepts, other things and scenes, with one drawing and one caption each.
 * Equal steps give equal batches.
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
  const captions: string[] = [];
  /** Writes the augmented drawing; returns its style. */
  const draw = ({ rendition, pixels: drawing, drawnAs }: Drawing, how = stage.augment) => {
    const { mean, std } = normalize;
    const offset = captions.length * 3 * size * size;
    const varied = augment(drawing, size, how, next, mean, std, pixels, offset);
    const isPlain = varied === "color" || varied === "gray"; // grey changes nothing of a black-and-white drawing
    return styleOf(rendition, drawnAs && isPlain ? drawnAs : varied);
  };
  const things = Math.round(batchSize * stage.things);
  const scenes = Math.round(batchSize * stage.scenes);
  for (const index of distinct(pairs.concepts.length, batchSize - things - scenes, next)) {
    const drawings = chooseList(pairs, index, stage, next);
    const style = draw(drawings[next.below(drawings.length)]);
    captions.push(caption({ subject: pairs.concepts[index], style }, next, stage.bare));
  }
  for (const index of distinct(pairs.things.length, things, next)) {
    const { subject, drawings } = pairs.things[index];
    const style = draw(drawings[next.below(drawings.length)]);
    captions.push(caption({ subject, style }, next, stage.bare));
  }
  for (const { phrases, pixels: drawing } of distinctScenes(pairs.scenes, scenes, next)) {
    draw({ rendition: "scenes", pixels: drawing }, sceneAugment);
    captions.push(sentence(phrases[next.below(phrases.length)], next, stage.bare));
  }
  const { ids, lengths } = tokenizer.tokenize(captions, { contextLength: textLength, truncate: "end" });
  return { pixels, ids, ends: lengths.map((length) => length - 1) };
}

/** Chooses scenes of which no two have the same description. */
function distinctScenes(scenes: Pairs["scenes"], count: number, next: Random): Pairs["scenes"] {
  const chosen: Pairs["scenes"] = [];
  const said = new Set<string>();
  while (chosen.length < count) {
    const scene = scenes[next.below(scenes.length)];
    if (scene.phrases.some((phrase) => said.has(phrase))) continue;
    for (const phrase of scene.phrases) said.add(phrase);
    chosen.push(scene);
  }
  return chosen;
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
