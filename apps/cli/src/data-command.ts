import type { Dataset } from "@clipscope/datasets";
import { countFailures, type EmbeddedImages, type Encoder, type How } from "@clipscope/study";
import { type Command, type Notebook, UsageError, withNotes } from "./command.js";
import { embedRows, exitCode, openData, openModel, sayOrigin } from "./inputs.js";
import {
  DATA_OPTIONS,
  helpOf,
  MODEL_OPTIONS,
  type Option,
  OUTPUT_OPTIONS,
  readOptions,
  type Values,
} from "./options.js";
import { withProgress } from "./progress.js";
import { printReport, type Report } from "./report.js";

/** Options of every command that evaluates embedded data. */
export const EVERY_OPTION = { ...DATA_OPTIONS, ...MODEL_OPTIONS } as const;

type Every = Values<typeof EVERY_OPTION> & Values<typeof OUTPUT_OPTIONS>;

/** What a command gets once data and model are open and the rows are embedded. */
export interface Opened<V> {
  values: V;
  positionals: readonly string[];
  dataset: Dataset;
  encoder: Encoder;
  images: EmbeddedImages;
  how: How;
  io: Notebook;
}

export interface DataCommand<O extends Readonly<Record<string, Option>>> {
  /** What it does, over the list of options. */
  about: string;
  /** Its own, beside those of all. */
  options: O;
  /** Default "projected". */
  features?(values: Values<O> & Every): "projected" | "preProjection";
  /** Whether no text is embedded, so that it does not matter which model made the vectors. */
  wordless?: true;
  /** How many positional arguments it takes. Default 1: the data. */
  takes?: number;
  /** Another course, for a command line that asks for one: gives the exit code. */
  instead?(
    values: Values<O> & Every,
    positionals: readonly string[],
    io: Notebook,
  ): Promise<number> | undefined;
  /** Before anything is opened: throws for options that make no sense, and says how the data are opened. */
  open?(values: Values<O> & Every, positionals: readonly string[], io: Notebook): Promise<Dataset>;
  run(opened: Opened<Values<O> & Every>): Promise<Report>;
}

/** A command that opens data and a model, embeds the rows, evaluates, and prints a report. */
export function dataCommand<const O extends Readonly<Record<string, Option>>>(
  command: DataCommand<O>,
): Command {
  const options = { ...EVERY_OPTION, ...command.options, ...OUTPUT_OPTIONS };
  return async (args, console) => {
    const read = readOptions(args, options);
    const values = read.values as unknown as Values<O> & Every;
    const { positionals } = read;
    if (values.help) {
      console.stdout.write(`${command.about}\n\n${helpOf(options)}`);
      return 0;
    }
    checkCount(positionals, command.takes ?? 1);
    const io = withNotes(console, values.quiet);
    const other = command.instead?.(values, positionals, io);
    if (other) return other;
    const { signal } = io;
    const dataset = await (command.open?.(values, positionals, io) ?? openData(positionals[0], values, io));
    const encoder = await openModel(values, io);
    try {
      const features = command.features?.(values) ?? "projected";
      const images = await embedRows(dataset, encoder, values, io, { features });
      if (!command.wordless) sayOrigin(dataset, encoder, images, values.vectors, io);
      const report = await withProgress(io, (onProgress) =>
        command.run({
          values,
          positionals,
          dataset,
          encoder,
          images,
          how: { onProgress, ...(signal && { signal }) },
          io,
        }),
      );
      sayLeftOut(report, images, io);
      printReport(withWhere(report, values.where), values, io);
      return exitCode(dataset, images);
    } finally {
      encoder.dispose();
    }
  };
}

/** Whether rows are split by a column, by the one that was guessed, or drawn: what evaluations take as `split`. */
export const splitOf = ({ split }: { split?: string | undefined }): { split?: null } =>
  split === "none" ? { split: null } : {};

/** Throws `UsageError` for what would be passed over. */
export function checkCount(positionals: readonly string[], most: number): void {
  const extra = positionals[most];
  if (extra === undefined) return;
  throw new UsageError(
    `There is one argument too many: "${extra}". Options begin with --; words with spaces need quotes.`,
  );
}

/** Rows that have a vector and were still left out, such as those without a label. */
function sayLeftOut({ manifest }: Report, { failures }: EmbeddedImages, io: Notebook): void {
  const unread = countFailures(failures);
  const others = Object.entries(manifest.leftOut ?? {}).filter(([reason]) => !(reason in unread));
  if (others.length === 0) return;
  io.note(`Left out: ${others.map(([reason, count]) => `${count} with ${reason}`).join(", ")}.`);
}

/** The rows that were chosen belong to what a figure was computed from. */
const withWhere = (report: Report, where: readonly string[] | undefined): Report =>
  where
    ? { ...report, manifest: { ...report.manifest, options: { ...report.manifest.options, where } } }
    : report;
