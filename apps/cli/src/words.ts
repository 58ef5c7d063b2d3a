import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Dataset } from "@clipscope/datasets";
import { trainedWords } from "@clipscope/mini";
import { type ClassSpec, DEFAULT_TEMPLATES, type Vocabulary } from "@clipscope/study";
import { unfamiliarTexts } from "@clipscope/toolkit";
import { lintClassNames, TEMPLATE_SETS } from "@clipscope/toolkit/prompts";
import { type Notebook, UsageError } from "./command.js";
import { oneOf, type Values, type WORD_OPTIONS } from "./options.js";

export interface Words {
  classes?: readonly ClassSpec[];
  templates?: readonly string[];
  vocabulary?: Vocabulary;
}

/** Reads the class names and templates given on the command line. */
export async function readWords(values: Values<typeof WORD_OPTIONS>): Promise<Words> {
  const vocabulary = oneOf("vocabulary", values.vocabulary, ["subset", "all"] as const);
  return {
    ...(values.classes && { classes: await readClasses(values.classes) }),
    ...(values.templates && { templates: await readTemplates(values.templates) }),
    ...(vocabulary && { vocabulary }),
  };
}

/**
 * Parses names separated by commas, or a file with one per line; `label=name` renames a label, and "|"
 * separates aliases.
 */
async function readClasses(given: readonly string[]): Promise<ClassSpec[]> {
  const lines: string[] = [];
  for (const each of given) lines.push(...((await linesOf("classes", each)) ?? each.split(",")));
  const specs = lines
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line): ClassSpec => {
      const at = line.indexOf("=");
      if (at < 0) return line;
      const names = line
        .slice(at + 1)
        .split("|")
        .map((name) => name.trim());
      return { names, of: [line.slice(0, at).trim()] };
    });
  if (specs.length === 0) throw new UsageError("--classes is empty: name at least one class.");
  return specs;
}

async function readTemplates(given: readonly string[]): Promise<string[]> {
  const chosen: string[] = [];
  for (const each of given) {
    const set = TEMPLATE_SETS.find(({ id }) => id === each);
    const lines = set?.templates ?? (each.includes("{}") ? [each] : await linesOf("templates", each));
    if (!lines) {
      throw new UsageError(
        `--templates must be a template with {} for the name, a file with one per line, or a set (${TEMPLATE_SETS.map(({ id }) => id).join(", ")}), got "${each}".`,
      );
    }
    chosen.push(...lines.map((line) => line.trim()).filter((line) => line !== ""));
  }
  return [...new Set(chosen)];
}

/**
 * Lines of a file; `undefined` for a text that is no file. Throws `UsageError` for a file name, such as
 * names.txt, without a file.
 */
export async function linesOf(option: string, path: string): Promise<string[] | undefined> {
  if (!existsSync(path)) {
    if (/^\S+\.(?:txt|csv|tsv|json|jsonl)$/i.test(path)) {
      throw new UsageError(`--${option}: there is no file ${path}.`);
    }
    return undefined;
  }
  return (await readFile(path, "utf8")).replace(/^\uFEFF/, "").split(/\r?\n/);
}

const LINTED = 5;

/** Reports class names that the model may misread. Near-duplicate names are checked elsewhere. */
export function sayNames(dataset: Dataset, label: string | undefined, words: Words, io: Notebook): void {
  const names = dataset.vocabulary && !words.classes ? [] : namesOf(dataset, label, words);
  const issues = lintClassNames(names).filter(({ kind }) => kind === "not-words" || kind === "duplicate");
  for (const { message } of issues.slice(0, LINTED)) io.note(message);
  if (issues.length > LINTED) io.note(`… and ${issues.length - LINTED} more such class names.`);
  if (issues.length > 0) io.note("To rename labels, use --classes label=name,… or a file with one per line.");
}

/** The names of the classes. */
function namesOf(dataset: Dataset, label: string | undefined, { classes }: Words): readonly string[] {
  if (classes) return classes.flatMap((spec) => (typeof spec === "string" ? spec : spec.names));
  if (dataset.vocabulary) return dataset.vocabulary.classNames;
  const column = dataset.columns.get(label ?? dataset.roles.label ?? "");
  return column?.kind === "category" ? column.values : [];
}

const NEW_WORDS = 20;

/** Reports words in classes and templates that mini, with its small vocabulary, was not trained on. */
export async function sayNewWords(
  dataset: Dataset,
  label: string | undefined,
  words: Words,
  io: Notebook,
): Promise<void> {
  const texts = [
    ...namesOf(dataset, label, words),
    ...(words.templates ?? dataset.templates ?? DEFAULT_TEMPLATES),
  ];
  const unknown = [...new Set(unfamiliarTexts(texts, await trainedWords()).flatMap((text) => text.words))];
  if (unknown.length === 0) return;
  const listed = unknown.slice(0, NEW_WORDS).map((word) => `“${word}”`);
  if (unknown.length > NEW_WORDS) listed.push(`and ${unknown.length - NEW_WORDS} more words`);
  io.note(
    `mini was not trained on ${listed.join(", ")}: its embeddings of texts with such words are unreliable.`,
  );
}
