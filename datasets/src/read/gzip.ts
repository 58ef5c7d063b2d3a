import { ClipscopeError, type OnProgress, throwIfCancelled } from "@clipscope/types";
import type { FileSource } from "./source.js";

/** Maximum size unpacked into memory. */
const LARGEST = 2 ** 31;

export const beginsLikeGzip = (head: Uint8Array) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/**
 * Unpacks a gzip file into memory, since gzip can only be read from the start. Throws `not-supported` beyond
 * 2 GiB and `bad-file` if the file is damaged.
 */
export async function gunzip(
  file: FileSource,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: OnProgress } = {},
): Promise<FileSource> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const unpacked = file
    .stream()
    .pipeThrough(new DecompressionStream("gzip") as unknown as TransformStream<Uint8Array, Uint8Array>);
  const reader = unpacked.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      throwIfCancelled(signal, `Unpacking ${file.path}`);
      chunks.push(next.value);
      size += next.value.length;
      onProgress?.({ stage: `unpacking ${file.path}`, done: size, total: Math.max(size, file.size) });
      if (size > LARGEST) {
        throw new ClipscopeError(
          "not-supported",
          `${file.path} (${file.size} bytes) unpacks to more than 2 GiB: unpack it and open its contents.`,
        );
      }
    }
  } catch (cause) {
    await reader.cancel().catch(() => undefined);
    if (cause instanceof ClipscopeError) throw cause;
    throw new ClipscopeError(
      "bad-file",
      `${file.path} is a damaged gzip file: ${(cause as Error).message}.`,
      {
        cause,
      },
    );
  }
  const path = file.path.replace(/\.tgz$/i, ".tar").replace(/\.gz$/i, "");
  return chunkedSource(path, chunks, size, file.version);
}

/** A file held in memory as chunks, without joining them. */
function chunkedSource(
  path: string,
  chunks: readonly Uint8Array[],
  size: number,
  version: string,
): FileSource {
  const starts = new Float64Array(chunks.length);
  for (let i = 1; i < chunks.length; i++) starts[i] = starts[i - 1] + chunks[i - 1].length;
  const indexOf = (at: number) => {
    let [low, high] = [0, chunks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    path,
    size,
    version,
    async slice(start, end = size) {
      const out = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      for (let done = 0, i = indexOf(start); done < out.length; i++) {
        const from = start + done - starts[i];
        const part = chunks[i].subarray(from, from + out.length - done);
        out.set(part, done);
        done += part.length;
      }
      return out;
    },
    stream: () => new Blob(chunks as Uint8Array<ArrayBuffer>[]).stream(),
  };
}
