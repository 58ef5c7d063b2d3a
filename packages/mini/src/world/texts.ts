import type { Random } from "@clipscope/types";
import {
  type ColorName,
  colorNames,
  contrast,
  groundShade,
  luminance,
  type Rgb,
  shadeOf,
  toHex,
  white,
} from "./colors.js";
import { fontFiles, svgOfText, type TextBox } from "./fonts.js";
import { between, drawUntil, groundOf, type Plan, type Planner, pick } from "./plan.js";
import { heldOutSurface, type Split, type Surface, surfaces } from "./split.js";
import { letters, numberNames, numbers, withArticle, words } from "./words.js";

/** Distance in RGB, and difference in luminance, from which a text can be read. */
const READABLE = { distance: 150, luminance: 60 };

/** A word: which is it? */
export const planWord: Planner = (next, split) => {
  const word = pick(words, next);
  const written = next() < 0.5 ? word.toUpperCase() : word;
  return {
    ...textOn(word, written, [`the word ${written}`], next, split),
    choices: words.map((each) => `the word ${each}`),
    answer: words.indexOf(word),
  };
};

/** A letter: which is it? */
export const planLetter: Planner = (next, split) => {
  const letter = pick(letters, next);
  const written = next() < 0.25 && letter !== "L" ? letter.toLowerCase() : letter; // l looks like I
  return {
    ...textOn(letter, written, [`the letter ${written}`], next, split),
    choices: letters.map((each) => `the letter ${each}`),
    answer: letters.indexOf(letter),
  };
};

/** A number in digits: which is it? */
export const planNumber: Planner = (next, split) => {
  const number = pick(numbers, next);
  const name = numberNames[Number(number)];
  const nouns = [`the number ${number}`, ...(name ? [`the number ${name}`] : [])];
  return {
    ...textOn(number, number, nouns, next, split),
    choices: numbers.map((each) => `the number ${each}`),
    answer: numbers.indexOf(number),
  };
};

/** A text in a font of the split, on a surface that the split may show it on. */
function textOn(
  text: string,
  written: string,
  nouns: readonly string[],
  next: Random,
  split: Split,
): Pick<Plan, "phrases" | "combination" | "body"> {
  const surface = drawUntil(
    () => pick(surfaces, next),
    (each) => (each === heldOutSurface(text)) === (split === "test"),
  );
  const { body, phrases } = drawers[surface](written, pick(fontFiles[split], next), nouns, next);
  return { phrases, body, combination: `${text}, ${surface}` };
}

type Drawer = (
  written: string,
  font: string,
  nouns: readonly string[],
  next: Random,
) => Pick<Plan, "phrases" | "body">;

const drawers: Readonly<Record<Surface, Drawer>> = {
  plain(written, font, nouns, next) {
    const ground = next() < 0.2 ? shadeOf(pick(colorNames, next), next) : groundShade(next);
    const { color, fill } = inkOn(ground, next);
    const size = between(0.75, 1, next);
    const box = { x: 32, y: 32 + between(-4, 4, next), width: 59 * size, height: 42 * size };
    return {
      phrases: [...(color ? [`${nouns[0]} in ${color}`] : []), ...nouns],
      body: groundOf(toHex(ground)) + svgOfText(font, written, toHex(fill), box),
    };
  },

  sign(written, font, nouns, next) {
    const color = pick(colorNames, next);
    const board = shadeOf(color, next);
    const ink = luminance(board) > 140 ? "#111111" : "#ffffff";
    const [height, hasPost] = [between(30, 42, next), next() < 0.4];
    const [top, round] = [hasPost ? 5 : 32 - height / 2, between(0, 9, next)];
    const panel = `<rect x="1.5" y="${top}" width="61" height="${height}" rx="${round}" fill="${toHex(board)}"/>`;
    const rim = `<rect x="3" y="${top + 1.5}" width="58" height="${height - 3}" rx="${round}" fill="none" stroke="${ink}"/>`;
    const post = hasPost ? `<rect x="29.5" y="${top + height}" width="5" height="60" fill="#777777"/>` : "";
    const box = { x: 32, y: top + height / 2, width: 53, height: height - 10 };
    return {
      phrases: [
        `${withArticle(color)} sign with ${nouns[0]}`,
        `${nouns[0]} on ${withArticle(color)} sign`,
        ...on("a sign", nouns),
      ],
      body:
        groundOf(toHex(groundShade(next))) +
        post +
        panel +
        (next() < 0.5 ? rim : "") +
        svgOfText(font, written, ink, box),
    };
  },

  label(written, font, nouns, next) {
    const height = between(24, 36, next);
    const tag = next() < 0.5 ? white : groundShade(next);
    const { fill } = inkOn(tag, next);
    const top = 32 - height / 2 + between(-6, 6, next);
    const line = toHex(shadeOf(pick(["black", "gray", "brown"], next), next));
    const ground = next() < 0.5 ? white : shadeOf(pick(colorNames, next), next);
    const box = { x: 32, y: top + height / 2, width: 54, height: height - 8 };
    return {
      phrases: on("a label", nouns),
      body:
        groundOf(toHex(ground)) +
        `<rect x="2" y="${top}" width="60" height="${height}" rx="3" fill="${toHex(tag)}" stroke="${line}" stroke-width="1.6"/>` +
        svgOfText(font, written, toHex(fill), box),
    };
  },

  paper(written, font, nouns, next) {
    const { fill } = inkOn(white, next);
    const desk = toHex(shadeOf(pick(colorNames, next), next));
    const lines = [44, 49, 54].map(
      (y) => `<path d="M12 ${y}H${between(40, 52, next)}" stroke="#bbbbbb" stroke-width="1.3"/>`,
    );
    const hasLines = next() < 0.6;
    const box: TextBox = { x: 32, y: hasLines ? 27 : 34, width: 50, height: hasLines ? 24 : 34 };
    return {
      phrases: on("paper", nouns),
      body:
        groundOf(desk) +
        '<path d="M4 2H48L60 14V62H4Z" fill="#fdfdfb"/><path d="M48 2V14H60Z" fill="#cccccc"/>' +
        (hasLines ? lines.join("") : "") +
        svgOfText(font, written, toHex(fill), box),
    };
  },
};

/** Phrases of a text on something, most specific first. */
function on(surface: string, nouns: readonly string[]): string[] {
  return [...nouns.map((noun) => `${noun} on ${surface}`), `${surface} with ${nouns[0]}`, ...nouns];
}

/** A color that can be read on a ground; its name, unless it is black or white. */
function inkOn(ground: Rgb, next: Random): { color?: ColorName; fill: Rgb } {
  if (next() < 0.45) return { fill: luminance(ground) > 110 ? [16, 16, 16] : white };
  return drawUntil(
    () => {
      const color = pick(colorNames, next);
      return { color, fill: shadeOf(color, next) };
    },
    ({ fill }) =>
      contrast(fill, ground) > READABLE.distance &&
      Math.abs(luminance(fill) - luminance(ground)) > READABLE.luminance,
  );
}
