import { ClipscopeError } from "@clipscope/types";
import { categoryColumn } from "../columns.js";
import type { Column, Roles, RowProblem } from "../dataset.js";
import { restoreColumns } from "./column-kinds.js";
import { concatenateVectors } from "./concatenate-vectors.js";
import { type Feature, splitOf } from "./hugging-face.js";
import { nameOf } from "./opened.js";
import type { RawImages, RawTable, RawVectors } from "./raw-table.js";
import type { FileSource, ReadOptions } from "./source.js";
import { typedColumn } from "./typed-columns.js";
import { checkVectors, type VectorSource } from "./vectors.js";

/** The content of one file of a multi-file dataset, before concatenation. */
export interface Shard {
  rows: number;
  keys?: readonly string[];
  /** Values of ordinary columns by name: `[rows]` each. */
  values: Map<string, readonly unknown[]>;
  vectors: Map<string, VectorSource>;
  images?: ImagePart;
  features: Map<string, Feature>;
  notes: string[];
  /** Clipscope's metadata about the embeddings, as JSON. */
  metadata?: string;
  identity: string;
}

/** The images of a shard. */
export interface ImagePart {
  column: string;
  /** Original file names of the images; "" if unknown. */
  names?: readonly string[];
  /** The encoded image of a row in the shard; undefined if it has none. */
  read(row: number): Promise<Uint8Array | undefined>;
  contentKey(row: number): string;
  identity(row: number): string;
}

export type ShardReader = (file: FileSource, how: ReadOptions) => Promise<Shard>;

/**
 * Reads and concatenates the files of one table. If their names give splits, a split column is added. Throws
 * `wrong-shape` if vectors differ in width, and `bad-argument` if no file has rows.
 */
export async function readShards(
  files: readonly FileSource[],
  how: ReadOptions,
  read: ShardReader,
): Promise<RawTable> {
  const shards: Shard[] = [];
  for (const file of files) {
    try {
      shards.push(await read(file, how));
    } catch (cause) {
      if (cause instanceof ClipscopeError) throw cause;
      // A decoder's own error, about bytes that can't be.
      throw new ClipscopeError(
        "bad-file",
        `${file.path} is damaged (${(cause as Error).message}). Copy or write it again.`,
        { cause },
      );
    }
  }
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  const notes = [...new Set(shards.flatMap((shard) => shard.notes))];
  const problems: RowProblem[] = [];
  const features = featuresOf(shards);

  const vectors = new Map<string, RawVectors>();
  const metadata = metadataOf(shards);
  for (const name of namesOf(shards, ({ vectors }) => vectors)) {
    const parts = shards.flatMap((shard, s) => {
      const found = shard.rows === 0 ? undefined : shard.vectors.get(name);
      return found ? [{ file: files[s].path, vectors: found }] : [];
    });
    if (parts.length < shards.filter((shard) => shard.rows > 0).length) {
      notes.push(`The column “${name}” has vectors in only some of the files and is left out.`);
      continue;
    }
    const { signal, onProgress } = how;
    const file = files.length === 1 ? nameOf(files[0].path) : name;
    const checked = await checkVectors(concatenateVectors(parts), { file, metadata, signal, onProgress });
    if (checked.odd * 2 > rows) {
      notes.push(
        `The column “${name}” has lists of different lengths, which can't be embeddings, and is left out.`,
      );
      continue;
    }
    vectors.set(name, { ...checked.column, identity: shards.map((shard) => shard.identity).join(" ") });
    problems.push(...checked.problems);
  }

  const columns = new Map<string, Column>();
  // Without rows, a column of empty lists says nothing of what it holds.
  const filled = shards.filter((shard) => shard.rows > 0);
  for (const name of namesOf(filled, ({ values }) => values)) {
    const values = shards.flatMap(
      (shard) => shard.values.get(name) ?? new Array<unknown>(shard.rows).fill(undefined),
    );
    columns.set(name, typedColumn(name, values, features.get(name)));
  }
  const restored = restoreColumns(columns, rows, metadata);
  addSplit(restored.columns, files, shards);
  const keys = keysOf(shards);
  const images = imagesOf(shards, problems);
  const label = [...features].find(([name, feature]) => feature.kind === "class" && columns.has(name))?.[0];
  const roles: Roles = { ...(label === undefined ? {} : { label }), ...restored.roles };
  return { rows, columns: restored.columns, keys, images, vectors, problems, notes, roles };
}

const namesOf = (shards: readonly Shard[], of: (shard: Shard) => ReadonlyMap<string, unknown>) =>
  new Set(shards.flatMap((shard) => [...of(shard).keys()]));

/** Features by column, with the dictionaries of all files merged. */
function featuresOf(shards: readonly Shard[]): Map<string, Feature> {
  const all = new Map<string, Feature>();
  for (const { features } of shards) {
    for (const [name, feature] of features) {
      const known = all.get(name);
      if (known?.kind === "categories" && feature.kind === "categories") {
        all.set(name, { kind: "categories", values: [...new Set([...known.values, ...feature.values])] });
      } else all.set(name, feature);
    }
  }
  return all;
}

/** Adds a split column if the file names give each file a split, and not all the same one. */
function addSplit(
  columns: Map<string, Column>,
  files: readonly FileSource[],
  shards: readonly Shard[],
): void {
  const splits = files.map(({ path }) => splitOf(path));
  if (columns.has("split") || splits.includes(undefined) || new Set(splits).size < 2) return;
  const texts = shards.flatMap(({ rows }, s) => new Array<string | undefined>(rows).fill(splits[s]));
  columns.set("split", categoryColumn("split", texts, [...new Set(splits as string[])]));
}

function keysOf(shards: readonly Shard[]): readonly string[] | undefined {
  if (shards.every((shard) => shard.keys)) return shards.flatMap((shard) => shard.keys ?? []);
  const names = shards.flatMap((shard) => shard.images?.names ?? new Array<string>(shard.rows).fill(""));
  return names.every((name) => name !== "") && names.length > 0 ? names : undefined;
}

function imagesOf(shards: readonly Shard[], problems: RowProblem[]): RawImages | undefined {
  if (!shards.some(({ images }) => images)) return undefined;
  const starts = [0];
  for (const { rows } of shards) starts.push((starts.at(-1) ?? 0) + rows);
  const find = (row: number) => {
    let s = 0;
    while (s < shards.length && row >= starts[s + 1]) s++;
    return { part: shards[s]?.images, row: row - starts[s] };
  };
  for (const [s, shard] of shards.entries()) {
    if (shard.images) continue;
    for (let row = 0; row < shard.rows; row++) {
      problems.push({ row: starts[s] + row, message: "There is no image in this row's file." });
    }
  }
  return {
    async read(row) {
      const { part, row: within } = find(row);
      const bytes = await part?.read(within);
      if (bytes && bytes.length > 0) return bytes;
      throw new ClipscopeError(
        "bad-image",
        `Row ${row} has no image${part ? ` in the column “${part.column}”` : ""}.`,
      );
    },
    contentKey(row) {
      const { part, row: within } = find(row);
      return part?.contentKey(within);
    },
    identity(row) {
      const { part, row: within } = find(row);
      return part?.identity(within);
    },
  };
}

const metadataOf = (shards: readonly Shard[]) => {
  const found = shards.find(({ metadata }) => metadata !== undefined)?.metadata;
  return found === undefined ? undefined : parseMetadata(found);
};

/** Parses a JSON object of strings; undefined for anything else. */
export function parseMetadata(json: string): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        typeof each === "string" ? each : JSON.stringify(each),
      ]),
    );
  } catch {
    return undefined;
  }
}
