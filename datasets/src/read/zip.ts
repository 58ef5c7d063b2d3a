import { ClipscopeError } from "@clipscope/types";
import { Reader, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { crc32 } from "./crc32.js";
import type { FileSource } from "./source.js";

/** Maximum compression ratio of a member: images don't shrink to a thousandth, and none takes a gigabyte. */
const LARGEST_RATIO = 1000;
const LARGEST_MEMBER = 2 ** 30;
/** Size below which any ratio is accepted: a megabyte of zeros does shrink to a thousandth. */
const HARMLESS = 64 * 2 ** 20;
const STORED = 0;
const DEFLATED = 8;

/** The required fields of a directory entry; zip.js's own entry objects take seven kilobytes each. */
interface Entry {
  name: string;
  /** Byte offset of the local header. */
  offset: number;
  method: number;
  packed: number;
  size: number;
  crc: number;
  encrypted: boolean;
}

/**
 * Lists the files of a zip archive, each read on demand, in any order. Throws `bad-zip` for a damaged or
 * encrypted archive, and for one that would unpack to far more than its size.
 */
export async function readZipMembers(archive: FileSource): Promise<FileSource[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of new ZipReader(new SourceReader(archive)).getEntriesGenerator()) {
      if (entry.directory) continue;
      entries.push({
        name: entry.filename,
        offset: entry.offset,
        method: entry.compressionMethod,
        packed: entry.compressedSize,
        size: entry.uncompressedSize,
        crc: (entry.signature ?? 0) >>> 0,
        encrypted: entry.encrypted,
      });
    }
  } catch (cause) {
    if (/unsafe filename/i.test((cause as Error).message)) {
      throw new ClipscopeError(
        "bad-zip",
        `${archive.path} is rejected: a file's path leads out of the archive.`,
        { cause },
      );
    }
    throw new ClipscopeError(
      "bad-zip",
      `${archive.path} is a damaged zip archive (${(cause as Error).message}): copy or download it again.`,
      { cause },
    );
  }
  refuseBombs(archive, entries);
  if (entries.length > 0 && entries.every(({ method }) => method !== STORED && method !== DEFLATED)) {
    throw new ClipscopeError(
      "bad-zip",
      `${archive.path} uses an unsupported compression (method ${entries[0].method}): unpack it and open the folder.`,
    );
  }
  if (entries.length > 0 && entries.every((entry) => entry.encrypted)) {
    throw new ClipscopeError("bad-zip", `${archive.path} is encrypted: unpack it and open the folder.`);
  }
  return entries.map((entry) => member(archive, entry));
}

function refuseBombs(archive: FileSource, entries: readonly Entry[]): void {
  let total = 0;
  for (const { name, packed, size } of entries) {
    total += packed;
    const suspicious = size > HARMLESS && size > packed * LARGEST_RATIO;
    if (!suspicious && total <= archive.size) continue;
    throw new ClipscopeError(
      "bad-zip",
      suspicious
        ? `${archive.path} is rejected: ${name} would unpack from ${bytes(packed)} to ${bytes(size)}.`
        : `${archive.path} is rejected: its ${entries.length} files overlap and would unpack to ${bytes(entries.reduce((sum, entry) => sum + entry.size, 0))} from ${bytes(archive.size)}.`,
    );
  }
}

function member(archive: FileSource, entry: Entry): FileSource {
  const { name, size } = entry;
  const checksum = entry.crc.toString(16).padStart(8, "0");
  // A reader asks for parts of a table one after another: the content is kept until memory is needed.
  let last: WeakRef<Uint8Array> | undefined;
  const content = async () => {
    const kept = last?.deref();
    if (kept) return kept;
    const unpacked = await unpack(archive, entry);
    last = new WeakRef(unpacked);
    return unpacked;
  };
  return {
    path: name.replaceAll("\\", "/").replace(/^\/+/, ""),
    size,
    version: `${archive.version} ${checksum}`,
    slice: async (start, end) => (await content()).subarray(start, end),
    stream: () =>
      new ReadableStream({
        async pull(controller) {
          controller.enqueue(await content());
          controller.close();
        },
      }),
  };
}

async function unpack(archive: FileSource, entry: Entry): Promise<Uint8Array> {
  const { name, offset, method, packed, size, crc, encrypted } = entry;
  const refuse = (why: string, cause?: unknown) =>
    new ClipscopeError("bad-zip", `${archive.path}: ${name} ${why}.`, { cause });
  if (encrypted) throw refuse("is encrypted");
  if (method !== STORED && method !== DEFLATED)
    throw refuse("uses an unsupported compression: unpack the archive and open the folder");
  if (size > LARGEST_MEMBER) throw refuse(`has ${bytes(size)}: unpack the archive and open the folder`);
  // APPNOTE.TXT 4.3.7: 30 bytes, then a name and a field whose lengths differ from the directory's.
  const header = await archive.slice(offset, Math.min(archive.size, offset + 30));
  if (header.length < 30 || header[0] !== 0x50 || header[1] !== 0x4b)
    throw refuse("is not where the archive says");
  const view = new DataView(header.buffer, header.byteOffset, 30);
  const start = offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  const stored = await archive.slice(start, Math.min(archive.size, start + packed));
  let unpacked: Uint8Array;
  try {
    unpacked = method === STORED ? stored : await inflate(stored, size);
  } catch (cause) {
    throw refuse(`is damaged (${(cause as Error).message})`, cause);
  }
  if (unpacked.length !== size || crc32(unpacked) !== crc) throw refuse("is damaged: its checksum is wrong");
  return unpacked;
}

/** Inflates a member. Throws if it is larger than the archive declares. */
async function inflate(packed: Uint8Array, size: number): Promise<Uint8Array> {
  const out = new Uint8Array(size);
  const inflated = new Blob([packed as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = inflated.getReader();
  let done = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (done + next.value.length > size) {
      await reader.cancel().catch(() => undefined);
      throw new Error(`it unpacks to more than the ${size} bytes that it declares`);
    }
    out.set(next.value, done);
    done += next.value.length;
  }
  return out.subarray(0, done);
}

/** Reads an archive in place. */
class SourceReader extends Reader<FileSource> {
  constructor(readonly source: FileSource) {
    super(source);
    this.size = source.size;
  }
  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return this.source.slice(index, Math.min(index + length, this.source.size));
  }
}

function bytes(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  return `${(count / 2 ** (10 * unit)).toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}
