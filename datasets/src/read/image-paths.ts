import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import { cellText } from "../columns.js";
import type { Column, RowProblem } from "../dataset.js";
import { isImageName } from "./image-names.js";
import { type ImagePlace, imagesIn } from "./images.js";
import type { RawImages } from "./raw-table.js";
import type { ReadOptions } from "./source.js";

/** Common names of path columns, best first. */
const NAMES =
  /^(?:image_?path|image_?url|image_?file|image|img|file_?name|file_?path|path|file|url|img_?path|photo)$/i;
/** Number of rows examined to decide whether a column holds paths. */
const LOOKED_AT = 100;
const AT_ONCE = 64;

/**
 * The column of image paths or URLs, judged by most of its first texts having an image extension or being
 * URLs.
 */
export function guessImageColumn(columns: ReadonlyMap<string, Column>, rows: number): string | undefined {
  const candidates = [...columns].filter(([name, column]) => {
    if (column.kind === "number" || column.kind === "list") return false;
    const named = NAMES.test(name);
    let [present, images] = [0, 0];
    for (let row = 0; row < rows && present < LOOKED_AT; row++) {
      const text = cellText(column, row);
      if (text === "") continue;
      present++;
      const address = /^https?:\/\/\S+$/.test(text);
      if (isImageName(address ? text.replace(/[?#].*$/, "") : text) || (named && address)) images++;
    }
    return present > 0 && images * 2 > present;
  });
  return (candidates.find(([name]) => NAMES.test(name)) ?? candidates[0])?.[0];
}

/**
 * The images that a column's paths and URLs lead to. A path to a missing file is a problem of its row; URLs
 * are not checked until read. Throws `not-found` if no path leads to a file.
 */
export async function imagesAt(
  column: Column,
  rows: number,
  how: ReadOptions,
): Promise<{ images: RawImages; problems: RowProblem[] }> {
  const places = new Array<ImagePlace>(rows);
  const problems: RowProblem[] = [];
  let [next, found] = [0, 0];
  const root = how.imageRoot?.replace(/[\\/]+$/, "");
  const find = async (row: number): Promise<ImagePlace> => {
    const path = cellText(column, row).trim();
    if (path === "") return { missing: "The row has no image path." };
    if (/^(?:https?|data):/i.test(path)) return { url: path };
    // Of a table at a URL: nothing is asked of its server before an image is read.
    const base = root === undefined ? how.place : `${root}/`;
    if (/^https?:/i.test(base)) return { url: new URL(path.replaceAll("\\", "/"), base).href };
    const file = (root !== undefined && (await how.beside(`${root}/${path}`))) || (await how.beside(path));
    return file ?? { missing: `There is no file ${path}${root === undefined ? "" : ` in ${root}`}.` };
  };
  const work = async () => {
    while (next < rows) {
      const row = next++;
      throwIfCancelled(how.signal, "Finding images");
      places[row] = await find(row);
      if (!("missing" in places[row])) found++;
      if (row % 1000 === 999) how.onProgress?.({ stage: "finding images", done: row + 1, total: rows });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const [row, place] of places.entries()) {
    if ("missing" in place) problems.push({ row, message: place.missing });
  }
  if (rows > 0 && found === 0) {
    const first = cellText(column, 0) || "(empty)";
    throw new ClipscopeError(
      "not-found",
      `None of the ${rows} image paths in the column “${column.title}” leads to a file; the first is ${first}. They were looked for ${root === undefined ? `beside ${how.place}` : `in ${root}`}: say where they are with imageRoot (--image-root), or that the column holds no images with image: null (--image none).`,
    );
  }
  return { images: await imagesIn(places, how), problems };
}
