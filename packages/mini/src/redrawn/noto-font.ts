import { createRequire } from "node:module";
import type { Concept } from "@clipscope/datasets/renditions";
import type { Icon } from "@clipscope/datasets/renditions/prepare";
import { type Font, openSync } from "fontkit";

const require = createRequire(import.meta.url);

/** Weights of the font, from thin to thick lines. */
export const fontWeights = ["300Light", "400Regular", "700Bold"] as const;

/**
 * Noto Emoji's monochrome font (Google, OFL 1.1): every emoji as a black-and-white line drawing. Returns a
 * concept's glyph as an icon; undefined if the font has no single glyph for its code points.
 */
export function openNotoFont(weight: (typeof fontWeights)[number]): (concept: Concept) => Icon | undefined {
  const font = openSync(
    require.resolve(`@expo-google-fonts/noto-emoji/${weight}/NotoEmoji_${weight}.ttf`),
  ) as Font;
  return ({ id }) => {
    const text = String.fromCodePoint(...id.split("-").map((hex) => Number.parseInt(hex, 16)));
    const { glyphs } = font.layout(text);
    const drawn = glyphs.filter(({ path }) => path.commands.length > 0);
    if (drawn.length !== 1 || drawn[0].id === 0) return undefined;
    const { path } = drawn[0];
    const { minX, minY, maxX, maxY } = path.bbox;
    const side = 1.06 * Math.max(maxX - minX, maxY - minY); // a little room around it
    const [left, top] = [(minX + maxX - side) / 2, (-minY - maxY - side) / 2];
    // A font's y axis points up.
    const body = `<path transform="scale(1 -1)" d="${path.toSVG()}"/>`;
    return { body, left, top, width: side, height: side };
  };
}
