import { availableParallelism } from "node:os";
import { ClipscopeError, throwIfCancelled } from "@clipscope/core";
import sharp from "sharp";
import type { Icon, IconSet } from "./packages.js";

/** Pixels on a side of every prepared image. */
export const size = 64;

/** An icon that needs nothing of its set: its own body, in its own view box. */
export function iconOf(set: IconSet, name: string): Icon {
  const alias = set.icons[name] ? undefined : set.aliases?.[name];
  const icon: Icon = set.icons[alias?.parent ?? name];
  const { left = 0, top = 0, width = set.width ?? 16, height = set.height ?? 16, body } = icon;
  const mirrored = alias?.hFlip ?? icon.hFlip;
  const content = mirrored ? `<g transform="translate(${2 * left + width} 0) scale(-1 1)">${body}</g>` : body;
  return { body: content, left, top, width, height };
}

/** An icon of `iconOf` as a complete SVG file that fills a square of `size` pixels, its aspect kept, centered. */
export function svgOf({ left, top, width, height, body }: Icon): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${size}" height="${size}" viewBox="${left} ${top} ${width} ${height}">${body}</svg>`
  );
}

/** Draws an SVG on white. Returns RGB, row-major, `[size * size * 3]`. Throws what sharp throws. */
async function renderSvg(svg: string): Promise<Uint8Array> {
  const { data } = await sharp(Buffer.from(svg))
    .flatten({ background: "#ffffff" })
    .toColorspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}

/** An icon of `iconOf` with what errors call it: `"grinning-face" of noto`. */
export interface NamedIcon {
  title: string;
  icon: Icon;
}

/**
 * Draws many icons, as many at once as there are cores; `report` hears how many are done. Each is RGB, row-major,
 * `[size * size * 3]`. Throws `bad-image` (an icon cannot be drawn), `cancelled`.
 */
export async function drawIcons(
  icons: readonly NamedIcon[],
  { report, signal }: { report?: (drawn: number) => void; signal?: AbortSignal } = {},
): Promise<Uint8Array[]> {
  const drawings: Uint8Array[] = new Array(icons.length);
  let next = 0;
  let drawn = 0;
  const worker = async () => {
    while (next < icons.length) {
      throwIfCancelled(signal, "Drawing icons");
      const i = next++;
      drawings[i] = await drawIcon(icons[i]);
      if (++drawn % 50 === 0) report?.(drawn);
    }
  };
  sharp.concurrency(1); // One thread an image is enough for libvips.
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return drawings;
}

async function drawIcon({ title, icon }: NamedIcon): Promise<Uint8Array> {
  try {
    return await renderSvg(svgOf(icon));
  } catch (cause) {
    throw new ClipscopeError("bad-image", `The icon ${title} could not be drawn: ${cause}`, { cause });
  }
}
