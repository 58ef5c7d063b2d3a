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
import { writeChart } from "./output-file.js";
import { withProgress } from "./progress.js";
import { printReport, type Report } from "./report.js";

/** Options of every command that evaluates embedded data. */
export const EVERY_OPTION = { ...DATA_OPTIONS, ...MODEL_OPTIONS } as const;

type Every = Values<typeof EVERY_OPTION> & Values<typeof OUTPUT_OPTIONS>;

/** Inputs of a command after data and model are opened and the rows embedded. */
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
  /** Description shown above the options in the help. */
  about: string;
  /** The command's own options. */
  options: O;
  /** Features to embed. Default "projected". */
  features?(values: Values<O> & Every): "projected" | "preProjection";
  /** Whether the command embeds no text, so that any model's vectors can be used. */
  wordless?: true;
  /** Number of positional arguments. Default 1: the data. */
  takes?: number;
  /** Handles command lines that bypass the normal flow; returns the exit code. */
  instead?(
    values: Values<O> & Every,
    positionals: readonly string[],
    io: Notebook,
  ): Promise<number> | undefined;
  /**
   * Runs before anything is opened: throws for invalid combinations of options, and returns how to open the
   * data.
   */
  open?(values: Values<O> & Every, positionals: readonly string[], io: Notebook): Promise<Dataset>;
  run(opened: Opened<Values<O> & Every>): Promise<Report>;
}

/** Makes a command that opens data and a model, embeds the rows, evaluates, and prints a report. */
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
      await writeChart(report, (values as { svg?: string }).svg, io);
      return exitCode(dataset, images);
    } finally {
      encoder.dispose();
    }
  };
}

/** The evaluations' `split` option: a named column, the guessed one, or drawn splits. */
export const splitOf = ({ split }: { split?: string | undefined }): { split?: null } =>
  split === "none" ? { split: null } : {};

/** Throws `UsageError` for extra positional arguments. */
export function checkCount(positionals: readonly string[], most: number): void {
  const extra = positionals[most];
  if (extra === undefined) return;
  throw new UsageError(
    `Unexpected argument "${extra}". Options begin with --; texts with spaces need quotes.`,
  );
}

/** Reports rows that have a vector but were left out, such as those without a label. */
function sayLeftOut({ manifest }: Report, { failures }: EmbeddedImages, io: Notebook): void {
  const unread = countFailures(failures);
  const others = Object.entries(manifest.leftOut ?? {}).filter(([reason]) => !(reason in unread));
  if (others.length === 0) return;
  io.note(`Left out: ${others.map(([reason, count]) => `${count} with ${reason}`).join(", ")}.`);
}

/** Adds the row filter to the manifest. */
const withWhere = (report: Report, where: readonly string[] | undefined): Report =>
  where
    ? { ...report, manifest: { ...report.manifest, options: { ...report.manifest.options, where } } }
    : report;
