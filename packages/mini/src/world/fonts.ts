import { createRequire } from "node:module";
import { type Font, openSync } from "fontkit";

const require = createRequire(import.meta.url);

/** Fonts of the drawings, by split: of unlike kinds, and no design on both sides. All OFL 1.1. */
export const fontFiles = {
  train: [
    "archivo-black/400Regular/ArchivoBlack_400Regular.ttf",
    "varela-round/400Regular/VarelaRound_400Regular.ttf",
    "anton/400Regular/Anton_400Regular.ttf",
    "abril-fatface/400Regular/AbrilFatface_400Regular.ttf",
    "courier-prime/700Bold/CourierPrime_700Bold.ttf",
    "patrick-hand/400Regular/PatrickHand_400Regular.ttf",
    "lilita-one/400Regular/LilitaOne_400Regular.ttf",
  ],
  test: ["russo-one/400Regular/RussoOne_400Regular.ttf", "domine/700Bold/Domine_700Bold.ttf"],
} as const;

/** A text as SVG paths in the font's own units, whose y axis points up, and the box of its ink. */
interface Lettering {
  body: string;
  minX: number;
  minY: number;
  width: number;
  height: number;
}

/** The rectangle that a text is fitted into: center, width and height, in pixels. */
export interface TextBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Letters are stretched by at most this, unless a long word would be lower than `LOWEST`. */
const STRETCH = 1.3;
/** Minimum height of a text's ink, in pixels of a 64-pixel drawing: 9 at 48 pixels. */
const LOWEST = 12;

const opened = new Map<string, Font>();
const lettered = new Map<string, Lettering>();

/**
 * A text as SVG, as large as it fits the box, centered. Its ink is at least 12 pixels high where the box is.
 */
export function svgOfText(file: string, text: string, fill: string, box: TextBox): string {
  const { body, minX, minY, width, height } = letteringOf(file, text);
  const [widest, highest] = [box.width / width, box.height / height];
  const scale = Math.min(widest, highest);
  const across = Math.min(widest, scale * STRETCH);
  const up = Math.min(highest, Math.max(scale * STRETCH, LOWEST / height));
  const place = `translate(${box.x} ${box.y}) scale(${across} ${-up}) translate(${-minX - width / 2} ${-minY - height / 2})`;
  return `<g transform="${place}" fill="${fill}">${body}</g>`;
}

function letteringOf(file: string, text: string): Lettering {
  const key = `${file} ${text}`;
  const known = lettered.get(key);
  if (known) return known;
  const { glyphs, positions } = fontOf(file).layout(text);
  let pen = 0;
  let body = "";
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [i, { path }] of glyphs.entries()) {
    const x = pen + positions[i].xOffset;
    pen += positions[i].xAdvance;
    body += `<path transform="translate(${x} 0)" d="${path.toSVG()}"/>`;
    minX = Math.min(minX, x + path.bbox.minX);
    maxX = Math.max(maxX, x + path.bbox.maxX);
    minY = Math.min(minY, path.bbox.minY);
    maxY = Math.max(maxY, path.bbox.maxY);
  }
  const lettering = { body, minX, minY, width: maxX - minX, height: maxY - minY };
  lettered.set(key, lettering);
  return lettering;
}

function fontOf(file: string): Font {
  let font = opened.get(file);
  if (!font) {
    font = openSync(require.resolve(`@expo-google-fonts/${file}`)) as Font;
    opened.set(file, font);
  }
  return font;
}
