import type { ImageInput } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import { sha256 } from "#platform";
import type { RawImages } from "./raw-table.js";
import { type FileSource, type ReadOptions, readAll } from "./source.js";

/** Total size up to which images are identified by SHA-256 of their content: half a second of reading. */
const HASHED = 64 * 2 ** 20;
const AT_ONCE = 8;

/** Location of a row's image: a file, a URL fetched on demand, or the reason why there is none. */
export type ImagePlace = FileSource | { url: string } | { missing: string };

/**
 * Images in files or at URLs, one per row, read on demand. If all files together are at most 64 MiB they are
 * hashed now; read errors are ignored until the image itself is read.
 */
export async function imagesIn(places: readonly ImagePlace[], how: ReadOptions): Promise<RawImages> {
  let total = 0;
  for (const place of places) if ("path" in place) total += place.size;
  const digests = total <= HASHED ? await digestsOf(places, how) : undefined;
  return {
    async read(row) {
      const place = places[row];
      if (!place)
        throw new ClipscopeError(
          "bad-argument",
          `Row ${row} is out of range: there are ${places.length} rows.`,
        );
      if ("missing" in place) throw new ClipscopeError("not-found", place.missing);
      return "url" in place ? place.url : inputOf(place);
    },
    contentKey(row) {
      const place = places[row];
      if (!place || "missing" in place) return undefined;
      if ("url" in place) return place.url;
      const shown = typeof place.input === "string" ? place.input : `${how.place}/${place.path}`;
      return digests?.[row] ?? `${shown}|${place.size}|${place.version}`;
    },
    identity(row) {
      const place = places[row];
      if (!place || "missing" in place) return undefined;
      if ("url" in place) return place.url;
      return digests?.[row] ?? `${place.path}|${place.size}|${place.checksum ?? ""}`;
    },
  };
}

const inputOf = async (file: FileSource): Promise<ImageInput> => file.input ?? readAll(file);

async function digestsOf(places: readonly ImagePlace[], { signal, onProgress }: ReadOptions) {
  const digests = new Array<string | undefined>(places.length);
  let next = 0;
  const work = async () => {
    while (next < places.length) {
      const row = next++;
      if (signal?.aborted) return;
      const place = places[row];
      if ("path" in place)
        digests[row] = await readAll(place)
          .then(sha256)
          .catch(() => undefined);
      if (row % 1000 === 999) onProgress?.({ stage: "hashing images", done: row + 1, total: places.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return digests;
}
