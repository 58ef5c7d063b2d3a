/** Reads bytes sequentially. */
export interface ByteReader {
  bytes: Uint8Array;
  offset: number;
}

/** Maximum bit width for which a value always fits in four bytes, at any bit offset. */
const WIDEST = 25;

/**
 * Reads `out.length` small integers in Parquet's hybrid of run-length and bit-packed encoding, used for
 * levels and dictionary codes (parquet-format, Encodings.md, "RLE"), ending at byte `end`. Never writes
 * beyond `out`, even for damaged runs. Throws an Error if values are missing.
 */
export function readRunLengths(
  reader: ByteReader,
  bitWidth: number,
  out: Uint8Array | Int32Array,
  end: number,
): void {
  const { bytes } = reader;
  if (bitWidth > WIDEST) throw new Error(`codes of ${bitWidth} bits are not read`);
  if (end > bytes.length) throw new Error("a page ends within its levels");
  const count = out.length;
  const valueBytes = (bitWidth + 7) >> 3;
  let done = 0;
  while (done < count) {
    const header = readVarInt(reader, end);
    if (header & 1) {
      const packed = Math.min((header >>> 1) * 8, count - done);
      const start = reader.offset;
      if (start + Math.ceil((packed * bitWidth) / 8) > end) throw new Error("a page ends within its levels");
      unpack(bytes, start, bitWidth, out, done, packed);
      done += packed;
      reader.offset = start + (header >>> 1) * bitWidth;
    } else {
      const run = Math.min(header >>> 1, count - done);
      if (run === 0 || reader.offset + valueBytes > end) throw new Error("a page ends within its levels");
      let value = 0;
      for (let b = 0; b < valueBytes; b++) value |= bytes[reader.offset++] << (8 * b);
      out.fill(value, done, done + run);
      done += run;
    }
  }
  reader.offset = end;
}

/** Unpacks values of `bitWidth` bits each, lowest bits first; each spans at most four bytes. */
function unpack(
  bytes: Uint8Array,
  start: number,
  bitWidth: number,
  out: Uint8Array | Int32Array,
  from: number,
  count: number,
): void {
  const mask = (1 << bitWidth) - 1;
  for (let i = 0, bit = 0; i < count; i++, bit += bitWidth) {
    const at = start + (bit >>> 3);
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    out[from + i] = (word >>> (bit & 7)) & mask;
  }
}

function readVarInt(reader: ByteReader, end: number): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    if (reader.offset >= end) break;
    const byte = reader.bytes[reader.offset++];
    value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) return value >>> 0;
  }
  throw new Error("a page ends within its levels");
}
