import { availableParallelism } from "node:os";
import { ClipscopeError, throwIfCancelled } from "@clipscope/core";
import sharp from "sharp";
import type { Icon, IconSet } from "./packages.js";

/** Side of every prepared image, in pixels. */
export const size = 64;

/** A self-contained icon from a set: its own body and view box. */
export function iconOf(set: IconSet, name: string): Icon {
  const alias = set.icons[name] ? undefined : set.aliases?.[name];
  const icon: Icon = set.icons[alias?.parent ?? name];
  const { left = 0, top = 0, width = set.width ?? 16, height = set.height ?? 16, body } = icon;
  const mirrored = alias?.hFlip ?? icon.hFlip;
  const content = mirrored ? `<g transform="translate(${2 * left + width} 0) scale(-1 1)">${body}</g>` : body;
  return { body: content, left, top, width, height };
}

/**
 * A complete SVG file of an icon, scaled to fit a square of `size` pixels, centered, with its aspect ratio
 * preserved.
 */
export function svgOf({ left, top, width, height, body }: Icon): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${size}" height="${size}" viewBox="${left} ${top} ${width} ${height}">${body}</svg>`
  );
}

/** Renders an SVG on white. Returns RGB, row-major, `[size * size * 3]`. Throws the errors of sharp. */
async function renderSvg(svg: string): Promise<Uint8Array> {
  const { data } = await sharp(Buffer.from(svg))
    .flatten({ background: "#ffffff" })
    .toColorspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}

/** An icon with its name for error messages: `"grinning-face" of noto`. */
export interface NamedIcon {
  title: string;
  icon: Icon;
}

/**
 * Renders many icons, one per core at a time; `report` receives the number done. Each result is RGB,
 * row-major, `[size * size * 3]`. Throws `bad-image` (an icon cannot be drawn), `cancelled`.
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
  sharp.concurrency(1); // One libvips thread per image is enough.
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
