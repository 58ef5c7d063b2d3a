import { imageFormatOf } from "@clipscope/core/images";

/**
 * What is placed behind the transparent parts of a user's image. "stored": as the model's own code does, transparency
 * is dropped and the colors stored beneath it are kept.
 */
export type Ground = "stored" | "white" | "black" | "checker";
export const grounds: readonly Ground[] = ["stored", "white", "black", "checker"];

/** An image as it is given to the model. */
export interface JudgedPicture {
  file: Blob;
  transparent: boolean;
  /** Whether it is a vector drawing, which was turned into pixels. */
  drawn: boolean;
}

/** Longer side, in pixels, of a vector drawing turned into pixels. */
const DRAWN = 512;
/** Formats that can have transparent parts. */
const CLEAR = new Set(["png", "webp", "gif", "avif"]);
/** Sides in pixels of the copy that is searched for transparency, and of a square of the checkerboard. */
const [PROBE, SQUARE] = [128, 16];

/**
 * The image to classify: the file itself, or its pixels on a background. A vector drawing stores no colors beneath its
 * transparent parts, so "stored" puts white behind it. A file that can't be read is returned unchanged: the model's
 * reader reports why.
 */
export async function judgedPicture(file: File, ground: Ground): Promise<JudgedPicture> {
  const head = new Uint8Array(await file.slice(0, 512).arrayBuffer());
  const format = imageFormatOf(head) ?? imageFormatOf(file.name);
  const drawn = format === "svg";
  const asIs = { file, transparent: false, drawn: false };
  if (!drawn && !CLEAR.has(format ?? "")) return asIs;
  let picture: ImageBitmap | HTMLImageElement;
  try {
    picture = drawn ? await drawing(file) : await createImageBitmap(file);
  } catch {
    return asIs;
  }
  const transparent = isTransparent(picture);
  if (!drawn && (!transparent || ground === "stored")) return { file, transparent, drawn };
  const flat = await onGround(picture, drawn && ground === "stored" ? "white" : ground);
  return { file: flat, transparent, drawn };
}

/** A vector drawing as an image. Scripts in it do not run, and it loads nothing from elsewhere. */
async function drawing(file: File): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([file], { type: "image/svg+xml" }));
  const image = new Image();
  try {
    image.src = url;
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  return image;
}

/** Size in pixels; a vector drawing is scaled to the longer side allowed, and is square if it states no size. */
function sizeOf(picture: ImageBitmap | HTMLImageElement): [width: number, height: number] {
  if (picture instanceof ImageBitmap) return [picture.width, picture.height];
  const [width, height] = [picture.naturalWidth || 1, picture.naturalHeight || 1];
  const scale = DRAWN / Math.max(width, height);
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

function isTransparent(picture: ImageBitmap | HTMLImageElement): boolean {
  const context = new OffscreenCanvas(PROBE, PROBE).getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0, PROBE, PROBE);
  const { data } = context.getImageData(0, 0, PROBE, PROBE);
  for (let i = 3; i < data.length; i += 4) if (data[i] < 250) return true;
  return false;
}

async function onGround(picture: ImageBitmap | HTMLImageElement, ground: Ground): Promise<Blob> {
  const [width, height] = sizeOf(picture);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = ground === "black" ? "#000" : "#fff";
  context.fillRect(0, 0, width, height);
  if (ground === "checker") {
    context.fillStyle = "#c0c0c0";
    const side = Math.max(1, Math.round((SQUARE * Math.max(width, height)) / DRAWN));
    for (let y = 0; y * side < height; y++) {
      for (let x = y % 2; x * side < width; x += 2) context.fillRect(x * side, y * side, side, side);
    }
  }
  context.drawImage(picture, 0, 0, width, height);
  return canvas.convertToBlob();
}
