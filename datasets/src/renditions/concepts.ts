import { readPackageJson } from "./packages.js";
import type { Concept } from "./renditions.js";

interface Emoji {
  label: string;
  hexcode: string;
  tags?: string[];
  order: number;
  group?: number;
  subgroup?: number;
  skins?: { hexcode: string }[];
}
interface Groups {
  groups: Record<string, string>;
  subgroups: Record<string, string>;
}

/**
 * Excluded groups: components of other emoji (skin tones, hair), and flags, which are signs rather than
 * drawings of things.
 */
const leftOut = new Set(["component", "country-flag", "subdivision-flag"]);

/**
 * The concepts in the order of Unicode's charts: one per emoji of Unicode 17, with CLDR name and keywords
 * from `emojibase-data`. Excluded are skin-tone variants, components, and flags of countries and
 * subdivisions.
 */
export function readConcepts(): Concept[] {
  const emoji = readPackageJson<Emoji[]>("emojibase-data/en/data.json");
  const { groups, subgroups } = readPackageJson<Groups>("emojibase-data/meta/groups.json");
  return emoji
    .filter((entry) => entry.group !== undefined && entry.subgroup !== undefined)
    .sort((a, b) => a.order - b.order)
    .map((entry) => ({
      id: entry.hexcode,
      name: straightQuotes(entry.label),
      keywords: (entry.tags ?? []).map(straightQuotes),
      group: groups[String(entry.group)],
      subgroup: subgroups[String(entry.subgroup)],
    }))
    .filter(({ group, subgroup }) => !leftOut.has(group) && !leftOut.has(subgroup));
}

const straightQuotes = (text: string) => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
