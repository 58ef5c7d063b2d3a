const MAGIC = 0x184d2204;

/**
 * Unpacks an LZ4 frame (lz4_Frame_format.md, lz4_Block_format.md), as used for Arrow buffers; Parquet uses
 * bare blocks. Blocks may refer to earlier data. Checksums are not verified. Throws an Error if it is
 * damaged.
 */
export function decodeLz4Frame(bytes: Uint8Array, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== MAGIC) throw new Error("an LZ4 buffer has no frame");
  const flags = bytes[4];
  const contentSize = flags & 0x08 ? 8 : 0;
  const dictionaryId = flags & 0x01 ? 4 : 0;
  const blockChecksum = flags & 0x10 ? 4 : 0;
  const out = new Uint8Array(length);
  let at = 6 + contentSize + dictionaryId + 1;
  let written = 0;
  while (at + 4 <= bytes.length) {
    const word = view.getUint32(at, true);
    if (word === 0) break;
    const size = word & 0x7fffffff;
    const block = bytes.subarray(at + 4, at + 4 + size);
    if (block.length < size) throw new Error("an LZ4 buffer is cut off");
    if (word & 0x80000000) {
      if (written + size > length) throw new Error("an LZ4 buffer unpacks to more than it says");
      out.set(block, written);
      written += size;
    } else {
      written = decodeBlock(block, out, written);
    }
    at += 4 + size + blockChecksum;
  }
  if (written !== length) throw new Error(`an LZ4 buffer unpacks to ${written} bytes instead of ${length}`);
  return out;
}

/** Unpacks a bare LZ4 block, Parquet's codec LZ4_RAW. Throws an Error if it is damaged. */
export function decodeLz4Block(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const written = decodeBlock(bytes, out, 0);
  if (written !== length) throw new Error(`an LZ4 block unpacks to ${written} bytes instead of ${length}`);
  return out;
}

/**
 * Unpacks Parquet's older codec LZ4: blocks with two lengths before each, as Hadoop writes them, or a bare block, as
 * some writers did (Arrow, cpp/src/arrow/util/compression_lz4.cc). Throws an Error if it is damaged.
 */
export function decodeLz4Hadoop(bytes: Uint8Array, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint8Array(length);
  let at = 0;
  let written = 0;
  try {
    while (at + 8 <= bytes.length && written < length) {
      const unpacked = view.getUint32(at);
      const packed = view.getUint32(at + 4);
      at += 8;
      if (packed === 0 || at + packed > bytes.length || written + unpacked > length) break;
      const end = decodeBlock(bytes.subarray(at, at + packed), out, written);
      if (end !== written + unpacked) break;
      written = end;
      at += packed;
    }
  } catch {
    // no such blocks
  }
  return written === length && at === bytes.length ? out : decodeLz4Block(bytes, length);
}

/** Writes literals and matches to `out` from `start`; returns the end of the output. */
function decodeBlock(block: Uint8Array, out: Uint8Array, start: number): number {
  let at = 0;
  let end = start;
  const longer = (length: number) => {
    if (length !== 15) return length;
    let byte = 255;
    let total = length;
    while (byte === 255 && at < block.length) {
      byte = block[at++];
      total += byte;
    }
    return total;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = longer(token >> 4);
    if (at + literals > block.length || end + literals > out.length)
      throw new Error("an LZ4 block is damaged");
    out.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at >= block.length) break; // the last sequence has no match
    const offset = block[at] | (block[at + 1] << 8);
    at += 2;
    const length = longer(token & 15) + 4;
    if (offset === 0 || offset > end || end + length > out.length) throw new Error("an LZ4 block is damaged");
    if (offset >= length) {
      out.copyWithin(end, end - offset, end - offset + length);
      end += length;
    } else {
      for (const stop = end + length; end < stop; end++) out[end] = out[end - offset];
    }
  }
  return end;
}
