import { ClipscopeError } from "@clipscope/types";

/** Prompts written for each class, as read from a file. */
export interface ClassPrompts {
  /** `[classNames.length]` lists, for `promptEnsemble`. */
  prompts: string[][];
  /** Classes in the file that are not among the names. */
  unused: string[];
}

/**
 * Reads prompts by class in the format of CuPL (Pratt et al. 2023) and others: a JSON object from class name
 * to a list of texts, such as `{ "tench": ["A tench is a large olive-green fish.", …] }`. Names are matched
 * exactly, otherwise ignoring case, underscores and spaces. Throws `bad-argument` naming what is missing or
 * malformed.
 */
export function readClassPrompts(json: string, classNames: readonly string[]): ClassPrompts {
  if (typeof json !== "string") throw wrong("must be the text of a JSON file, not an object");
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw wrong(`are not JSON: ${(cause as Error).message}`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw wrong('must be one object from class name to a list of texts, such as { "tench": ["…"] }');
  }
  const lists = new Map(Object.entries(parsed));
  const byPlainName = new Map([...lists.keys()].map((key) => [plainName(key), key]));
  const used = new Set<string>();
  const missing: string[] = [];
  const prompts = classNames.map((name) => {
    const key = lists.has(name) ? name : byPlainName.get(plainName(name));
    if (key === undefined) {
      missing.push(name);
      return [];
    }
    used.add(key);
    const texts: unknown = lists.get(key);
    if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === "string")) {
      throw wrong(`of "${key}" must be a list of at least one text`);
    }
    return texts as string[];
  });
  if (missing.length > 0) {
    const shown = missing.slice(0, 5).map((name) => `"${name}"`);
    throw wrong(`lack ${missing.length} of ${classNames.length} classes: ${shown.join(", ")}`);
  }
  return { prompts, unused: [...lists.keys()].filter((key) => !used.has(key)) };
}

/** A name normalized for comparison: lower case, with a single space for underscores and white space. */
export const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[_\s]+/g, " ")
    .trim();

const wrong = (what: string) => new ClipscopeError("bad-argument", `The prompts by class ${what}.`);
