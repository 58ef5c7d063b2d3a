import type { Renditions } from "@clipscope/datasets/renditions";
import { drawIcons } from "@clipscope/datasets/renditions/prepare";
import { type RgbImage, seededRandom, shuffledIndices } from "@clipscope/types";
import { fontFiles, svgOfText } from "./fonts.js";
import type { AttackCase } from "./measure.js";
import { thingWords } from "./words.js";

/** Rows that a label covers, of 64. */
const [TOP, BOTTOM] = [46, 63];

/**
 * The drawings of a rendition whose names are short words, each under a blank label and under the word for
 * another one, in capitals of fonts that no training scene has. Labels lie over the lower part and are as wide
 * as their word needs. Throws `bad-argument` for an unknown
 * rendition, `not-found` if a font is not installed, and `cancelled`.
 */
export async function drawAttack(
  data: Renditions,
  rendition: string,
  seed: number,
  signal?: AbortSignal,
): Promise<AttackCase[]> {
  const images = await data.load(rendition, { signal });
  const rowOf = new Map(Array.from(images.concepts, (concept, row) => [data.concepts[concept].name, row]));
  const things = thingWords.filter((word) => rowOf.has(word));
  const order = shuffledIndices(things.length, seededRandom(seed));
  const words = [...order.keys()].map((i) => things[order[(i + 1) % order.length]]);
  const icons = words.flatMap((word, i) => [
    { title: `of the label "${word}"`, icon: labelOf(word, fontFiles.test[i % fontFiles.test.length]) },
    { title: "of a blank label", icon: labelOf(word) },
  ]);
  const labels = await drawIcons(icons, { signal });
  return words.map((word, i) => {
    const thing = things[order[i]];
    const plain = images.image(rowOf.get(thing) as number);
    const [labeled, blank] = labels.slice(2 * i, 2 * i + 2).map((label) => withLabel(plain, label, word));
    return { thing, word, plain, blank, labeled };
  });
}

/** Columns that the label of a word covers. */
function sidesOf(word: string): { left: number; right: number } {
  const half = Math.min(30, 5 * word.length + 4);
  return { left: 32 - half, right: 32 + half };
}

/** A white label with a dark rim, of the word's width; blank without a font. */
function labelOf(word: string, font?: string) {
  const { left, right } = sidesOf(word);
  const [width, height] = [right - left, BOTTOM - TOP];
  const box = { x: 32, y: (TOP + BOTTOM) / 2, width: width - 5, height: height - 5 };
  const body =
    `<rect x="${left + 0.5}" y="${TOP + 0.5}" width="${width - 1}" height="${height - 1}" fill="#fff" stroke="#222"/>` +
    (font ? svgOfText(font, word.toUpperCase(), "#111", box) : "");
  return { body, left: 0, top: 0, width: 64, height: 64 };
}

/** A copy of the image whose pixels at the label's place are the label's. */
function withLabel(image: RgbImage, label: Uint8Array, word: string): RgbImage {
  const data = image.data.slice();
  const { left, right } = sidesOf(word);
  for (let y = TOP; y < BOTTOM; y++) {
    data.set(label.subarray(3 * (64 * y + left), 3 * (64 * y + right)), 3 * (64 * y + left));
  }
  return { ...image, data };
}
