import type { Dataset } from "@clipscope/datasets";
import type { EmbeddedImages, Encoder, TextHow } from "@clipscope/study";
import { type Command, type Notebook, withNotes } from "./command.js";
import { embedRows, openData, openModel } from "./inputs.js";
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
  how: TextHow;
  io: Notebook;
}

export interface DataCommand<O extends Readonly<Record<string, Option>>> {
  /** What it does, over the list of options. */
  about: string;
  /** Its own, beside those of all. */
  options: O;
  features?: "projected" | "preProjection";
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
    const io = withNotes(console, values.quiet);
    const { signal } = io;
    const dataset = await (command.open?.(values, positionals, io) ?? openData(positionals[0], values, io));
    const encoder = await openModel(values, io);
    try {
      const images = await embedRows(dataset, encoder, values, io, command.features);
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
      printReport(report, values, io);
      return images.failures.length > 0 ? 1 : 0;
    } finally {
      encoder.dispose();
    }
  };
}

/** Whether rows are split by a column, by the one that was guessed, or drawn: what evaluations take as `split`. */
export const splitOf = ({ split }: { split?: string | undefined }): { split?: null } =>
  split === "none" ? { split: null } : {};
