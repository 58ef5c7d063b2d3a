import { parseArgs } from "node:util";
import { backendNames, engineNames } from "@clipscope/core";
import { TEMPLATE_SETS } from "@clipscope/toolkit/prompts";
import { UsageError } from "./command.js";
import { nearest } from "./nearest.js";

/** An option of the command line; one without `value` is a switch. */
export interface Option {
  /** What stands for the value in the help, such as "<folder>". */
  value?: string;
  help: string;
  /** Can be given more than once. */
  several?: boolean;
  short?: string;
}

/** How the data are read. */
export const DATA_OPTIONS = {
  label: { value: "<column>", help: "the column with the labels; guessed and printed without it" },
  split: { value: "<column>", help: "the column that says train, validation or test; none: draw the splits" },
  shift: { value: "<column>", help: "the column whose values are the distributions" },
  caption: { value: "<column>", help: "the column with captions" },
  image: { value: "<column>", help: "the column with paths or URLs of images" },
  "image-root": {
    value: "<folder>",
    help: "what the images' paths are relative to, if not the folder of the table",
  },
  key: { value: "<column>", help: "the column with the rows' keys" },
  vectors: { value: "<column>", help: "embeddings that come with the data, in the place of its images" },
  where: {
    value: "<column=value>",
    several: true,
    help: "only rows with this value, or with one of several with commas; of two columns, rows with both",
  },
} as const satisfies Record<string, Option>;

/** Which model computes, and how. */
export const MODEL_OPTIONS = {
  model: {
    value: "<model>",
    help: "a folder, file, URL or hub id; none for vectors that come with the data; without it, the built-in mini",
  },
  engine: { value: "<name>", help: `auto (the fastest that is here), ${engineNames.join(", ")}` },
  backend: { value: "<name>", help: `auto, ${backendNames.join(", ")}` },
  dtype: { value: "<type>", help: "float32, float16 or int8: what the engine stores the weights in" },
  tokenizer: { value: "<path>", help: "a folder or file to take the tokenizer from" },
  activation: { value: "<name>", help: "quick_gelu or gelu, where the checkpoint's config has it wrong" },
  decode: {
    value: "<name=value>",
    several: true,
    help: "orientation=upright|as-stored, background=#rrggbb, sixteenBit=clip|scale; without it, as the model's family does",
  },
  "batch-size": { value: "<n>", help: "images in one pass" },
} as const satisfies Record<string, Option>;

/** What becomes of the result. */
export const OUTPUT_OPTIONS = {
  json: { help: "the result with its manifest as one JSON object" },
  csv: { help: "the result's table as CSV" },
  quiet: { help: "no notes, no progress, and of rows that can't be read only their number" },
  help: { short: "h", help: "this text" },
} as const satisfies Record<string, Option>;

/** The words that classes are made of. */
export const WORD_OPTIONS = {
  classes: {
    value: "<names>",
    several: true,
    help: "class names with commas, or a file with one a line; label=name gives a label another name. Without it, the labels",
  },
  templates: {
    value: "<which>",
    several: true,
    help: `a template such as "a photo of a {}.", a file with one a line, or a set: ${TEMPLATE_SETS.map(({ id }) => id).join(", ")}`,
  },
  vocabulary: {
    value: "<which>",
    help: "subset: only classes with labels compete; all: the whole list that the labels are a part of, such as ImageNet's",
  },
} as const satisfies Record<string, Option>;

type Options = Readonly<Record<string, Option>>;
type Value<O extends Option> = O extends { several: true }
  ? string[] | undefined
  : O extends { value: string }
    ? string | undefined
    : boolean | undefined;
export type Values<O extends Options> = { [K in keyof O]: Value<O[K]> };

/** Reads a command line. Throws `UsageError` for an unknown option, with the nearest one. */
export function readOptions<O extends Options>(
  args: readonly string[],
  options: O,
): { values: Values<O>; positionals: string[] } {
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { value, several, short }]) => [
      name,
      {
        type: value ? ("string" as const) : ("boolean" as const),
        multiple: several ?? false,
        ...(short && { short }),
      },
    ]),
  );
  for (const arg of args) {
    if (arg === "--") break;
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name === undefined || Object.hasOwn(options, name)) continue;
    const near = nearest(name, Object.keys(options));
    throw new UsageError(
      `There is no option --${name}${near ? `; did you mean --${near}?` : ". --help lists them."}`,
    );
  }
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
  return { values: values as Values<O>, positionals };
}

/** The options as the help shows them, aligned and wrapped at 110 columns. */
export function helpOf(options: Options): string {
  const heads = Object.entries(options).map(([name, { value, short }]) =>
    [short ? `-${short}, ` : "", `--${name}`, value ? ` ${value}` : ""].join(""),
  );
  const width = Math.max(...heads.map((head) => head.length)) + 2;
  return Object.values(options)
    .map(({ help, several }, i) => {
      const lines = wrap(several ? `${help}. Can be given more than once` : help, 106 - width);
      return lines.map((line, l) => `  ${(l === 0 ? heads[i] : "").padEnd(width)}${line}\n`).join("");
    })
    .join("");
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

/** A whole number of at least `least`. Throws `UsageError`. */
export function wholeNumber(option: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`--${option} takes a whole number of at least ${least}, and got "${text}".`);
}

/** One of some words. Throws `UsageError`. */
export function oneOf<W extends string>(
  option: string,
  text: string | undefined,
  words: readonly W[],
): W | undefined {
  if (text === undefined || (words as readonly string[]).includes(text)) return text as W | undefined;
  throw new UsageError(`--${option} takes ${words.join(", ")}, and got "${text}".`);
}
