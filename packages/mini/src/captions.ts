import type { DrawnAs, Random } from "@clipscope/core/training";
import type { Concept } from "@clipscope/datasets/renditions";

/** Caption templates; "{}" alone is the most common, since class names are used bare. */
export const captionTemplates = [
  "{}",
  "{}",
  "{}",
  "a drawing of {}",
  "a picture of {}",
  "an emoji of {}",
  "an icon of {}",
  "an illustration of {}",
  "a symbol for {}",
  "a cartoon of {}",
  "{} emoji",
] as const;

const flat = ["a flat icon of {}", "a flat drawing of {}"];
const blackAndWhite = [
  "a black and white drawing of {}",
  "a black and white icon of {}",
  "a silhouette of {}",
];
const outlined = ["an outlined drawing of {}", "a drawing of {} with dark outlines"];

/** Templates that mention the style, by rendition. */
export const renditionTemplates: Readonly<Record<string, readonly string[]>> = {
  noto: ["a shaded icon of {}", "a colour drawing of {}"],
  "noto-v1": [...flat, "a colour drawing of {}"],
  fxemoji: flat,
  emojione: flat,
  "emojione-monotone": blackAndWhite,
};

/** Style of an image that differs from its rendition's: redrawn or augmented. */
export type RedrawnAs = Exclude<DrawnAs, "color"> | "flat";

/** Templates that mention the style of a redrawn or augmented image. */
export const redrawnTemplates: Readonly<Record<RedrawnAs, readonly string[]>> = {
  flat,
  gray: ["a grey drawing of {}", "a grey icon of {}"],
  "two-tone": blackAndWhite,
  outline: ["a line drawing of {}", "a line icon of {}", "an outline of {}"],
  inked: outlined,
};

/** Probability that a caption names keywords beside or instead of the name. */
const WITH_KEYWORD = 0.2;
const KEYWORDS_ONLY = 0.1;
/** Probability that a caption mentions the drawing style. */
const WITH_STYLE = 0.25;
/** Probability that a name gets its article. */
const WITH_ARTICLE = 0.2;

/** Content and style of an image, as far as its caption may mention them. */
export interface Drawn {
  concept: Concept;
  rendition: string;
  drawnAs: DrawnAs | RedrawnAs;
}

/**
 * A random caption for a drawing: its name in a template that may mention the style, sometimes with a keyword
 * ("red apple, fruit"), sometimes two keywords alone.
 */
export function caption({ concept, rendition, drawnAs }: Drawn, next: Random): string {
  const { name, keywords } = concept;
  const others = keywords.filter((word) => word.toLowerCase() !== name.toLowerCase());
  const pick = <T>(list: readonly T[]) => list[next.below(list.length)];
  const kind = next();
  let words = next() < WITH_ARTICLE ? `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}` : name;
  if (others.length >= 2 && kind < KEYWORDS_ONLY) words = `${pick(others)}, ${pick(others)}`;
  else if (others.length > 0 && kind < KEYWORDS_ONLY + WITH_KEYWORD) words = `${name}, ${pick(others)}`;
  const ofStyle = drawnAs === "color" ? renditionTemplates[rendition] : redrawnTemplates[drawnAs];
  return pick(next() < WITH_STYLE ? ofStyle : captionTemplates).replace("{}", words);
}

/** Every caption template. */
const allTemplates = [
  captionTemplates,
  ...Object.values(renditionTemplates),
  ...Object.values(redrawnTemplates),
].flat();

/** The training corpus of the tokenizer: every name and keyword, with each template interspersed. */
export function* tokenizerCorpus(concepts: readonly Concept[]): Generator<string> {
  for (const [i, { name, keywords }] of concepts.entries()) {
    yield name;
    yield name; // names weigh twice: every class name is one
    yield* keywords;
    yield allTemplates[i % allTemplates.length].replace("{}", "");
  }
}

/**
 * Words in the training captions of these concepts, in lower case: those of names, keywords and templates.
 * For toolkit's `unfamiliarTexts`, which reports texts with other words.
 */
export function trainedWords(concepts: readonly Concept[]): Set<string> {
  const texts = [...concepts.flatMap(({ name, keywords }) => [name, ...keywords]), ...allTemplates];
  return new Set(texts.flatMap((text) => text.toLowerCase().match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []));
}
