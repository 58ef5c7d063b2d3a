import type { ImageInput } from "@clipscope/types";
import { ClipscopeError, sha256 } from "@clipscope/types";
import type { RawImages } from "./raw-table.js";
import { type FileSource, type ReadOptions, readAll } from "./source.js";

/** Total size up to which all images are identified by SHA-256 of their content: half a second of reading. */
const HASHED = 64 * 2 ** 20;
/** Of more images than that, the beginnings of as many are hashed, evenly spaced. */
const SAMPLED = 64;
const BEGINNING = 65_536;
const AT_ONCE = 8;

/** Location of a row's image: a file, a URL fetched on demand, or the reason why there is none. */
export type ImagePlace = FileSource | { url: string } | { missing: string };

/**
 * Images in files or at URLs, one per row, read on demand. If all files together are at most 64 MiB they are
 * hashed now, otherwise the beginnings of 64 of them; read errors are ignored until the image itself is read.
 */
export async function imagesIn(places: readonly ImagePlace[], how: ReadOptions): Promise<RawImages> {
  let total = 0;
  for (const place of places) if ("path" in place) total += place.size;
  const isWhole = total <= HASHED;
  const digests = isWhole
    ? await digestsOf(places, 1, readAll, how)
    : await digestsOf(places, Math.ceil(places.length / SAMPLED), readBeginning, how);
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
      return (isWhole && digests[row]) || `${shown}|${place.size}|${place.version}`;
    },
    identity(row) {
      const place = places[row];
      if (!place || "missing" in place) return undefined;
      if ("url" in place) return place.url;
      return isWhole && digests[row] ? digests[row] : `${place.path}|${place.size}|${digests[row] ?? ""}`;
    },
  };
}

const inputOf = async (file: FileSource): Promise<ImageInput> => file.input ?? readAll(file);

const readBeginning = (file: FileSource) => file.slice(0, Math.min(BEGINNING, file.size));

/** SHA-256 of what `read` gives of the image in every n-th row. */
async function digestsOf(
  places: readonly ImagePlace[],
  every: number,
  read: (file: FileSource) => Promise<Uint8Array>,
  { signal, onProgress }: ReadOptions,
): Promise<(string | undefined)[]> {
  const digests = new Array<string | undefined>(places.length);
  let next = 0;
  const work = async () => {
    while (next < places.length) {
      const row = next;
      next += every;
      if (signal?.aborted) return;
      const place = places[row];
      if ("path" in place)
        digests[row] = await read(place)
          .then(sha256)
          .catch(() => undefined);
      if (row % 1000 === 999) onProgress?.({ stage: "hashing images", done: row + 1, total: places.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return digests;
}
