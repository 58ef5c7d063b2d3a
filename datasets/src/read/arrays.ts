import { ClipscopeError } from "@clipscope/types";
import { categoryColumn, textColumn } from "../columns.js";
import type { CategoryColumn, Column, Roles, RowProblem } from "../dataset.js";
import { restoreColumns } from "./column-kinds.js";
import { bytesOf, isWhole, type NumberType, toFloat64 } from "./number-types.js";
import type { RawTable, RawVectors } from "./raw-table.js";
import { parseMetadata } from "./shards.js";
import type { FileSource, ReadOptions } from "./source.js";
import { storedMatrix } from "./stored-matrix.js";
import { isVectorName } from "./vector-choice.js";
import { checkVectors } from "./vectors.js";

/** An array in a file with several arrays: NPZ, safetensors, or a folder of NPY files. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  /** Numbers stored in a file, or texts already read. */
  content:
    | { kind: "numbers"; source: FileSource; offset: number; type: NumberType; columnMajor?: boolean }
    | { kind: "texts"; texts: readonly string[] };
}

export interface ArraysOptions extends ReadOptions {
  /** File name for messages. */
  file: string;
  identity: string;
  /** The file's metadata about its embeddings. */
  metadata?: Readonly<Record<string, string>>;
}

const LABELS = /^(?:labels?|targets?|class(?:es|_ids?)?|y|gt|ground_truth)$/i;
const CLASS_NAMES = /class_?names|categories|label_?names|^classes$/i;
const KEYS = /^(?:names?|paths?|files?|file_?names?|keys?|ids?|__key__|image_?paths?)$/i;

/**
 * The table made of several arrays. The embeddings are the matrix named so, otherwise the largest matrix;
 * arrays of the same number of rows become columns, integers as the label and texts as keys. Guesses are
 * reported in notes. Throws `wrong-shape` if no array is a matrix.
 */
export async function tableOfArrays(arrays: readonly NamedArray[], how: ArraysOptions): Promise<RawTable> {
  const { file, identity, metadata, signal, onProgress } = how;
  const notes: string[] = [];
  const matrix = chooseMatrix(arrays, file);
  const [rows] = matrix.shape;
  if (arrays.filter(isMatrix).length > 1 || !isVectorName(matrix.name)) {
    notes.push(`The embeddings are “${matrix.name}” (${matrix.shape.join(" × ")}).`);
  }

  const vectors = new Map<string, RawVectors>();
  const problems: RowProblem[] = [];
  const columns = new Map<string, Column>();
  const numbers = new Map<string, Float64Array>();
  const texts = new Map<string, readonly string[]>();
  const others: string[] = [];
  const own = metadata ?? metadataIn(arrays);
  for (const array of arrays) {
    const { name, shape, content } = array;
    if (content.kind === "texts") {
      if (!isMetadata(array)) texts.set(name, content.texts);
    } else if (isMatrix(array) && shape[0] === rows) {
      const [, width] = shape;
      const source = storedMatrix(content.source, { ...content, rows, width });
      const checked = await checkVectors(source, { file, metadata: own, signal, onProgress });
      vectors.set(name, { ...checked.column, identity: `${identity} ${name}` });
      if (array === matrix) problems.push(...checked.problems);
    } else if (shape[0] === rows && shape.slice(1).every((size) => size === 1)) {
      const { source, offset, type } = content;
      numbers.set(name, toFloat64(await source.slice(offset, offset + rows * bytesOf(type)), type));
    } else others.push(`${name} (${shape.join(" × ")})`);
  }
  // The embeddings come first, whatever their place in the file.
  const chosen = vectors.get(matrix.name) as RawVectors;
  vectors.delete(matrix.name);
  const ordered = new Map([[matrix.name, chosen], ...vectors]);

  for (const [key, json] of Object.entries(own ?? {})) {
    const values = key.startsWith("column:") ? jsonTexts(json, rows) : undefined;
    if (values) texts.set(key.slice("column:".length), values);
  }
  const classNames = classNamesOf(texts, own);
  const label = labelOf(arrays, numbers, texts, rows);
  for (const [name, values] of numbers) {
    const names = name === label ? namesFor(values, classNames) : undefined;
    columns.set(name, names ? labelColumn(name, values, names) : { kind: "number", title: name, values });
  }
  let keys = jsonTexts(own?.names, rows);
  for (const [name, values] of texts) {
    if (values.length !== rows) {
      if (values !== classNames) others.push(`${name} (${values.length})`);
    } else if (!keys && KEYS.test(name)) keys = values;
    else columns.set(name, name === label ? categoryColumn(name, values) : textColumn(name, values));
  }
  if (others.length > 0) {
    notes.push(`Left out, because the embeddings have ${rows} rows: ${others.join(", ")}.`);
  }
  const restored = restoreColumns(columns, rows, own);
  const roles: Roles = { ...(label === undefined ? {} : { label }), ...restored.roles };
  return { rows, columns: restored.columns, keys, vectors: ordered, problems, notes, roles };
}

const isMetadata = ({ name, shape, content }: NamedArray) =>
  content.kind === "texts" && shape.length === 0 && name === "metadata";

function metadataIn(arrays: readonly NamedArray[]): Record<string, string> | undefined {
  const found = arrays.find(isMetadata);
  return found?.content.kind === "texts" ? parseMetadata(found.content.texts[0]) : undefined;
}

const isMatrix = ({ shape, content }: NamedArray) =>
  content.kind === "numbers" && shape.length === 2 && shape[1] > 1;

function chooseMatrix(arrays: readonly NamedArray[], file: string): NamedArray {
  const matrices = arrays.filter(isMatrix);
  const named = matrices.filter(({ name }) => isVectorName(name) && !/text|caption|prompt|class/i.test(name));
  const size = ({ shape }: NamedArray) => shape[0] * shape[1];
  const [found] = [...(named.length > 0 ? named : matrices)].sort((a, b) => size(b) - size(a));
  if (found) return found;
  const some = arrays.slice(0, 10).map(({ name, shape }) => `${name} (${shape.join(", ")})`);
  const all = `${some.join(", ") || "none"}${arrays.length > 10 ? ` … (${arrays.length} in all)` : ""}`;
  throw new ClipscopeError(
    "wrong-shape",
    `${file} has no matrix [rows, width] of numbers, one vector per row; its arrays are ${all}. Save the embeddings as one array of two dimensions.`,
  );
}

/** The array of labels: the one named so, otherwise the only integer array. */
function labelOf(
  arrays: readonly NamedArray[],
  numbers: ReadonlyMap<string, Float64Array>,
  texts: ReadonlyMap<string, readonly string[]>,
  rows: number,
): string | undefined {
  const long = [...texts].filter(([, values]) => values.length === rows).map(([name]) => name);
  const named = [...numbers.keys(), ...long].find((name) => LABELS.test(name));
  if (named !== undefined) return named;
  const whole = arrays.filter(
    ({ name, content }) => numbers.has(name) && content.kind === "numbers" && isWhole(content.type),
  );
  return whole.length === 1 && !KEYS.test(whole[0].name) ? whole[0].name : undefined;
}

function classNamesOf(
  texts: ReadonlyMap<string, readonly string[]>,
  metadata: Readonly<Record<string, string>> | undefined,
): readonly string[] | undefined {
  const named = [...texts].find(([name]) => CLASS_NAMES.test(name));
  return named?.[1] ?? jsonTexts(metadata?.class_names);
}

/** Class names, if there is one per label; otherwise the numbers as names. */
function namesFor(
  values: Float64Array,
  classNames: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!values.every((value) => Number.isInteger(value) || Number.isNaN(value))) return undefined;
  return classNames && !values.some((value) => value >= classNames.length) ? classNames : undefined;
}

function labelColumn(title: string, values: Float64Array, names: readonly string[]): CategoryColumn {
  const codes = Int32Array.from(values, (value) => (value >= 0 ? value : -1));
  return { kind: "category", title, codes, values: names };
}

/** Parses a JSON list of strings, optionally of a given length; undefined for anything else. */
function jsonTexts(json: string | undefined, length?: number): readonly string[] | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    if (!Array.isArray(value) || (length !== undefined && value.length !== length)) return undefined;
    return value.map(String);
  } catch {
    return undefined;
  }
}
