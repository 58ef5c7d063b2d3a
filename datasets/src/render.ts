import sharp from "sharp";
import type { Icon, IconSet } from "./packages.js";

/** Pixels on a side of every prepared image. */
export const size = 64;

/** The icon as a complete SVG file that fills a square of `size` pixels, its aspect kept, centred. */
export function iconSvg(set: IconSet, name: string): string {
  const alias = set.icons[name] ? undefined : set.aliases?.[name];
  const icon: Icon = set.icons[alias?.parent ?? name];
  const { left = 0, top = 0, width = set.width ?? 16, height = set.height ?? 16, body } = icon;
  const content =
    (alias?.hFlip ?? icon.hFlip)
      ? `<g transform="translate(${2 * left + width} 0) scale(-1 1)">${body}</g>`
      : body;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${size}" height="${size}" viewBox="${left} ${top} ${width} ${height}">${content}</svg>`
  );
}

/** Draws an SVG on white. Returns RGB, row-major, `[size * size * 3]`. Throws what sharp throws. */
export async function renderSvg(svg: string): Promise<Uint8Array> {
  const { data } = await sharp(Buffer.from(svg))
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}
