import type { DrawnAs, Random } from "@clipscope/core/training";
import type { Concept } from "@clipscope/datasets/renditions";

/** What a caption may be put in; "{}" alone is the most common, as class names are. */
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

/** What a caption may say of the style, by rendition. */
export const renditionTemplates: Readonly<Record<string, readonly string[]>> = {
  noto: ["a shaded icon of {}", "a colour drawing of {}"],
  "noto-v1": [...flat, "a colour drawing of {}"],
  fxemoji: flat,
  emojione: flat,
  "emojione-monotone": blackAndWhite,
};

/** How an image is drawn where not as its rendition is: redrawn in another style, or varied. */
export type RedrawnAs = Exclude<DrawnAs, "color"> | "flat";

/** The same where the image was drawn in another way than its rendition. */
export const redrawnTemplates: Readonly<Record<RedrawnAs, readonly string[]>> = {
  flat,
  grey: ["a grey drawing of {}", "a grey icon of {}"],
  "two-tone": blackAndWhite,
  outline: ["a line drawing of {}", "a line icon of {}", "an outline of {}"],
  inked: outlined,
};

/** How often a caption names keywords beside the name, or instead of it. */
const WITH_KEYWORD = 0.2;
const KEYWORDS_ONLY = 0.1;
/** How often a caption says how the thing is drawn. */
const WITH_STYLE = 0.25;
/** How often a name has its article. */
const WITH_ARTICLE = 0.2;

/** What an image shows and how: what its caption can be about. */
export interface Drawn {
  concept: Concept;
  rendition: string;
  drawnAs: DrawnAs | RedrawnAs;
}

/**
 * One caption of a drawing, drawn at random: its name in a template that may speak of the style, sometimes with a
 * keyword ("red apple, fruit"), sometimes by two keywords alone.
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

/** Every template that a caption can be in. */
const allTemplates = [
  captionTemplates,
  ...Object.values(renditionTemplates),
  ...Object.values(redrawnTemplates),
].flat();

/** Every name and keyword, and each template once in a while: what the tokenizer is trained on. */
export function* tokenizerCorpus(concepts: readonly Concept[]): Generator<string> {
  for (const [i, { name, keywords }] of concepts.entries()) {
    yield name;
    yield name; // names weigh twice: every class name is one
    yield* keywords;
    yield allTemplates[i % allTemplates.length].replace("{}", "");
  }
}

/**
 * The words that mini read in captions of these concepts, in lower case: those of names, keywords and templates. For
 * `unfamiliarTexts` in the toolkit, which names the texts that have others.
 */
export function trainedWords(concepts: readonly Concept[]): Set<string> {
  const texts = [...concepts.flatMap(({ name, keywords }) => [name, ...keywords]), ...allTemplates];
  return new Set(texts.flatMap((text) => text.toLowerCase().match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []));
}
