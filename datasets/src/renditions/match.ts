import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readChars, readIcons, readPackageJson } from "./packages.js";
import { plainHex } from "./plain-hex.js";
import type { Concept } from "./renditions.js";

/** Matching between a set's icons and the concepts, with the unmatched icons. */
export interface Match {
  /** Concept index → icon name. */
  icons: Map<number, string>;
  /** Names of icons without a concept: skin tones, flags, drawings that are not emoji. */
  leftovers: string[];
}

/**
 * Matches that no rule can derive, checked drawing by drawing. `icons` of a set: icon name → code points, or
 * null for none.
 */
interface HandMade {
  icons: Record<string, Record<string, string | null>>;
}
const handMadeText = readFileSync(new URL("../../renditions/names.json", import.meta.url), "utf8");
const handMade = JSON.parse(handMadeText) as HandMade;

/** Hash of the hand-made table. */
export const namesHash = createHash("sha256").update(handMadeText).digest("hex");

/** Sets whose packages give the code points of each icon. */
const coded = ["twemoji", "noto", "openmoji", "fluent-emoji-flat", "fluent-emoji-high-contrast"];

/**
 * Matches the icons of every set to concepts. In order: the hand-made table; the package's own code points;
 * and, for packages without them, names. Names change between Emoji versions, so the current and old names in
 * packages with code points serve as a dictionary for the others; ambiguous names are left to the hand-made
 * table.
 */
export function matchIcons(concepts: Concept[], ids: readonly string[]): Map<string, Match> {
  const byHex = new Map(concepts.map((concept, index) => [plainHex(concept.id), index]));
  const dictionary = nameDictionary(concepts, byHex);
  return new Map(ids.map((id) => [id, matchSet(id, byHex, dictionary)]));
}

function matchSet(
  id: string,
  byHex: Map<string, number>,
  dictionary: Map<string, number | "unclear">,
): Match {
  const { icons: drawings, aliases = {} } = readIcons(id);
  const table = handMade.icons[id] ?? {};
  const icons = new Map<number, string>();
  const take = (concept: number | undefined, name: string) => {
    if (concept !== undefined && !icons.has(concept)) icons.set(concept, name);
  };
  for (const [name, hex] of Object.entries(table)) take(byHex.get(hex ?? ""), name);
  const codes = codedNames(id);
  for (const [name, hex] of codes) if (!(name in table)) take(byHex.get(hex), name);

  const known = new Set([...Object.keys(table), ...codes.map(([name]) => name)]);
  const otherNames = new Map<string, string[]>();
  for (const [alias, { parent, hFlip }] of Object.entries(aliases)) {
    if (hFlip) otherNames.set(alias, []);
    else otherNames.set(parent, [...(otherNames.get(parent) ?? []), alias]);
  }
  for (const name of new Set([...Object.keys(drawings), ...otherNames.keys()])) {
    // Iconify hides drawings that their authors have withdrawn.
    if (known.has(name) || drawings[name]?.hidden) continue;
    take(byName([name, ...(otherNames.get(name) ?? [])], dictionary), name);
  }
  const used = new Set(icons.values());
  return { icons, leftovers: Object.keys(drawings).filter((name) => !used.has(name)) };
}

/** The concept meant by an icon's names; the first unambiguous name decides. */
function byName(names: string[], dictionary: Map<string, number | "unclear">): number | undefined {
  for (const name of names) {
    // Streamline numbers the variants of one drawing; the first is taken.
    const concept = dictionary.get(name) ?? dictionary.get(name.replace(/-\d$/, ""));
    if (typeof concept === "number") return concept;
  }
  return undefined;
}

/**
 * Every known spelling of every concept's name. CLDR's current names take precedence over the sets' names.
 */
function nameDictionary(concepts: Concept[], byHex: Map<string, number>): Map<string, number | "unclear"> {
  const current = new Map(concepts.map((concept, index) => [iconName(concept.name), index]));
  const others = new Map<string, Set<number>>();
  const add = (name: string, concept: number | undefined) => {
    if (concept !== undefined) others.set(name, (others.get(name) ?? new Set()).add(concept));
  };
  const unicodeNames = readPackageJson<Record<string, string>>("emojibase-data/meta/unicode-names.json");
  for (const [hex, name] of Object.entries(unicodeNames)) add(iconName(name), byHex.get(plainHex(hex)));
  for (const id of coded) {
    const byIcon = new Map(codedNames(id).map(([name, hex]) => [name, byHex.get(hex)]));
    for (const [name, concept] of byIcon) add(name, concept);
    for (const [alias, { parent, hFlip }] of Object.entries(readIcons(id).aliases ?? {})) {
      if (!hFlip) add(alias, byIcon.get(parent));
    }
  }
  const dictionary = new Map<string, number | "unclear">(
    [...others].map(([name, found]) => [name, found.size === 1 ? [...found][0] : "unclear"]),
  );
  for (const [name, concept] of current) dictionary.set(name, concept);
  return dictionary;
}

/** `[icon name, code points]` pairs as stated by the package. The 3D set uses the names of the flat one. */
function codedNames(id: string): [string, string][] {
  const chars = readChars(id === "fluent-emoji" ? "fluent-emoji-flat" : id);
  return Object.entries(chars).map(([hex, name]) => [name, plainHex(hex)]);
}

/** Converts a name to the packages' spelling: "woman's hat" to "womans-hat". */
const iconName = (name: string) =>
  name
    .normalize("NFD")
    .replace(/[\u0300-\u036f'".!()]/g, "")
    .replace(/&/g, "and")
    .toLowerCase()
    .replace(/[^a-z0-9#*]+/g, "-")
    .replace(/^-|-$/g, "");
