import {
  type Column,
  type Dataset,
  type EmbeddingsTable,
  embeddingsFormat,
  takeColumn,
  writeEmbeddings,
} from "@clipscope/datasets";
import type { EmbeddedImages, Encoder } from "@clipscope/study";
import { type Command, type Notebook, UsageError, withNotes } from "./command.js";
import { checkCount } from "./data-command.js";
import { CANCELLED } from "./exit-codes.js";
import { embedRows, exitCode, openData, openModel, shortName } from "./inputs.js";
import { DATA_OPTIONS, helpOf, MODEL_OPTIONS, OUTPUT_OPTIONS, oneOf, readOptions } from "./options.js";
import { checkWritable } from "./output-file.js";
import { withProgress } from "./progress.js";
import { linesOf } from "./words.js";

const OPTIONS = {
  out: {
    value: "<file>",
    help: "output file: .parquet, .arrow, .safetensors, .npz, .npy (with .csv and .json sidecars), .csv, or vectors.tsv for the Embedding Projector",
  },
  texts: {
    value: "<text or file>",
    several: true,
    help: "texts to embed instead of data, or a file with one per line; further arguments are texts too",
  },
  features: {
    value: "<which>",
    help: "projected: the space shared with texts, rows of norm 1; preProjection: the image tower's output before projection, for probes. Default: projected",
  },
  truncate: {
    help: "with --texts: truncate texts that are too long for the model, and list them, instead of failing",
  },
  ...DATA_OPTIONS,
  ...MODEL_OPTIONS,
  quiet: OUTPUT_OPTIONS.quiet,
  help: OUTPUT_OPTIONS.help,
} as const;

const HELP = `clipscope embed <data> --out <file> [options]
clipscope embed --texts <text or file>… --out <file> [options]

Embeds the data's images, or texts. The output includes row keys, labels and other columns, the model's name and hash, the
data's hash, and a list of unreadable rows; all commands can read it: clipscope eval <file>. Unreadable rows are listed and
left out, and the exit code is 1. Ctrl-C writes the rows done so far.

`;

export const embed: Command = async (args, console) => {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (values.help) {
    console.stdout.write(`${HELP}${helpOf(OPTIONS)}`);
    return 0;
  }
  const { texts } = values;
  const features = oneOf("features", values.features, ["projected", "preProjection"] as const);
  if (texts && features === "preProjection") {
    throw new UsageError(
      "--features preProjection applies only to images: texts are embedded in the shared space.",
    );
  }
  const out = await checkOut(values.out);
  const io = withNotes(console, values.quiet);
  if (texts) {
    const lines = await readTexts([...texts, ...positionals]);
    const encoder = await openModel(values, io);
    try {
      return await writeTexts(lines, encoder, out, values.truncate ? "end" : "error", io);
    } finally {
      encoder.dispose();
    }
  }
  checkCount(positionals, 1);
  const dataset = await openData(positionals[0], values, io);
  const encoder = await openModel(values, io);
  try {
    const images = await embedRows(dataset, encoder, values, io, {
      partial: true,
      ...(features && { features }),
    });
    const { rows, cols } = images.embeddings;
    await writeEmbeddings(out, tableOf(dataset, images, io));
    const stopped = io.signal?.aborted && rows + images.failures.length < dataset.rows;
    io.stdout.write(
      `${rows} ${rows === 1 ? "image" : "images"}, ${cols} values each: ${out}${images.failures.length > 0 ? `; ${images.failures.length} could not be read` : ""}\n`,
    );
    if (!stopped) return exitCode(dataset, images);
    io.stderr.write(
      `Stopped: the first ${rows + images.failures.length} of ${dataset.rows} rows were embedded and written.\n`,
    );
    return CANCELLED;
  } finally {
    encoder.dispose();
  }
};

async function checkOut(out: string | undefined): Promise<string> {
  if (out === undefined) {
    throw new UsageError("--out is missing: give an output file, such as --out embeddings.parquet.");
  }
  try {
    embeddingsFormat(out);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  await checkWritable("out", out);
  return out;
}

async function readTexts(given: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const each of given) {
    const lines = await linesOf("texts", each);
    texts.push(...(lines?.filter((line) => line.trim() !== "") ?? [each]));
  }
  if (texts.length === 0) throw new UsageError("--texts is empty: give at least one text.");
  return texts;
}

async function writeTexts(
  texts: readonly string[],
  encoder: Encoder,
  out: string,
  truncate: "error" | "end",
  io: Notebook,
): Promise<number> {
  const { signal } = io;
  const embedded = await withProgress(io, (onProgress) =>
    encoder.embedTexts(texts, { truncate, onProgress, ...(signal && { signal }) }),
  );
  const { data, rows, cols, cut } = embedded;
  for (const { row, lost } of cut.slice(0, LISTED)) {
    io.stderr.write(`Text ${row + 1} was truncated: it lost “${lost.trim()}”.\n`);
  }
  if (cut.length > LISTED) io.stderr.write(`… and ${cut.length - LISTED} more texts were truncated.\n`);
  const keys = distinct(texts);
  const text: Column = { kind: "text", title: "text", at: (row) => texts[row] };
  await writeEmbeddings(out, {
    embeddings: { data, rows, cols, keys },
    columns: new Map([["text", text]]),
    metadata: { ...modelMetadata(encoder.id), kind: "texts", normalized: "true" },
  });
  io.stdout.write(`${rows} ${rows === 1 ? "text" : "texts"}, ${cols} values each: ${out}\n`);
  return 0;
}

/** Number of truncated texts that are listed. */
const LISTED = 10;

/** Texts as unique keys: repeated texts are numbered. */
function distinct(texts: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times === 1 ? text : `${text} (${times})`;
  });
}

const modelMetadata = ({ name, hash, dtype, engine, backend }: Encoder["id"]) => ({
  model: shortName(name),
  ...(hash !== undefined && { hash }),
  dtype,
  engine,
  backend,
});

/** Column names reserved by the formats. */
const TAKEN = ["key", "embedding"];

function tableOf(dataset: Dataset, images: EmbeddedImages, io: Notebook): EmbeddingsTable {
  const { embeddings, rows, features, encoder, failures, decoding } = images;
  const columns = new Map<string, Column>();
  const renamed = new Map<string, string>();
  for (const [name, column] of dataset.columns) {
    const own = TAKEN.includes(name) ? `${name} of the data` : name;
    if (own !== name) {
      io.note(`The column “${name}” is written as “${own}”: the name “${name}” is reserved.`);
      renamed.set(name, own);
    }
    columns.set(own, { ...takeColumn(column, rows), title: own });
  }
  const roles = Object.fromEntries(
    Object.entries(dataset.roles).map(([role, name]) => [role, renamed.get(name) ?? name]),
  );
  return {
    embeddings,
    columns,
    roles,
    metadata: {
      ...(features === "imported" ? importedMetadata(dataset, encoder.name) : modelMetadata(encoder)),
      ...(features !== "imported" && { features, normalized: String(features === "projected") }),
      dataset: dataset.title,
      datasetHash: dataset.hash,
      ...(decoding && { decoding: JSON.stringify(decoding) }),
      ...(failures.length > 0 && {
        failures: JSON.stringify(failures.map(({ key, code, message }) => ({ key, code, message }))),
      }),
    },
  };
}

/** The metadata of vectors that are written again. */
function importedMetadata({ vectors }: Dataset, model: string): Record<string, string> {
  const columns = [...vectors.values()];
  const own = columns.find((each) => each.model === model) ?? (columns.length === 1 ? columns[0] : undefined);
  return { ...own?.metadata, ...(own?.model !== undefined && { model: own.model }) };
}
