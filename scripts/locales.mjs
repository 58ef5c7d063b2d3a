// Texts of the explorer: collects what is in `msg(…)` into the catalogs of apps/explorer/src/locales.
// Usage: locales.mjs (adds new texts, with an empty translation, and removes unused ones), or locales.mjs --check
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generateMsgId } from "@lit/localize/internal/id-generation.js";
import { parseSync } from "vite";
import { root } from "./setup/places.mjs";

const SOURCES = join(root, "apps/explorer/src");
const LOCALES = join(SOURCES, "locales");

/** Every text in a source: its id and its English, with {0}, {1}, … for its values; and what is wrong, by line. */
export function textsOf(file, source) {
  const { program } = parseSync(file, source);
  const texts = [];
  const problems = [];
  const visit = (node, inFunction) => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, inFunction);
      return;
    }
    if (typeof node?.type !== "string") return;
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "msg") {
      const say = (sentence) =>
        problems.push(
          `${relative(root, file)}:${source.slice(0, node.start).split("\n").length}: ${sentence}`,
        );
      const text = textOf(node.arguments[0]);
      if (typeof text === "string") say(text);
      else texts.push(text);
      if (!inFunction) say("msg() is called before the language is known: call it in a function or a getter");
    }
    const inner = inFunction || /Function/.test(node.type) || node.type === "PropertyDefinition";
    for (const child of Object.values(node)) if (child && typeof child === "object") visit(child, inner);
  };
  visit(program, false);
  return { texts, problems };
}

/** The text of an argument of `msg`, or a sentence about why it has none. */
function textOf(argument) {
  const isTagged = argument?.type === "TaggedTemplateExpression";
  const tag = isTagged ? argument.tag.name : undefined;
  const quasi = isTagged ? argument.quasi : argument;
  let strings;
  if (argument?.type === "Literal" && typeof argument.value === "string") strings = [argument.value];
  else if (quasi?.type === "TemplateLiteral") strings = quasi.quasis.map(({ value }) => value.cooked);
  if (!strings) return "msg() needs one text in quotes, or a template tagged str or html";
  if (tag !== undefined && tag !== "str" && tag !== "html")
    return `msg() does not support the tag ${tag}: use str or html`;
  if (strings.length > 1 && tag === undefined) return "a template with values needs the tag str or html";
  if (strings.some((string) => /\{\d+\}/.test(string))) return "a text cannot contain a number in braces";
  // As in the runtime, which gets a plain string for a text without a tag.
  const id = generateMsgId(tag === undefined ? strings[0] : strings, tag === "html");
  return { id, en: plain(strings.map((string, i) => (i === 0 ? string : `{${i - 1}}${string}`)).join("")) };
}

/** The texts of the explorer by id, and what is wrong with them. */
export async function explorerTexts() {
  const texts = new Map();
  const problems = [];
  for (const entry of await readdir(SOURCES, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.name.endsWith(".test.ts")) continue;
    const file = join(entry.parentPath, entry.name);
    const found = textsOf(file, await readFile(file, "utf8"));
    for (const { id, en } of found.texts) texts.set(id, en);
    problems.push(...found.problems);
  }
  return { texts, problems };
}

/** What is wrong with a catalog: one sentence for each text without a translation, with other values, or unused. */
export function judgeCatalog(name, catalog, texts) {
  const problems = [];
  for (const [id, en] of texts) {
    const translated = catalog[id]?.text;
    if (!translated) problems.push(`${name}: “${en}” (${id}) has no translation`);
    else if (valuesOf(translated) !== valuesOf(en))
      problems.push(`${name}: the translation of “${en}” (${id}) has other values in braces`);
  }
  for (const [id, { en }] of Object.entries(catalog)) {
    if (!texts.has(id)) problems.push(`${name}: “${en}” (${id}) is not used`);
  }
  return problems;
}

/** The catalogs, by file name. */
export async function readCatalogs() {
  const names = (await readdir(LOCALES)).filter((name) => name.endsWith(".json"));
  return Promise.all(
    names.map(async (name) => [name, JSON.parse(await readFile(join(LOCALES, name), "utf8"))]),
  );
}

/** A catalog of these texts, with the translations of the present one, found by id or by their English. */
function renewed(catalog, texts) {
  const byEnglish = new Map(Object.entries(catalog).map(([id, { en, text }]) => [id[0] + en, text]));
  const entries = Array.from(texts, ([id, en]) => [
    id,
    { en, text: catalog[id]?.text ?? byEnglish.get(id[0] + en) ?? "" },
  ]);
  return Object.fromEntries(entries.sort(([a, { en: x }], [b, { en: y }]) => order(x, y) || order(a, b)));
}

const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const plain = (text) => text.replace(/\s+/g, " ");
const valuesOf = (text) => [...text.matchAll(/\{\d+\}/g)].map(String).sort().join();

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { texts, problems } = await explorerTexts();
  for (const [name, catalog] of await readCatalogs()) {
    if (process.argv.includes("--check")) problems.push(...judgeCatalog(name, catalog, texts));
    else await writeFile(join(LOCALES, name), `${JSON.stringify(renewed(catalog, texts), null, 2)}\n`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
