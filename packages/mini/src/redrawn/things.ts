import type { Concept } from "@clipscope/datasets/renditions";
import { drawIcons } from "@clipscope/datasets/renditions/prepare";
import type { RedrawnAs } from "../captions.js";
import { contains } from "../held-out.js";
import { type IconSetId, iconSets, type NamedSetIcon, plain, readIconSet } from "./icon-sets.js";

/** Something other than a concept that several icon sets draw, by the name that they give it. */
export interface Thing {
  name: string;
  drawings: { pixels: Uint8Array; drawnAs: RedrawnAs }[];
}

/** Minimum number of sets that must have a name, so that it is a word and not one designer's label. */
const FEWEST_SETS = 2;
/** Maximum number of drawings of a thing. */
const MOST_DRAWINGS = 6;
/** Trademarks, and names that are no description. */
const NO_THING = /^(brand|logo|letter|number|numeric|alpha|roman|box-multiple)-|(^|-)\d+[a-z]?(-|$)/;

/** The icons of things, by name: those whose name at least two sets use and that is no concept's. */
function iconsOfThings(
  concepts: readonly Concept[],
  heldOut: readonly string[],
  most = Number.POSITIVE_INFINITY,
): { name: string; icons: NamedSetIcon[] }[] {
  const names = new Set(concepts.map(({ name }) => plain(name)));
  const byName = new Map<string, Map<IconSetId, NamedSetIcon[]>>();
  for (const set of Object.keys(iconSets) as IconSetId[]) {
    for (const icon of readIconSet(set)) {
      const sets = byName.get(icon.name) ?? new Map<IconSetId, NamedSetIcon[]>();
      byName.set(icon.name, sets.set(set, [...(sets.get(set) ?? []), icon]));
    }
  }
  return [...byName]
    .filter(([name, sets]) => {
      const words = name.replaceAll("-", " ");
      const isOther = name.length > 2 && !names.has(name) && !NO_THING.test(name);
      return isOther && sets.size >= FEWEST_SETS && !heldOut.some((held) => contains(words, held));
    })
    .slice(0, most)
    .map(([name, sets]) => ({ name: name.replaceAll("-", " "), icons: inTurn([...sets.values()]) }));
}

/** Names of the things that `drawThings` draws, at most `most`. No name holds one of `heldOut`. */
export function thingNames(
  concepts: readonly Concept[],
  heldOut: readonly string[],
  most?: number,
): string[] {
  return iconsOfThings(concepts, heldOut, most).map(({ name }) => name);
}

/** Draws the things that at least two icon sets have and that are no concept, at most `most`. */
export async function drawThings(
  concepts: readonly Concept[],
  heldOut: readonly string[],
  most?: number,
): Promise<Thing[]> {
  const things = iconsOfThings(concepts, heldOut, most);
  const icons = things.flatMap(({ icons }) => icons);
  const pixels = await drawIcons(icons.map(({ id, icon }) => ({ title: `"${id}" of an icon set`, icon })));
  let at = 0;
  return things.map(({ name, icons }) => ({
    name,
    drawings: icons.map(({ drawnAs }) => ({ pixels: pixels[at++], drawnAs })),
  }));
}

/** The first of each list, then the second of each, and so on, at most `MOST_DRAWINGS`. */
function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1)))
    .flat()
    .slice(0, MOST_DRAWINGS);
}
