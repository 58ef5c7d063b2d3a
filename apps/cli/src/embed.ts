import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { ImageEmbeddings } from "@clipscope/core";
import { embeddingsFormat, openDataset, writeEmbeddings } from "@clipscope/datasets";
import { type Command, type Console, UsageError } from "./command.js";
import { modelHelp, modelOptions, openModel } from "./model.js";
import { withProgress } from "./progress.js";

const HELP = `clipscope embed <folder or image>… --out <file>

Embeds images. A folder stands for all images in it and below it. Images that can't be read are listed on stderr
and left out; the others are written, and the exit code is 1.

  --out <file>         .safetensors, .npy, .npz, .parquet, .arrow, .csv or vectors.tsv: the embeddings, with the
                       images' paths as keys and the model's hash; .npy has a .csv and a .json beside it
${modelHelp}  --features <which>   projected, the space shared with texts, or preProjection, the image tower's own;
                       without it, projected
  --no-normalize       keep the lengths of the rows, which otherwise are 1
  --batch-size <n>     images in one pass; without it, 32
`;

export const embed: Command = async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      ...modelOptions,
      out: { type: "string" },
      features: { type: "string", default: "projected" },
      normalize: { type: "boolean", default: true },
      "batch-size": { type: "string", default: "32" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const { features, normalize } = values;
  const out = await checkOut(values.out);
  const batchSize = Number(values["batch-size"]);
  if (features !== "projected" && features !== "preProjection") {
    throw new UsageError(`--features takes projected or preProjection, and got "${features}".`);
  }
  if (!(Number.isInteger(batchSize) && batchSize >= 1)) {
    throw new UsageError(
      `--batch-size takes a whole number of at least 1, and got "${values["batch-size"]}".`,
    );
  }
  const { paths, unread } = await findImages(positionals);
  for (const message of unread) io.stderr.write(`${message}\n`);
  const clip = await openModel(values, io);
  const { signal } = io;
  const embedded = await withProgress(io, (onProgress) =>
    clip.embedImages(paths, { features, normalize, batchSize, onProgress, signal }),
  ).finally(() => clip.dispose());
  for (const { error } of embedded.failures) io.stderr.write(`${error.message}\n`);
  if (embedded.rows === 0) {
    io.stderr.write(`None of the ${paths.length} images could be read; nothing was written.\n`);
    return 1;
  }
  const names = Array.from(embedded.indices, (index) => paths[index]);
  const failures = embedded.failures.map(({ index, error }) => ({
    key: paths[index],
    message: error.message,
  }));
  const { data, rows, cols } = embedded;
  await writeEmbeddings(out, {
    embeddings: { data, rows, cols, keys: names },
    metadata: {
      model: values.model ?? "mini",
      hash: clip.hash,
      features,
      normalized: String(normalize),
      ...(failures.length > 0 ? { failures: JSON.stringify(failures) } : {}),
    },
  });
  return Math.max(report(io, embedded, out), unread.length > 0 ? 1 : 0);
};

/** Fails before the work rather than after it. */
async function checkOut(out: string | undefined): Promise<string> {
  if (out === undefined)
    throw new UsageError(
      "Say where the embeddings go: --out <file.safetensors>, or another of their formats.",
    );
  try {
    embeddingsFormat(out);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const folder = await stat(dirname(out)).catch(() => undefined);
  if (!folder?.isDirectory())
    throw new UsageError(`There is no folder ${dirname(out)} to write ${out} into.`);
  return out;
}

/** The images of files and folders, and a sentence for each folder or file that could not be read. */
async function findImages(inputs: string[]): Promise<{ paths: string[]; unread: string[] }> {
  if (inputs.length === 0)
    throw new UsageError("Name a folder or images to embed: clipscope embed <folder>.");
  const paths: string[] = [];
  const unread: string[] = [];
  for (const input of inputs) {
    const found = await stat(input).catch(() => undefined);
    if (!found) throw new UsageError(`There is no file or folder ${input}.`);
    if (!found.isDirectory()) {
      paths.push(input);
      continue;
    }
    const folder = await openDataset(input);
    for (let row = 0; row < folder.rows; row++) paths.push(join(input, folder.keys.at(row)));
    unread.push(...folder.unread.map(({ message }) => message));
  }
  return { paths, unread };
}

function report(io: Console, { rows, cols, failures }: ImageEmbeddings, out: string): number {
  const missing = failures.length === 0 ? "" : `; ${failures.length} could not be read`;
  io.stdout.write(`${rows} images, ${cols} values each: ${out}${missing}\n`);
  return failures.length === 0 ? 0 : 1;
}
