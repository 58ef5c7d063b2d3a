import { ClipscopeError } from "@clipscope/types";
import { readStream } from "../platform/folder.js";

/** A file in a zip archive. */
export interface ZipEntry {
  name: string;
  /** Byte range of the stored data in the archive. */
  begin: number;
  end: number;
  deflated: boolean;
  /** Uncompressed size in bytes. */
  size: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 0xffff;
const BEST_RATIO = 1032; // deflate can't do better

/** Whether bytes begin like a zip archive. */
export const isZip = (bytes: Uint8Array) =>
  bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === LOCAL;

/**
 * Lists the files in a zip archive by name (APPNOTE.TXT, including zip64); `file` is its name in errors.
 * Every number is checked against the archive's size. Checksums are not verified. Throws `bad-zip`.
 */
export function readZip(bytes: Uint8Array, file: string): Map<string, ZipEntry> {
  const wrong = (sentence: string) => new ClipscopeError("bad-zip", `${file}: ${sentence}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number64 = (at: number) => Number(view.getBigUint64(at, true));
  const { count, start, end } = findDirectory(view, wrong);
  const entries = new Map<string, ZipEntry>();
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY) {
      throw wrong(`entry ${i + 1} of ${count} of its directory is damaged. Fetch or copy it again.`);
    }
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > end)
      throw wrong(`entry ${i + 1} of ${count} of its directory is cut off. Fetch or copy it again.`);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));

    const numbers = [at + 24, at + 20, at + 42].map((place) => view.getUint32(place, true)); // size, packed, offset
    for (let extra = nameEnd; extra + 4 <= extraEnd; extra += 4 + view.getUint16(extra + 2, true)) {
      if (view.getUint16(extra, true) !== 1) continue; // zip64: those of the three that did not fit
      let from = extra + 4;
      const to = Math.min(from + view.getUint16(extra + 2, true), extraEnd);
      for (let k = 0; k < 3; k++) {
        if (numbers[k] !== 0xffffffff || from + 8 > to) continue;
        numbers[k] = number64(from);
        from += 8;
      }
    }
    const [size, packed, offset] = numbers;
    if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) {
      throw wrong(`${name} should begin at byte ${offset}, where there is no file. Fetch or copy it again.`);
    }
    const begin = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    if (!(begin + packed <= bytes.length)) {
      throw wrong(
        `${name} should end at byte ${begin + packed}, but there are ${bytes.length}. Fetch or copy it again.`,
      );
    }
    if (flags & 1) throw wrong(`${name} is encrypted. Unpack it first.`);
    if (method !== 0 && method !== 8) {
      throw wrong(
        `${name} is packed by method ${method}; only stored (0) and deflated (8) files are supported.`,
      );
    }
    if (method === 0 ? size !== packed : size > packed * BEST_RATIO + 64) {
      throw wrong(
        `${name} can't have ${size} bytes when ${packed} are in the archive. It is damaged or malicious.`,
      );
    }
    if (entries.has(name)) throw wrong(`there are two files ${name} in it.`);
    entries.set(name, { name, begin, end: begin + packed, deflated: method === 8, size });
    at = next;
  }
  return entries;
}

/** The bytes of a file: a view of `bytes` if it is stored, inflated if it is deflated. Throws `bad-zip`. */
export async function readEntry(bytes: Uint8Array, entry: ZipEntry, file: string): Promise<Uint8Array> {
  const packed = bytes.subarray(entry.begin, entry.end);
  if (!entry.deflated) return packed;
  try {
    const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
    return await readStream(stream.pipeThrough(new DecompressionStream("deflate-raw")), entry.size);
  } catch (cause) {
    throw new ClipscopeError(
      "bad-zip",
      `${file}: ${entry.name} can't be unpacked (${(cause as Error).message}). Fetch or copy it again.`,
      { cause },
    );
  }
}

type Wrong = (sentence: string) => ClipscopeError;

/** Location of the central directory, from the record at the end of the archive. */
function findDirectory(view: DataView, wrong: Wrong): { count: number; start: number; end: number } {
  const last = view.byteLength - 22;
  let at = last;
  const first = Math.max(0, last - LONGEST_COMMENT);
  while (
    at >= first &&
    !(view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) <= view.byteLength)
  ) {
    at--;
  }
  if (at < first)
    throw wrong(
      "it has no directory at its end: it is truncated or not a zip archive. Fetch or copy it again.",
    );
  let count = view.getUint16(at + 10, true);
  let size = view.getUint32(at + 12, true);
  let start = view.getUint32(at + 16, true);
  if (at >= 20 && view.getUint32(at - 20, true) === END_64_LOCATOR) {
    const record = Number(view.getBigUint64(at - 12, true));
    if (record + 56 > view.byteLength || view.getUint32(record, true) !== END_64) {
      throw wrong("its directory is damaged. Fetch or copy it again.");
    }
    count = Number(view.getBigUint64(record + 32, true));
    size = Number(view.getBigUint64(record + 40, true));
    start = Number(view.getBigUint64(record + 48, true));
  }
  if (!(start + size <= at)) throw wrong("its directory should lie before its end. Fetch or copy it again.");
  return { count, start, end: start + size };
}
