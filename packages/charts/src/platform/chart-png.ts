import { ClipscopeError } from "@clipscope/types";
import { colorOf } from "../plots/svg/colors.js";
import type { SvgNode } from "../plots/svg/node.js";
import type { Scheme } from "../style/tokens.js";
import { paint } from "./paint.js";

/** Largest side of a canvas, in pixels, that every browser supports. */
const MOST_PIXELS = 16_384;

/**
 * A drawing as a PNG file. It is painted on a canvas rather than shown as an SVG image, which could not use the
 * page's fonts. Rejects with `not-supported` outside a browser, and with `bad-argument` for a scale that is not
 * positive or makes the image too large.
 */
export async function pngOf(
  drawing: SvgNode,
  { scale, theme }: { scale: number; theme: Scheme },
): Promise<Blob> {
  if (typeof OffscreenCanvas === "undefined") {
    throw new ClipscopeError(
      "not-supported",
      "A PNG needs a canvas, which only a browser has: write the SVG instead.",
    );
  }
  const { width, height } = drawing.attributes as { width: number; height: number };
  if (!(scale > 0 && scale * Math.max(width, height) <= MOST_PIXELS)) {
    throw new ClipscopeError(
      "bad-argument",
      `A chart of ${Math.ceil(width)} × ${Math.ceil(height)} pixels can't be painted at scale ${scale}: the scale must be above 0, and each side at most ${MOST_PIXELS} pixels.`,
    );
  }
  const canvas = new OffscreenCanvas(Math.ceil(scale * width), Math.ceil(scale * height));
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.scale(scale, scale);
  paint(context, drawing, (token) => colorOf(token, theme));
  return canvas.convertToBlob({ type: "image/png" });
}
