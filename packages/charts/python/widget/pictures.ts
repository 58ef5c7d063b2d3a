import { type Loaded, TileCache, type Tiles } from "@clipscope/charts";
import { bytesIn, codesIn, type Model } from "./model.js";

/** Side of a picture in pixels. */
const SIDE = 128;

/** The pictures of a chart's rows, decoded when they are shown; undefined if Python has sent none. */
export function picturesIn(model: Model): Tiles | undefined {
  const [bytes, ends] = [bytesIn(model, "_images"), codesIn(model, "_image_ends")];
  if (!bytes || !ends) return undefined;
  return new TileCache({
    size: SIDE,
    load: async (rows, deliver, signal) => {
      for (const row of rows) {
        if (signal.aborted) return;
        const file = bytes.slice(row > 0 ? ends[row - 1] : 0, ends[row]);
        deliver(row, await pictureOf(file));
      }
    },
  });
}

/** A file's image in the middle of a square. */
async function pictureOf(file: Uint8Array<ArrayBuffer>): Promise<Loaded> {
  if (file.length === 0) return { reason: "This row has no picture." };
  const image = await createImageBitmap(new Blob([file])).catch(() => undefined);
  if (!image) return { reason: "This picture is not an image file that the browser can read." };
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const pen = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const scale = SIDE / Math.max(image.width, image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  image.close();
  return canvas.transferToImageBitmap();
}
