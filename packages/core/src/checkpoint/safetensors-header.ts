import { ClipscopeError } from "@clipscope/types";

/** Bytes per value of each data type of the format. */
const BYTES: Record<string, number> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
};
export const LONGEST_HEADER = 100_000_000; // as the reference reader has it

export interface HeaderEntry {
  name: string;
  dtype: string;
  shape: number[];
  /** Byte range of the tensor, from the start of the file. */
  begin: number;
  end: number;
}

export interface Header {
  entries: HeaderEntry[];
  metadata: Record<string, string>;
}

/**
 * Reads and validates the header of a safetensors file: its length in 8 bytes, a JSON object of that length,
 * and tensors whose bytes cover the rest without gaps or overlaps. `bytes` may be only the beginning of a
 * file of `size` bytes, if it contains the whole header. Throws `bad-safetensors`, naming the file and the
 * tensor, with the expected and the actual value.
 */
export function readHeader(bytes: Uint8Array, file: string, size = bytes.length): Header {
  const wrong = (sentence: string) => new ClipscopeError("bad-safetensors", `${file}: ${sentence}`);
  if (size < 8) {
    throw wrong(`only ${size} bytes, too few for a safetensors file. Fetch or copy it again.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > LONGEST_HEADER || length > size - 8) {
    throw wrong(
      `the header should have ${length} bytes, but ${size - 8} follow (and at most ${LONGEST_HEADER} are allowed): the file is cut off or is not a safetensors file. Fetch or copy it again.`,
    );
  }
  const json = parseHeader(bytes.subarray(8, 8 + length), wrong);
  const entries: HeaderEntry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(json)) {
    if (name === "__metadata__") metadata = readMetadata(entry, wrong);
    else entries.push(readEntry(name, entry, 8 + length, wrong));
  }
  checkLayout(entries, 8 + length, size, wrong);
  return { entries, metadata };
}

type Wrong = (sentence: string) => ClipscopeError;

function parseHeader(bytes: Uint8Array, wrong: Wrong): Record<string, unknown> {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(`the header is not JSON (${(cause as Error).message}). It is not a safetensors file.`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw wrong("the header should be a JSON object. It is not a safetensors file.");
  }
  const seen = new Set<string>();
  for (const key of topLevelKeys(text)) {
    if (seen.has(key)) throw wrong(`the header names ${JSON.stringify(key)} twice.`);
    seen.add(key);
  }
  return json as Record<string, unknown>;
}

/** The keys of a valid JSON object, including duplicates, which `JSON.parse` drops. */
function* topLevelKeys(json: string): Generator<string> {
  let depth = 0;
  let expectsKey = false;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    if (token === "{" || token === "[") {
      depth++;
      expectsKey = depth === 1;
    } else if (token === "}" || token === "]") depth--;
    else if (token === ",") expectsKey = depth === 1;
    else if (token !== ":" && depth === 1 && expectsKey) {
      expectsKey = false;
      yield JSON.parse(token);
    }
  }
}

function readMetadata(value: unknown, wrong: Wrong): Record<string, string> {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMap || !Object.values(value).every((each) => typeof each === "string")) {
    throw wrong("__metadata__ should be a JSON object of strings.");
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, start: number, wrong: Wrong): HeaderEntry {
  const { dtype, shape, data_offsets } = (value ?? {}) as Record<string, unknown>;
  const bytes = typeof dtype === "string" && Object.hasOwn(BYTES, dtype) ? BYTES[dtype] : undefined;
  if (bytes === undefined) {
    throw wrong(
      `tensor ${name} has the unknown dtype ${JSON.stringify(dtype)}; known are ${Object.keys(BYTES).join(", ")}.`,
    );
  }
  if (!isCounts(shape)) {
    throw wrong(`tensor ${name} should have a shape of whole numbers, got ${JSON.stringify(shape)}.`);
  }
  if (!isCounts(data_offsets) || data_offsets.length !== 2 || data_offsets[0] > data_offsets[1]) {
    throw wrong(`tensor ${name} should have data_offsets [begin, end], got ${JSON.stringify(data_offsets)}.`);
  }
  const [begin, end] = data_offsets;
  const expected = shape.reduce((product, size) => product * size, bytes);
  if (end - begin !== expected) {
    throw wrong(
      `tensor ${name} of shape [${shape.join(", ")}] and dtype ${dtype} should have ${expected} bytes, but its data_offsets [${begin}, ${end}] hold ${end - begin}.`,
    );
  }
  return { name, dtype: dtype as string, shape, begin: start + begin, end: start + end };
}

function checkLayout(entries: HeaderEntry[], start: number, end: number, wrong: Wrong): void {
  let at = start;
  let before = "the header";
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.end > end) {
      throw wrong(
        `tensor ${entry.name} should end at byte ${entry.end}, but the file has ${end}: it is cut off. Fetch or copy it again.`,
      );
    }
    if (entry.begin !== at) {
      const how = entry.begin < at ? "overlaps" : "leaves a gap after";
      throw wrong(
        `tensor ${entry.name} ${how} ${before}: it should begin at data offset ${at - start}, got ${entry.begin - start}.`,
      );
    }
    at = entry.end;
    before = `tensor ${entry.name}`;
  }
  if (at !== end) throw wrong(`${end - at} bytes follow the last tensor; there should be none.`);
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
