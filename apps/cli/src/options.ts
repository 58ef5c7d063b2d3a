import { parseArgs } from "node:util";
import { backendNames, engineNames } from "@clipscope/core";
import { TEMPLATE_SETS } from "@clipscope/toolkit/prompts";
import { UsageError } from "./command.js";
import { nearest } from "./nearest.js";

/** A command-line option; one without `value` is a switch. */
export interface Option {
  /** Placeholder of the value in the help, such as "<folder>". */
  value?: string;
  help: string;
  /** Whether the option can be repeated. */
  several?: boolean;
  short?: string;
}

/** Options for reading data. */
export const DATA_OPTIONS = {
  label: { value: "<column>", help: "label column; if omitted, guessed and printed" },
  split: {
    value: "<column>",
    help: "column with train, validation and test; none draws the splits at random",
  },
  shift: { value: "<column>", help: "column whose values are the distributions" },
  caption: { value: "<column>", help: "caption column" },
  image: { value: "<column>", help: "column with image paths or URLs" },
  "image-root": {
    value: "<folder>",
    help: "folder that image paths are relative to; default: the table's folder",
  },
  key: { value: "<column>", help: "column with row keys" },
  vectors: { value: "<column>", help: "use this column of embeddings instead of images" },
  where: {
    value: "<column=value>",
    several: true,
    help: "only rows with this value, or one of several separated by commas; multiple columns must all match",
  },
} as const satisfies Record<string, Option>;

/** Options for choosing and running a model. */
export const MODEL_OPTIONS = {
  model: {
    value: "<model>",
    help: "folder, file, URL or hub id; none if the data come with embeddings; default: the built-in mini",
  },
  engine: { value: "<name>", help: `auto (the fastest available), ${engineNames.join(", ")}` },
  backend: { value: "<name>", help: `auto, ${backendNames.join(", ")}` },
  dtype: { value: "<type>", help: "float32, float16 or int8: storage type of the weights" },
  tokenizer: { value: "<path>", help: "folder or file with the tokenizer" },
  activation: { value: "<name>", help: "quick_gelu or gelu, overriding a wrong checkpoint config" },
  decode: {
    value: "<name=value>",
    several: true,
    help: "orientation=upright|as-stored, background=#rrggbb, sixteenBit=clip|scale; default: as in the model's family",
  },
  "batch-size": { value: "<n>", help: "images per forward pass" },
  cache: {
    value: "<folder>",
    help: "keep vectors in this folder and use those in it, so that a stopped run goes on where it was",
  },
} as const satisfies Record<string, Option>;

/** Options for output. */
export const OUTPUT_OPTIONS = {
  json: { help: "print the result with its manifest as one JSON object" },
  csv: { help: "print the result's table as CSV" },
  quiet: { help: "no notes or progress, and only the number of unreadable rows" },
  help: { short: "h", help: "show this help" },
} as const satisfies Record<string, Option>;

/** The option of commands whose result has a chart. */
export const SVG_OPTION = (chart: string) =>
  ({ value: "<file.svg>", help: `also write ${chart} as SVG` }) as const;

/** Options for class names and templates. */
export const WORD_OPTIONS = {
  classes: {
    value: "<names>",
    several: true,
    help: "class names separated by commas, or a file with one per line; label=name renames a label. Only listed classes compete; rows with other labels are left out. Default: all labels",
  },
  templates: {
    value: "<which>",
    several: true,
    help: `a template such as "a photo of a {}.", a file with one per line, or a set: ${TEMPLATE_SETS.map(({ id }) => id).join(", ")}. Default: the data's own, else "a photo of a {}."`,
  },
  vocabulary: {
    value: "<which>",
    help: "subset: only classes with labels compete; all: the dataset's whole class list, such as ImageNet's",
  },
} as const satisfies Record<string, Option>;

type Options = Readonly<Record<string, Option>>;
type Value<O extends Option> = O extends { several: true }
  ? string[] | undefined
  : O extends { value: string }
    ? string | undefined
    : boolean | undefined;
export type Values<O extends Options> = { [K in keyof O]: Value<O[K]> };

/** Parses a command line. Throws `UsageError` for an unknown option, suggesting the closest one. */
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
      `Unknown option --${name}${near ? `; did you mean --${near}?` : ". --help lists the options."}`,
    );
  }
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
  return { values: values as Values<O>, positionals };
}

/** The options formatted for the help, aligned and wrapped at 110 columns. */
export function helpOf(options: Options): string {
  const heads = Object.entries(options).map(([name, { value, short }]) =>
    [short ? `-${short}, ` : "", `--${name}`, value ? ` ${value}` : ""].join(""),
  );
  const width = Math.max(...heads.map((head) => head.length)) + 2;
  return Object.values(options)
    .map(({ help, several }, i) => {
      const lines = wrap(several ? `${help}. Can be repeated` : help, 106 - width);
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

/** Parses a whole number of at least `least`. Throws `UsageError`. */
export function wholeNumber(option: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`--${option} must be a whole number of at least ${least}, got "${text}".`);
}

/** Parses one of the given words. Throws `UsageError`. */
export function oneOf<W extends string>(
  option: string,
  text: string | undefined,
  words: readonly W[],
): W | undefined {
  if (text === undefined || (words as readonly string[]).includes(text)) return text as W | undefined;
  throw new UsageError(`--${option} must be one of ${words.join(", ")}, got "${text}".`);
}
