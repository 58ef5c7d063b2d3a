import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkEmbeddings, checkOptions, normalizeRows } from "@clipscope/types";
import { checkFinite } from "../embeddings.js";
import { forEachAlike } from "../neighbors/alike.js";
import { AMBIGUOUS_WORDS } from "./ambiguous-words.js";
import { plainName } from "./class-prompts.js";
import { type NotWords, notWords } from "./names-as-words.js";
import { fillTemplate } from "./template.js";

export interface ClassListIssue {
  kind: "duplicate" | "near-identical" | "too-long" | "too-short" | "ambiguous" | "not-words";
  /** Indices of the affected classes: two for near-identical ones, all of them for duplicates. */
  classes: number[];
  /** The issue as a sentence, with a suggested fix. */
  message: string;
  /** The name split into words, if it is an identifier: "annual crop" for "AnnualCrop". */
  suggestion?: string;
}

export interface LintOptions {
  /**
   * `[classNames.length, width]`: the classifier made from the names. Required for finding near-identical
   * classes.
   */
  classifier?: Embeddings;
  /** Cosine from which two classes count as near-identical. Default 0.97. */
  nearIdentical?: number;
  /**
   * Number of tokens of a text, including start and end: `(text) => clip.tokenizer.encode(text).length + 2`.
   */
  countTokens?: (text: string) => number;
  /** Maximum tokens that the model reads, or was trained to read. Default 77, CLIP's. */
  contextLength?: number;
  /**
   * With `countTokens`, names are measured in the longest of these templates. Default: the bare name. Each
   * needs a `{}`.
   */
  templates?: readonly string[];
}

const NOT_WORDS: Record<NotWords["reason"], string> = {
  "wordnet-id": "is a WordNet id, which the model can't interpret: use its name from CLIP's ImageNet list",
  number: "is a number: name what the images show",
  "file-name": "is a file name: name what the images show",
  joined: "is an identifier: write it as words",
};

/**
 * Finds possible mistakes in a list of class names, in class order; nothing is changed. Throws `wrong-shape`.
 */
export function lintClassNames(classNames: readonly string[], options: LintOptions = {}): ClassListIssue[] {
  checkOptions(
    options,
    ["classifier", "nearIdentical", "countTokens", "contextLength", "templates"],
    "lintClassNames",
  );
  const { classifier, countTokens, contextLength = 77, nearIdentical = 0.97 } = options;
  const templates = options.templates?.length ? options.templates : ["{}"];
  const plain = classNames.map(plainName);
  const issues: ClassListIssue[] = [];
  const same = new Map<string, number[]>();
  plain.forEach((name, c) => {
    same.set(name, [...(same.get(name) ?? []), c]);
  });
  for (const classes of same.values()) {
    if (classes.length > 1) {
      const message = `${quoted(classNames[classes[0]])} occurs ${classes.length} times, as classes ${classes.join(", ")}: only one of them can ever be predicted.`;
      issues.push({ kind: "duplicate", classes, message });
    }
  }
  classNames.forEach((name, c) => {
    const say = (kind: ClassListIssue["kind"], message: string) =>
      issues.push({ kind, classes: [c], message });
    if ([...plain[c]].length < 3 && !/^\d+$/.test(plain[c])) {
      say("too-short", `${quoted(name)} (class ${c}) is too short to be meaningful: spell it out.`);
    }
    const identifier = notWords(name);
    if (identifier) {
      const { reason, words } = identifier;
      const message = `${quoted(name)} (class ${c}) ${NOT_WORDS[reason]}${words ? `: “${words}”` : ""}.`;
      issues.push({ kind: "not-words", classes: [c], message, suggestion: words });
    }
    const senses = AMBIGUOUS_WORDS.get(plain[c]);
    if (senses) {
      const [first, second] = senses;
      say(
        "ambiguous",
        `${quoted(name)} (class ${c}) may mean ${first} or ${second}: add a word that disambiguates.`,
      );
    }
    if (!countTokens) return;
    const tokens = Math.max(...templates.map((template) => countTokens(fillTemplate(template, name))));
    if (tokens > contextLength) {
      say(
        "too-long",
        `${quoted(name)} (class ${c}) makes a prompt of ${tokens} tokens, but the model reads ${contextLength}.`,
      );
    }
  });
  if (classifier) issues.push(...nearIdenticalPairs(classNames, plain, classifier, nearIdentical));
  return issues;
}

function nearIdenticalPairs(
  classNames: readonly string[],
  plain: readonly string[],
  classifier: Embeddings,
  from: number,
): ClassListIssue[] {
  checkEmbeddings(classifier, "classifier");
  checkFinite(classifier, "classifier");
  if (classifier.rows !== classNames.length) {
    throw new ClipscopeError(
      "wrong-shape",
      `The classifier has ${classifier.rows} rows for ${classNames.length} class names.`,
    );
  }
  const unit = normalizeRows(classifier);
  const found: { cosine: number; pair: [number, number] }[] = [];
  forEachAlike(unit, from, (a, b, cosine) => {
    if (plain[a] !== plain[b]) found.push({ cosine, pair: [a, b] });
  });
  return found
    .sort((x, y) => y.cosine - x.cosine || x.pair[0] - y.pair[0] || x.pair[1] - y.pair[1])
    .map(({ cosine, pair: [a, b] }) => ({
      kind: "near-identical",
      classes: [a, b],
      message: `${quoted(classNames[a])} and ${quoted(classNames[b])} (classes ${a} and ${b}) are nearly identical to this model: cosine ${cosine.toFixed(3)}.`,
    }));
}

const quoted = (name: string) => `“${name}”`;

/**
 * The checks of `lintClassNames` as an experiment for `record`, except the length in tokens, which needs a
 * tokenizer.
 */
export const classListExperiment = {
  id: "class-list",
  run: (
    i: { classNames: readonly string[]; classifier?: Embeddings },
    o: Pick<LintOptions, "nearIdentical">,
  ) => lintClassNames(i.classNames, { ...o, classifier: i.classifier }),
};
