import type { Random } from "@clipscope/core/training";
import type { Concept } from "@clipscope/datasets";

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
  "{} emoji",
] as const;

/** How often a caption names keywords beside the name, or instead of it. */
const WITH_KEYWORD = 0.2;
const KEYWORDS_ONLY = 0.1;

/**
 * One caption of a concept, drawn at random: its name in a template, sometimes with a keyword ("red apple,
 * fruit"), sometimes by two keywords alone.
 */
export function caption(concept: Concept, next: Random): string {
  const keywords = concept.keywords.filter((word) => word.toLowerCase() !== concept.name.toLowerCase());
  const pick = () => keywords[next.below(keywords.length)];
  const kind = next();
  let words = concept.name;
  if (keywords.length >= 2 && kind < KEYWORDS_ONLY) words = `${pick()}, ${pick()}`;
  else if (keywords.length > 0 && kind < KEYWORDS_ONLY + WITH_KEYWORD) words = `${concept.name}, ${pick()}`;
  return captionTemplates[next.below(captionTemplates.length)].replace("{}", words);
}

/** Every name and keyword once in each template: what the tokenizer is trained on. */
export function* tokenizerCorpus(concepts: readonly Concept[]): Generator<string> {
  for (const { name, keywords } of concepts) {
    yield name;
    yield name; // names weigh twice: every class name is one
    yield* keywords;
  }
  for (let i = 0; i < concepts.length; i++) {
    yield captionTemplates[i % captionTemplates.length].replace("{}", "");
  }
}
