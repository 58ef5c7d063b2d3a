import type { MapRegions } from "../compute/compute.js";

/** What regions can be named by. */
export interface RegionNaming {
  /** Categories of the dataset's rows, from fine to coarse, such as a label, its group, or a prediction. */
  categories: readonly { codes: Int32Array; values: readonly string[] }[];
  /** Text of a row, such as its caption, for keywords. */
  textOf?: (row: number) => string;
}

/** Share of a region that a value must have to name it. */
const MAJORITY = 0.5;
/** Number of texts read of each region, evenly spaced. */
const TEXTS = 200;
const KEYWORDS = 3;
/** The least share of texts with a word for it to be a keyword. */
const USUAL = 0.1;

/**
 * A name for each region of a map, in their order: the value that most of its rows have, of the finest category in which
 * one has the majority; otherwise up to three words that are more frequent in its texts than in those of other regions of
 * its level; otherwise "", since any other name would be false for most of its images.
 */
export function nameRegions(
  { rows, regions }: Pick<MapRegions, "rows" | "regions">,
  { categories, textOf }: RegionNaming,
): string[] {
  const names = regions.map(({ points }) => {
    for (const { codes, values } of categories) {
      const [code, count] = mostFrequent(countCodes(codes, rows, points));
      if (count > MAJORITY * points.length) return values[code];
    }
    return "";
  });
  if (textOf) addKeywords(names, { rows, regions }, textOf);
  return names;
}

/** Contribution to the Kullback–Leibler divergence of a share here from the share everywhere. */
const contrast = (here: number, everywhere: number) =>
  here === 0 ? 0 : here * Math.log(here / Math.max(everywhere, 1e-9));

function countCodes(codes: Int32Array, rows: Int32Array, points?: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  const n = points?.length ?? rows.length;
  for (let i = 0; i < n; i++) {
    const code = codes[rows[points ? points[i] : i]];
    if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

function mostFrequent<K>(counts: Iterable<readonly [K, number]>): readonly [K, number] {
  let best: readonly [K, number] = [-1 as K, 0];
  for (const each of counts) if (each[1] > best[1]) best = each;
  return best;
}

/** Names regions without a name by the words that set their texts apart from those of their level. */
function addKeywords(
  names: string[],
  { rows, regions }: Pick<MapRegions, "rows" | "regions">,
  textOf: (row: number) => string,
): void {
  const shares = regions.map(({ points }) => {
    const step = Math.max(1, points.length / TEXTS);
    const counts = new Map<string, number>();
    let n = 0;
    for (let at = 0; at < points.length; at += step, n++) {
      for (const word of wordsOf(textOf(rows[points[Math.floor(at)]])))
        counts.set(word, (counts.get(word) ?? 0) + 1 / points.length);
    }
    for (const [word, count] of counts) counts.set(word, (count * points.length) / n);
    return counts;
  });
  for (const [at, name] of names.entries()) {
    if (name !== "") continue;
    const level = shares.filter((_, other) => regions[other].level === regions[at].level);
    const usual = (word: string) =>
      level.reduce((sum, counts) => sum + (counts.get(word) ?? 0), 0) / level.length;
    const scored = [...shares[at]]
      .filter(([, share]) => share >= USUAL)
      .map(([word, share]) => [word, contrast(share, usual(word))] as const)
      .filter(([, score]) => score > 0)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    names[at] = scored
      .slice(0, KEYWORDS)
      .map(([word]) => word)
      .join(", ");
  }
}

/** The different words of a text, in lower case, of three letters or more. */
const wordsOf = (text: string) => new Set(text.toLowerCase().match(/\p{L}[\p{L}\p{M}'’-]{2,}/gu) ?? []);
