import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import { textColumn } from "../columns.js";
import { fileIdentity } from "../dataset-hash.js";
import { parseCsv } from "./csv.js";
import { folderOf, nameOf } from "./opened.js";
import { CONFIG, VECTORS } from "./projector-names.js";
import type { RawTable } from "./raw-table.js";
import { parseMetadata } from "./shards.js";
import { columnsOfText, type Sidecars, withSidecars } from "./sidecars.js";
import { type FileSource, type ReadOptions, readText } from "./source.js";
import { storedMatrix } from "./stored-matrix.js";
import { checkVectors, type VectorSource, vectorsInMemory } from "./vectors.js";

/** The first tensor in a projector configuration. */
interface Tensor {
  path: string;
  metadataPath?: string;
  shape?: readonly number[];
}

/**
 * Reads the files of TensorBoard's Embedding Projector: `vectors.tsv` with one vector per line and an
 * adjacent `metadata.tsv`, with a header if it has several columns; or a `projector_config` that names them,
 * with vectors as text or raw float32.
 */
export async function readProjector(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const tensor = await findTensor(files, how);
  if (!tensor) {
    const { readCsv } = await import("./csv.js"); // a metadata.tsv on its own is a table
    return readCsv(files, how);
  }
  const { source, shape, metadata } = tensor;
  const vectors = shape ? rawVectors(source, shape) : await textVectors(source, how);
  const { signal, onProgress } = how;
  const file = nameOf(source.path);
  const json = await how.beside(`${source.path}.json`);
  const own = json && parseMetadata(await readText(json));
  const checked = await checkVectors(vectors, { file, metadata: own, signal, onProgress });
  const { rows } = vectors;
  const table: RawTable = {
    rows,
    columns: new Map(),
    vectors: new Map([["embedding", { ...checked.column, identity: await fileIdentity(source) }]]),
    problems: checked.problems,
    notes: metadata ? [] : [`There is no metadata.tsv beside ${file}: the rows have no names.`],
  };
  return withSidecars(table, {
    ...(metadata ? await readMetadata(metadata, file, rows, how) : {}),
    metadata: own,
  });
}

async function findTensor(files: readonly FileSource[], how: ReadOptions) {
  const config = files.find(({ path }) => CONFIG.test(nameOf(path)));
  if (config) {
    const text = await readText(config);
    const tensor = config.path.toLowerCase().endsWith(".json") ? fromJson(text) : fromText(text);
    const beside = (path: string) => how.beside([folderOf(config.path), path].filter(Boolean).join("/"));
    const source = tensor && (await beside(tensor.path));
    if (!source) {
      throw new ClipscopeError(
        "not-found",
        `${config.path} names ${tensor ? `the vectors ${tensor.path}, and there is no such file` : "no vectors in a file"}.`,
      );
    }
    const metadata = tensor.metadataPath === undefined ? undefined : await beside(tensor.metadataPath);
    return { source, shape: rawShape(source, tensor), metadata };
  }
  const source = files.find(({ path }) => VECTORS.test(nameOf(path)));
  if (!source) return undefined;
  if (source.path.toLowerCase().endsWith(".bytes")) {
    throw new ClipscopeError(
      "bad-argument",
      `${source.path} is raw numbers without a shape: put the projector_config.json that gives it beside them, and open the folder.`,
    );
  }
  const stem = VECTORS.exec(nameOf(source.path))?.[1] ?? "";
  const names = [`${stem}metadata.tsv`, "metadata.tsv"];
  const inFolder = (name: string) => [folderOf(source.path), name].filter(Boolean).join("/");
  let metadata: FileSource | undefined;
  for (const name of names) {
    metadata ??= files.find(({ path }) => path === inFolder(name)) ?? (await how.beside(inFolder(name)));
  }
  return { source, shape: undefined, metadata };
}

/** The shape of raw float32 vectors; undefined for vectors as text. */
function rawShape(source: FileSource, { path, shape }: Tensor): readonly number[] | undefined {
  if (/\.tsv$/i.test(path)) return undefined;
  if (shape?.length === 2 && shape[0] * shape[1] * 4 === source.size) return shape;
  throw new ClipscopeError(
    "wrong-shape",
    `${source.path} has ${source.size} bytes, and the configuration gives it the shape [${shape?.join(", ") ?? ""}] of float32. Correct the shape.`,
  );
}

const rawVectors = (source: FileSource, [rows, width]: readonly number[]): VectorSource =>
  storedMatrix(source, { offset: 0, rows, width, type: { kind: "f4" } });

/** Reads tab-separated vectors, one per line; a line of another length becomes a row of NaN. */
async function textVectors(source: FileSource, how: ReadOptions): Promise<VectorSource> {
  const blocks: { data: Float32Array; used: number }[] = [];
  const odd = new Map<number, number>();
  let width = 0;
  let rows = 0;
  const add = (line: string) => {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (text === "") return;
    const fields = text.split("\t");
    if (rows === 0) {
      const isHeader =
        width === 0 && fields.every((field) => Number.isNaN(Number(field)) && !/^nan$/i.test(field));
      width = fields.length;
      if (isHeader) return;
    }
    let block = blocks.at(-1);
    if (!block || block.used === block.data.length) {
      block = { data: new Float32Array(Math.ceil(2 ** 20 / width) * width), used: 0 };
      blocks.push(block);
    }
    if (fields.length !== width) odd.set(rows, fields.length);
    for (let i = 0; i < width; i++) {
      const field = fields.length === width ? fields[i] : "nan";
      block.data[block.used++] = field.trim() === "" ? Number.NaN : Number(field);
    }
    rows++;
  };
  let rest = "";
  const decoder = new TextDecoder();
  const reader = source.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    throwIfCancelled(how.signal, `Reading ${source.path}`);
    const lines = (rest + decoder.decode(part.value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) add(line);
  }
  add(rest + decoder.decode());
  if (rows === 0) throw new ClipscopeError("bad-file", `${source.path} has no rows.`);
  const data = new Float32Array(rows * width);
  let at = 0;
  for (const block of blocks) {
    data.set(block.data.subarray(0, block.used), at);
    at += block.used;
  }
  return vectorsInMemory(data, width, odd);
}

/** Reads the projector's metadata: one column without a header, or several with one. */
async function readMetadata(
  file: FileSource,
  vectors: string,
  rows: number,
  how: ReadOptions,
): Promise<Sidecars> {
  const text = (await readText(file)).replace(/\r?\n$/, "");
  const lines = text.split(/\r?\n/);
  const wrong = (found: number) =>
    new ClipscopeError(
      "wrong-shape",
      `${file.path} has ${found} rows and ${vectors} has ${rows}: they don't belong together, or the first line is a header of a single column, which the Embedding Projector doesn't have.`,
    );
  if (!lines[0].includes("\t")) {
    const names = lines.length === rows + 1 ? lines.slice(1) : lines;
    if (names.length !== rows) throw wrong(names.length);
    const unique = new Set(names).size === names.length;
    return unique ? { keys: names } : { columns: new Map([["label", textColumn("label", names)]]) };
  }
  const table = parseCsv(text, file.path, { ...how, header: lines.length !== rows });
  if (table.rows !== rows) throw wrong(table.rows);
  return { columns: columnsOfText(table), notes: table.notes };
}

function fromJson(text: string): Tensor | undefined {
  try {
    const [tensor] = (JSON.parse(text) as { embeddings: Record<string, unknown>[] }).embeddings;
    const { tensorPath, metadataPath, tensorShape } = tensor;
    if (typeof tensorPath !== "string") return undefined;
    return {
      path: tensorPath,
      metadataPath: typeof metadataPath === "string" ? metadataPath : undefined,
      shape: Array.isArray(tensorShape) ? tensorShape.map(Number) : undefined,
    };
  } catch {
    return undefined;
  }
}

/** Parses the required fields of a configuration in protocol-buffer text format. */
function fromText(text: string): Tensor | undefined {
  const field = (name: string) => new RegExp(`\\b${name}\\s*:\\s*"([^"]*)"`).exec(text)?.[1];
  const path = field("tensor_path");
  if (path === undefined) return undefined;
  const shape = [...text.matchAll(/\btensor_shape\s*:\s*(\d+)/g)].map(([, size]) => Number(size));
  return { path, metadataPath: field("metadata_path"), shape: shape.length ? shape : undefined };
}
