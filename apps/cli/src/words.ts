import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Dataset } from "@clipscope/datasets";
import { defaultPacksFolder, openRenditions } from "@clipscope/datasets/renditions";
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

/** The classes and templates that a command line names; only what it names. */
export async function readWords(values: Values<typeof WORD_OPTIONS>): Promise<Words> {
  const vocabulary = oneOf("vocabulary", values.vocabulary, ["subset", "all"] as const);
  return {
    ...(values.classes && { classes: await readClasses(values.classes) }),
    ...(values.templates && { templates: await readTemplates(values.templates) }),
    ...(vocabulary && { vocabulary }),
  };
}

/** Names with commas or a file with one a line; `label=name` is a label under another name, and its aliases end in "|". */
async function readClasses(given: readonly string[]): Promise<ClassSpec[]> {
  const lines: string[] = [];
  for (const each of given) lines.push(...((await linesOf(each)) ?? each.split(",")));
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
  if (specs.length === 0) throw new UsageError("--classes names no class.");
  return specs;
}

async function readTemplates(given: readonly string[]): Promise<string[]> {
  const chosen: string[] = [];
  for (const each of given) {
    const set = TEMPLATE_SETS.find(({ id }) => id === each);
    const lines = set?.templates ?? (each.includes("{}") ? [each] : await linesOf(each));
    if (!lines) {
      throw new UsageError(
        `--templates takes a template with {} for the name, a file with one a line, or a set (${TEMPLATE_SETS.map(({ id }) => id).join(", ")}), and got "${each}".`,
      );
    }
    chosen.push(...lines.map((line) => line.trim()).filter((line) => line !== ""));
  }
  return [...new Set(chosen)];
}

async function linesOf(path: string): Promise<string[] | undefined> {
  if (!existsSync(path)) return undefined;
  return (await readFile(path, "utf8")).replace(/^\uFEFF/, "").split(/\r?\n/);
}

const LINTED = 5;

/** Says which class names the model may misread; near names and doubles are for others to find. */
export function sayNames(dataset: Dataset, label: string | undefined, words: Words, io: Notebook): void {
  const names = dataset.vocabulary && !words.classes ? [] : namesOf(dataset, label, words);
  const issues = lintClassNames(names).filter(({ kind }) => kind === "not-words" || kind === "duplicate");
  for (const { message } of issues.slice(0, LINTED)) io.note(message);
  if (issues.length > LINTED) io.note(`… and ${issues.length - LINTED} more class names like these.`);
  if (issues.length > 0) io.note("Other names for labels: --classes label=name,… or a file with one a line.");
}

/** The names that classes will have. */
function namesOf(dataset: Dataset, label: string | undefined, { classes }: Words): readonly string[] {
  if (classes) return classes.flatMap((spec) => (typeof spec === "string" ? spec : spec.names));
  if (dataset.vocabulary) return dataset.vocabulary.classNames;
  const column = dataset.columns.get(label ?? dataset.roles.label ?? "");
  return column?.kind === "category" ? column.values : [];
}

const NEW_WORDS = 20;

/** Says which words of classes and templates mini, which learned few, has never read. */
export async function sayNewWords(
  dataset: Dataset,
  label: string | undefined,
  words: Words,
  io: Notebook,
): Promise<void> {
  const trained = await wordsOfMini();
  if (!trained) return;
  const texts = [
    ...namesOf(dataset, label, words),
    ...(words.templates ?? dataset.templates ?? DEFAULT_TEMPLATES),
  ];
  const unknown = [...new Set(unfamiliarTexts(texts, trained).flatMap((text) => text.words))];
  if (unknown.length === 0) return;
  const listed = unknown.slice(0, NEW_WORDS).map((word) => `“${word}”`);
  if (unknown.length > NEW_WORDS) listed.push(`and ${unknown.length - NEW_WORDS} more words`);
  io.note(`mini was not trained on ${listed.join(", ")}: what it makes of texts with such words is a guess.`);
}

/** Undefined where the built-in drawings, whose names mini learned, are not prepared. */
async function wordsOfMini(): Promise<ReadonlySet<string> | undefined> {
  const folder = await defaultPacksFolder().catch(() => undefined);
  if (folder === undefined) return undefined;
  return trainedWords((await openRenditions(folder)).concepts);
}
