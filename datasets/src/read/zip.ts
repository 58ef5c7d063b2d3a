import { ClipscopeError } from "@clipscope/types";
import { configure, type FileEntry, Reader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";
import type { FileSource } from "./source.js";

/** What a packed member may become: pictures don't shrink to a thousandth, and none has a gigabyte. */
const LARGEST_RATIO = 1000;
const LARGEST_MEMBER = 2 ** 30;
/** Below this nothing is suspicious: a megabyte of zeros is packed to a thousandth. */
const HARMLESS = 64 * 2 ** 20;

// The platform's own inflate; workers would have to be found by every bundler.
configure({ useWebWorkers: false });

/**
 * The files in a zip archive, each read when it is asked for, at any place of the archive. Throws `bad-zip` for a
 * damaged archive, an encrypted one, and one that would unpack to far more than it is.
 */
export async function readZipMembers(archive: FileSource): Promise<FileSource[]> {
  const reader = new ZipReader(new SourceReader(archive));
  let entries: FileEntry[];
  try {
    entries = (await reader.getEntries()).filter((entry): entry is FileEntry => !entry.directory);
  } catch (cause) {
    throw new ClipscopeError(
      "bad-zip",
      `${archive.path} is a damaged zip archive (${(cause as Error).message}): copy or download it again.`,
      { cause },
    );
  }
  refuseBombs(archive, entries);
  if (entries.length > 0 && entries.every((entry) => entry.encrypted)) {
    throw new ClipscopeError("bad-zip", `${archive.path} is encrypted: unpack it and open the folder.`);
  }
  return entries.map((entry) => member(archive, entry));
}

function refuseBombs(archive: FileSource, entries: readonly FileEntry[]): void {
  let packed = 0;
  for (const { filename, compressedSize, uncompressedSize } of entries) {
    packed += compressedSize;
    const suspicious = uncompressedSize > HARMLESS && uncompressedSize > compressedSize * LARGEST_RATIO;
    if (!suspicious && packed <= archive.size) continue;
    throw new ClipscopeError(
      "bad-zip",
      suspicious
        ? `${archive.path} is refused: ${filename} would unpack from ${bytes(compressedSize)} to ${bytes(uncompressedSize)}.`
        : `${archive.path} is refused: its ${entries.length} files overlap and would unpack to ${bytes(entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0))} from ${bytes(archive.size)}.`,
    );
  }
}

function member(archive: FileSource, entry: FileEntry): FileSource {
  const { filename, uncompressedSize: size, signature, encrypted } = entry;
  const checksum = (signature ?? 0).toString(16).padStart(8, "0");
  const shown = `${archive.path}: ${filename}`;
  // A reader asks for parts of a table one after another: the last content is kept until something else is collected.
  let last: WeakRef<Uint8Array> | undefined;
  const content = async () => {
    const kept = last?.deref();
    if (kept) return kept;
    if (encrypted) throw new ClipscopeError("bad-zip", `${shown} is encrypted.`);
    if (size > LARGEST_MEMBER) {
      throw new ClipscopeError(
        "bad-zip",
        `${shown} has ${bytes(size)}: unpack the archive and open the folder.`,
      );
    }
    try {
      const unpacked = await entry.getData(new BoundedWriter(size), { checkSignature: true });
      last = new WeakRef(unpacked);
      return unpacked;
    } catch (cause) {
      throw new ClipscopeError("bad-zip", `${shown} is damaged (${(cause as Error).message}).`, { cause });
    }
  };
  return {
    path: filename.replaceAll("\\", "/").replace(/^\/+/, ""),
    size,
    version: `${archive.version} ${checksum}`,
    checksum,
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

/** Reads an archive where it lies. */
class SourceReader extends Reader<FileSource> {
  constructor(readonly source: FileSource) {
    super(source);
    this.size = source.size;
  }
  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return this.source.slice(index, Math.min(index + length, this.source.size));
  }
}

/** Refuses more bytes than the archive said that there are. */
class BoundedWriter extends Uint8ArrayWriter {
  #written = 0;
  constructor(readonly limit: number) {
    super();
  }
  override async writeUint8Array(array: Uint8Array): Promise<void> {
    this.#written += array.length;
    if (this.#written > this.limit)
      throw new Error(`it unpacks to more than the ${this.limit} bytes it declares`);
    return super.writeUint8Array(array);
  }
}

function bytes(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  return `${(count / 2 ** (10 * unit)).toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}
