import type { Encoding } from "hyparquet";
import { bytesOf, type NumberType, toFloat32 } from "../number-types.js";
import type { Leaf } from "./leaf.js";
import { type ByteReader, readRunLengths } from "./levels.js";
import type { Parquet } from "./library.js";
import type { Page } from "./pages.js";

/** A decoded page of numbers; levels are omitted if all are at their maximum. */
export interface NumberPage {
  /** Number of values, including missing ones. */
  count: number;
  repetition?: Uint8Array;
  definition?: Uint8Array;
  values: Float32Array;
}

/** Decodes the dictionary page of a row group. */
export function decodeDictionary(
  parquet: Parquet,
  leaf: Leaf,
  codec: Codec,
  type: NumberType,
  page: Page,
): Float32Array {
  const bytes = parquet.decompressPage(
    page.bytes,
    page.header.uncompressed_page_size,
    codec,
    parquet.compressors,
  );
  const count = page.header.dictionary_page_header?.num_values ?? 0;
  return toFloat32(within(bytes, count * bytesOf(type), leaf), type);
}

type Codec = Parameters<Parquet["decompressPage"]>[2];

/**
 * Decodes a page of numbers into typed arrays, since hyparquet's own reader makes a JavaScript array per row.
 * Supports data pages of versions 1 and 2; plain, dictionary and byte-stream-split encodings (parquet-format,
 * Encodings.md).
 */
export function decodeNumbers(
  parquet: Parquet,
  leaf: Leaf,
  codec: Codec,
  type: NumberType,
  page: Page,
  dictionary: Float32Array | undefined,
): NumberPage {
  const { header } = page;
  const size = header.uncompressed_page_size;
  const { maxDefinition, maxRepetition } = leaf;
  if (header.data_page_header) {
    const { num_values: count, encoding } = header.data_page_header;
    const bytes = parquet.decompressPage(page.bytes, size, codec, parquet.compressors);
    const reader = { bytes, offset: 0 };
    const repetition = readLevels(reader, count, maxRepetition);
    const definition = readLevels(reader, count, maxDefinition);
    const present = countPresent(definition, count, maxDefinition);
    const body = bytes.subarray(reader.offset);
    return {
      count,
      repetition,
      definition,
      values: readValues(leaf, type, encoding, body, present, dictionary),
    };
  }
  const v2 = header.data_page_header_v2;
  if (!v2) throw new Error(`a page of type ${header.type}`);
  const { repetition_levels_byte_length: repeated, definition_levels_byte_length: defined } = v2;
  const levels = repeated + defined;
  if (!(repeated >= 0 && defined >= 0 && levels <= size)) throw new Error("a page ends within its levels");
  const reader = { bytes: page.bytes, offset: 0 };
  const count = v2.num_values;
  const repetition = readLevels(reader, count, maxRepetition, repeated);
  reader.offset = repeated;
  const definition = readLevels(reader, count, maxDefinition, defined);
  const packed = page.bytes.subarray(levels);
  const body =
    v2.is_compressed === false || size === levels
      ? packed
      : parquet.decompressPage(packed, size - levels, codec, parquet.compressors);
  const present = countPresent(definition, count, maxDefinition);
  return {
    count,
    repetition,
    definition,
    values: readValues(leaf, type, v2.encoding, body, present, dictionary),
  };
}

/** Reads levels whose length is stored before them (version 1) or given (version 2). */
function readLevels(
  reader: ByteReader,
  count: number,
  max: number,
  length = lengthAt(reader, max),
): Uint8Array | undefined {
  if (max === 0) return undefined;
  const levels = new Uint8Array(count);
  readRunLengths(reader, bitWidth(max), levels, reader.offset + length);
  return levels;
}

function lengthAt(reader: ByteReader, max: number): number {
  if (max === 0) return 0;
  const { bytes, offset } = reader;
  if (offset + 4 > bytes.length) throw new Error("a page ends within its levels");
  reader.offset += 4;
  return bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24);
}

const bitWidth = (value: number) => 32 - Math.clz32(value);

function countPresent(definition: Uint8Array | undefined, count: number, max: number): number {
  if (!definition) return count;
  let present = 0;
  for (let i = 0; i < count; i++) if (definition[i] === max) present++;
  return present;
}

function readValues(
  leaf: Leaf,
  type: NumberType,
  encoding: Encoding,
  bytes: Uint8Array,
  count: number,
  dictionary: Float32Array | undefined,
): Float32Array {
  const size = bytesOf(type);
  switch (encoding) {
    case "PLAIN":
      return toFloat32(within(bytes, count * size, leaf), type);
    case "BYTE_STREAM_SPLIT":
      return toFloat32(unsplit(within(bytes, count * size, leaf), size), type);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY": {
      if (!dictionary) throw new Error("its dictionary is missing");
      const values = new Float32Array(count);
      if (count === 0) return values;
      const width = bytes[0];
      const indices = new Int32Array(count);
      if (width > 0) readRunLengths({ bytes, offset: 1 }, width, indices, bytes.length);
      for (let i = 0; i < count; i++) {
        if (indices[i] >= dictionary.length) throw new Error(`value ${indices[i]} is not in its dictionary`);
        values[i] = dictionary[indices[i]];
      }
      return values;
    }
    default:
      throw new Error(`numbers in the encoding ${encoding} are not read`);
  }
}

function within(bytes: Uint8Array, length: number, { path }: Leaf): Uint8Array {
  if (length > bytes.length) throw new Error(`a page of ${path[0]} has ${bytes.length} bytes, not ${length}`);
  return bytes.subarray(0, length);
}

/** Undoes byte-stream-split encoding: all first bytes, then all second bytes, and so on. */
function unsplit(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  const out = new Uint8Array(bytes.length);
  for (let b = 0; b < size; b++) {
    for (let i = 0; i < count; i++) out[i * size + b] = bytes[b * count + i];
  }
  return out;
}
