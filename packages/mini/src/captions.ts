import type { DrawnAs, Random } from "@clipscope/core/training";
import { kinds } from "./kinds.js";

/**
 * Sentences that name what is drawn. As on the web, the text beside a picture is hardly ever the name alone
 * (CLIP §3.1.4), so no caption begins with it.
 */
export const plainTemplates = [
  "a drawing of {}",
  "a picture of {}",
  "an emoji of {}",
  "an icon of {}",
  "an illustration of {}",
  "an image of {}",
  "a symbol for {}",
  "a sign for {}",
  "a cartoon of {}",
  "a sketch of {}",
  "a sticker of {}",
  "a pictogram of {}",
  "clip art of {}",
  "a graphic of {}",
  "emoji: {}",
  "icon: {}",
  "a small picture of {}",
  "a simple drawing of {}",
  "a nice drawing of {}",
  "a cute picture of {}",
  "my drawing of {}",
  "the emoji for {}",
  "the icon shows {}",
  "a picture that shows {}",
  "a drawing that shows {}",
  "an emoji that means {}",
  "this is {}",
  "here is {}",
  "it looks like {}",
  "someone drew {}",
] as const;

/** How a drawing looks, as far as its caption may say so. */
export type DrawingStyle = "shaded" | "flat" | "black and white" | "gray" | "line" | "outlined";

const adjectives: Readonly<Record<DrawingStyle, readonly string[]>> = {
  shaded: ["shaded", "glossy", "colorful", "color"],
  flat: ["flat", "flat color", "colorful", "color"],
  "black and white": ["black and white", "black", "monochrome"],
  gray: ["gray", "grayscale"],
  line: ["line", "thin line", "black and white", "black line"],
  outlined: ["outlined", "comic", "color"],
};

const styledSentences: Readonly<Record<DrawingStyle, readonly string[]>> = {
  shaded: ["a drawing with shading of {}"],
  flat: ["a picture in flat colors of {}"],
  "black and white": ["a silhouette of {}", "a stencil of {}", "in black and white: {}"],
  gray: ["in gray: {}"],
  line: ["an outline of {}", "drawn with lines: {}", "in black and white: {}"],
  outlined: ["a drawing with dark outlines of {}", "with dark outlines: {}"],
};

const media = ["drawing", "icon", "picture", "emoji", "illustration", "image", "symbol"];

/** Sentences that also name the style. */
export const styleTemplates: Readonly<Record<DrawingStyle, readonly string[]>> = {
  shaded: sentencesOf("shaded"),
  flat: sentencesOf("flat"),
  "black and white": sentencesOf("black and white"),
  gray: sentencesOf("gray"),
  line: sentencesOf("line"),
  outlined: sentencesOf("outlined"),
};

function sentencesOf(style: DrawingStyle): string[] {
  const own = styledSentences[style];
  const general = adjectives[style].flatMap((word) =>
    media.map((medium) => `${withArticle(`${word} ${medium}`)} of {}`),
  );
  return [...general, ...own, ...own]; // the few of its own count twice
}

/** Ways to say what kind of thing it is. */
const kindPhrases = ["{}, a kind of {kind}", "{}, a type of {kind}", "{}, which is a kind of {kind}"];

/** Style of an image that differs from its rendition's: redrawn or augmented. */
export type RedrawnAs = Exclude<DrawnAs, "color"> | "flat";

const renditionStyles: Readonly<Record<string, DrawingStyle>> = {
  noto: "shaded",
  "emojione-monotone": "black and white",
};

const redrawnStyles: Readonly<Record<RedrawnAs, DrawingStyle>> = {
  flat: "flat",
  gray: "gray",
  "two-tone": "black and white",
  outline: "line",
  inked: "outlined",
};

/** Probabilities of what a caption holds. */
const shares = {
  /** A sentence that names the style, among the sentences. */
  style: 0.4,
  /** A keyword instead of the name, with the kind of thing: "orange, a kind of fruit" for a tangerine. */
  keywordOfKind: 0.12,
  /** The name and the kind of thing. */
  ofKind: 0.13,
  /** The name and a keyword: "red apple, fruit". */
  withKeyword: 0.12,
  /** Two keywords without the name. */
  keywords: 0.05,
  /** An article before the words, in sentences. */
  article: 0.5,
};

/** What captions may say of something drawn: a concept, or another thing with a name. */
export interface Subject {
  name: string;
  keywords: readonly string[];
  /** What it is a kind of: "fruit". */
  kind?: string;
}

/** Something drawn, as far as its caption may mention it. */
export interface Drawn {
  subject: Subject;
  style: DrawingStyle;
}

/** Style of a drawing of a rendition, or of a redrawn or augmented version of it. */
export function styleOf(rendition: string, drawnAs: DrawnAs | RedrawnAs): DrawingStyle {
  return drawnAs === "color" ? (renditionStyles[rendition] ?? "flat") : redrawnStyles[drawnAs];
}

/**
 * A random caption for a drawing: a sentence, which may mention the style, the kind of thing and a keyword, or, with
 * the probability `bare`, the words alone.
 */
export function caption({ subject, style }: Drawn, next: Random, bare = 0): string {
  const pick = <T>(list: readonly T[]) => list[next.below(list.length)];
  const { words, takesArticle } = randomWords(subject, next);
  if (bare > 0 && next() < bare) return words;
  const phrase = takesArticle && next() < shares.article ? pick([withArticle(words), `the ${words}`]) : words;
  return pick(next() < shares.style ? styleTemplates[style] : plainTemplates).replace("{}", phrase);
}

/** A random caption for something described by a phrase, without its style, which varies with the phrase. */
export function sentence(phrase: string, next: Random, bare = 0): string {
  if (bare > 0 && next() < bare) return phrase;
  return plainTemplates[next.below(plainTemplates.length)].replace("{}", phrase);
}

function randomWords(
  { name, keywords, kind }: Subject,
  next: Random,
): { words: string; takesArticle: boolean } {
  const pick = <T>(list: readonly T[]) => list[next.below(list.length)];
  const others = keywords.filter((word) => word.toLowerCase() !== name.toLowerCase());
  const ofKind = (words: string) =>
    pick(kindPhrases)
      .replace("{}", words)
      .replace("{kind}", kind as string);
  let at = next();
  const is = (share: number) => {
    at -= share;
    return at < 0;
  };
  if (is(shares.keywordOfKind) && kind && others.length > 0)
    return { words: ofKind(pick(others)), takesArticle: true };
  if (is(shares.ofKind) && kind) return { words: ofKind(name), takesArticle: true };
  if (is(shares.withKeyword) && others.length > 0)
    return { words: `${name}, ${pick(others)}`, takesArticle: true };
  if (is(shares.keywords) && others.length > 1)
    return { words: `${pick(others)}, ${pick(others)}`, takesArticle: false };
  return { words: name, takesArticle: true };
}

/** "a red apple", "an orange". */
export function withArticle(words: string): string {
  return `${/^[aeiou]/i.test(words) ? "an" : "a"} ${words}`;
}

/** Everything in captions besides names and keywords: the sentences, and what things are kinds of. */
const sentences = [
  ...plainTemplates,
  ...Object.values(styleTemplates).flat(),
  ...Object.values(kinds).flatMap((kind) => kindPhrases.map((phrase) => phrase.replace("{kind}", kind))),
  "the {}",
  "an {}",
];

/** What the tokenizer is trained on: every name twice and every keyword, with the sentences interspersed. */
export function* tokenizerCorpus(subjects: readonly Subject[]): Generator<string> {
  for (const [i, { name, keywords }] of subjects.entries()) {
    yield name;
    yield name; // names weigh twice: every class name is one
    yield* keywords;
    yield sentences[i % sentences.length].replace("{}", "");
  }
}

/** Every word of the captions of these subjects and of these phrases, in lower case, sorted. */
export function wordsOfCaptions(subjects: readonly Subject[], phrases: Iterable<string> = []): string[] {
  const texts = [...subjects.flatMap(({ name, keywords }) => [name, ...keywords]), ...sentences, ...phrases];
  const words = texts.flatMap((text) => text.toLowerCase().match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? []);
  return [...new Set(words)].sort();
}
