import { existsSync } from "node:fs";
import type { CheckpointOverrides, DecodeOptions } from "@clipscope/core";
import { cellText, type Dataset, openDataset } from "@clipscope/datasets";
import {
  type Cache,
  cachedVectorStore,
  countFailures,
  type EmbedDatasetOptions,
  type EmbeddedImages,
  type Encoder,
  embedDataset,
  fileCache,
  labelColumn,
  openEncoder,
} from "@clipscope/study";
import { builtins, openRenditionSets } from "./builtins.js";
import { type Notebook, UsageError } from "./command.js";
import { loadOptions } from "./model-options.js";
import { type DATA_OPTIONS, type MODEL_OPTIONS, oneOf, type Values, wholeNumber } from "./options.js";
import { withProgress } from "./progress.js";

type DataValues = Values<typeof DATA_OPTIONS>;
type ModelValues = Values<typeof MODEL_OPTIONS>;

const ROLES = ["label", "split", "shift", "caption", "image", "key"] as const;

/**
 * Opens the data named on the command line, and prints what was guessed. A column option of "none" means no
 * such column.
 */
export async function openData(
  source: string | undefined,
  values: DataValues,
  io: Notebook,
): Promise<Dataset> {
  if (source === undefined) {
    throw new UsageError(
      "No data given: name a folder, an archive, a table, an embeddings file, a URL, or renditions (built in).",
    );
  }
  const { signal } = io;
  const how = signal ? { signal } : {};
  const roles = Object.fromEntries(
    ROLES.filter((name) => values[name] !== undefined).map((name) => [
      name,
      values[name] === "none" ? null : values[name],
    ]),
  );
  const root = values["image-root"];
  const imageRoot = root === undefined ? {} : { imageRoot: root };
  const dataset = await withProgress(io, async (onProgress) =>
    isBuiltin(source)
      ? withRoles(await openRenditionSets(source.split("/")[1]?.split(","), { onProgress, ...how }), roles)
      : openDataset(source, { ...roles, ...imageRoot, ...how, onProgress }),
  );
  for (const note of dataset.notes) io.note(note);
  for (const { message } of dataset.unread) io.stderr.write(`${message}\n`);
  return dataset;
}

/** Opens data that are evaluated by their labels. Throws, before a model is loaded, if there are none. */
export async function openLabeled(...args: Parameters<typeof openData>): Promise<Dataset> {
  const dataset = await openData(...args);
  labelColumn(dataset, undefined);
  return dataset;
}

/** Reassigns the roles of the built-in data's columns. Throws `UsageError` for an unknown column. */
function withRoles(dataset: Dataset, given: Readonly<Record<string, string | null | undefined>>): Dataset {
  const roles: Record<string, string> = { ...dataset.roles };
  for (const [role, name] of Object.entries(given)) {
    if (name === null) delete roles[role];
    else if (name !== undefined && dataset.columns.has(name)) roles[role] = name;
    else {
      throw new UsageError(
        `--${role}: ${dataset.title} has no column "${name}". Its columns: ${[...dataset.columns.keys()].join(", ")}.`,
      );
    }
  }
  return { ...dataset, roles };
}

/**
 * Whether a source is the built-in data, "renditions" or "renditions/twemoji,noto"; an existing folder of
 * that name takes precedence.
 */
export const isBuiltin = (source: string) => /^renditions(\/[\w,-]+)?$/.test(source) && !existsSync(source);

/**
 * Embeds all rows of the dataset, or those selected by `--where`. Unreadable rows are listed on stderr with
 * their reasons, and counted. `how` is passed to `embedDataset`.
 */
export async function embedRows(
  dataset: Dataset,
  encoder: Encoder,
  values: DataValues & ModelValues,
  io: Notebook,
  how: Pick<EmbedDatasetOptions, "features" | "partial"> = {},
): Promise<EmbeddedImages> {
  const batchSize = wholeNumber("batch-size", values["batch-size"]);
  const decode = decodeOptions(values.decode);
  const rows = rowsWhere(dataset, values.where);
  if (rows) io.note(`${rows.length} of ${dataset.rows} rows: ${values.where?.join(", ")}.`);
  const vectors = values.vectors ?? (decode ? undefined : ownVectors(dataset, encoder, how.features, io));
  const { signal } = io;
  const cache = values.cache === undefined ? undefined : fileCache(values.cache);
  const images = await withProgress(io, (onProgress) =>
    embedDataset(dataset, encoder, {
      ...how,
      ...(rows && { rows }),
      ...(vectors !== undefined && { vectors }),
      ...(decode && { decode }),
      ...(batchSize && { batchSize }),
      ...(cache && { store: cachedVectorStore(cache) }),
      ...(signal && { signal }),
      onProgress,
    }),
  );
  if (cache) await sayKept(cache, images, io);
  sayFailures(images, rows?.length ?? dataset.rows, io);
  return images;
}

/** Reports how many vectors came from the cache, and why new ones could not be stored in it. */
export async function sayKept(
  cache: Cache,
  { reused = 0, rows }: { reused?: number; rows: ArrayLike<number> },
  io: Notebook,
): Promise<void> {
  const { where, problem } = await cache.usage();
  if (reused > 0) io.note(`${reused} of ${rows.length} vectors were kept in ${where}.`);
  if (problem !== undefined)
    io.stderr.write(`${problem}
`);
}

/**
 * The column of vectors made by the open model with the requested features, so that images need not be
 * embedded again.
 */
function ownVectors(
  { vectors, images }: Dataset,
  { id }: Encoder,
  features: "projected" | "preProjection" = "projected",
  io: Notebook,
): string | undefined {
  if (!images || id.hash === undefined) return undefined;
  for (const [name, { metadata }] of vectors) {
    const own = metadata?.hash === id.hash;
    if (!own || (metadata?.features !== features && metadata?.features !== "preProjection")) continue;
    io.note(`Using the vectors in “${name}”, made from the images by this model.`);
    return name;
  }
  return undefined;
}

/** Warns if imported vectors were made by another model than the texts they are compared with. */
export function sayOrigin(
  { vectors }: Dataset,
  encoder: Encoder,
  { features: kind }: EmbeddedImages,
  name: string | undefined,
  io: Notebook,
): void {
  if (encoder.width === 0 || kind !== "imported") return;
  const column = name === undefined ? [...vectors.values()][0] : vectors.get(name);
  const { model = "another model", metadata: { hash, features } = {} } = column ?? {};
  if (hash !== undefined && encoder.id.hash !== undefined && hash !== encoder.id.hash) {
    io.stderr.write(
      `The vectors were made by ${model} (${hash.slice(0, 12)}), but the texts are embedded by ${shortName(encoder.id.name)}: their cosines are meaningless. Use the model that made the vectors.\n`,
    );
  } else if (features === "preProjection") {
    io.stderr.write(
      "The vectors are features before the projection, outside the space of texts: embed with --features projected for zero-shot and text search.\n",
    );
  }
}

/** 1 if anything could not be read, otherwise 0. */
export const exitCode = (
  dataset: Pick<Dataset, "unread">,
  { failures }: Pick<EmbeddedImages, "failures">,
): number => (failures.length > 0 || dataset.unread.length > 0 ? 1 : 0);

const LISTED = 10;

/** Lists unreadable rows on stderr with their reasons, and their number. */
export function sayFailures(
  { failures }: Pick<EmbeddedImages, "failures">,
  rows: number,
  io: Notebook,
): void {
  if (failures.length === 0) return;
  const listed = io.quiet ? [] : failures.slice(0, LISTED);
  for (const { message } of listed) io.stderr.write(`${message}\n`);
  const more = io.quiet ? 0 : failures.length - listed.length;
  const counts = Object.entries(countFailures(failures)).map(([reason, count]) => `${count} ${reason}`);
  io.stderr.write(
    `${more > 0 ? `… and ${more} more. ` : ""}${failures.length} of ${rows} rows were left out: ${counts.join(", ")}.\n`,
  );
}

/** The rows selected by `--where column=value`; undefined for all. */
function rowsWhere(dataset: Dataset, given: readonly string[] | undefined): Int32Array | undefined {
  if (!given) return undefined;
  const tests = given.map((each) => {
    const [, name, wanted] = /^([^=]+)=(.*)$/s.exec(each) ?? [];
    if (name === undefined)
      throw new UsageError(`--where must be column=value, such as split=test, got "${each}".`);
    const column = dataset.columns.get(name);
    if (!column) {
      const known = [...dataset.columns.keys()].map((column) => `"${column}"`).join(", ");
      throw new UsageError(
        `--where: ${dataset.title} has no column "${name}". ${known ? `Its columns: ${known}.` : "It has no columns."}`,
      );
    }
    const asked = new Set([wanted, ...wanted.split(",").map((value) => value.trim())]);
    return (row: number) => asked.has(cellText(column, row));
  });
  const rows = Int32Array.from({ length: dataset.rows }, (_, row) => row).filter((row) =>
    tests.every((test) => test(row)),
  );
  if (rows.length > 0) return rows;
  throw new UsageError(`--where ${given.join(" --where ")}: no row of ${dataset.title} matches.`);
}

/**
 * Parses `--decode orientation=upright --decode background=#ffffff`. Core rejects unknown names and values.
 */
function decodeOptions(given: readonly string[] | undefined): Omit<DecodeOptions, "name"> | undefined {
  if (!given) return undefined;
  const pairs = given
    .flatMap((each) => each.split(","))
    .map((each) => {
      const [name, value] = each.split("=");
      if (!name || !value) {
        throw new UsageError(`--decode must be name=value, such as orientation=upright, got "${each}".`);
      }
      return [name.trim(), name.trim() === "background" ? rgb(value) : value.trim()];
    });
  return Object.fromEntries(pairs);
}

function rgb(text: string): [number, number, number] {
  const parts = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (!parts) throw new UsageError(`--decode background must be a color such as #ffffff, got "${text}".`);
  return [1, 2, 3].map((i) => Number.parseInt(parts[i], 16)) as [number, number, number];
}

/** Opens the model named on the command line, and prints its engine and backend. */
export async function openModel(values: ModelValues, io: Notebook): Promise<Encoder> {
  const load = loadOptions(values);
  const activation = oneOf("activation", values.activation, ["quick_gelu", "gelu"] as const);
  const { signal } = io;
  const overrides: CheckpointOverrides = {
    ...(values.tokenizer !== undefined && { tokenizer: values.tokenizer }),
    ...(activation && { activation }),
  };
  const encoder = await withProgress(io, (onProgress) =>
    openEncoder(values.model ?? "mini", {
      builtins: builtins.models,
      ...load,
      ...overrides,
      ...(signal && { signal }),
      onProgress,
      onNotice: (notice) => io.note(notice),
    }),
  );
  if (encoder.width > 0) {
    const { name, hash = "", dtype, engine, backend } = encoder.id;
    io.note(`${shortName(name)} (${hash.slice(0, 12)}) in ${dtype} by the ${engine} engine on ${backend}.`);
  }
  return encoder;
}

/** Short name of a model for captions: the last part of a path. */
export const shortName = (name: string): string =>
  /^(?:[./~]|[A-Za-z]:[\\/])/.test(name) ? (name.split(/[\\/]/).filter(Boolean).at(-1) ?? name) : name;
