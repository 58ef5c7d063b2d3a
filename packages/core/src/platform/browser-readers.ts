/** Pixels of 4 bytes, not premultiplied: RGBA or BGRA. */
export interface BitmapPixels {
  data: Uint8Array | Uint8ClampedArray;
  isBlueFirst?: boolean;
  /** Whether to ignore the fourth byte. */
  isOpaque?: boolean;
}

/** Reads the pixels of a bitmap; undefined if this method can't. */
export type ReadBitmap = (bitmap: ImageBitmap) => Promise<BitmapPixels | undefined>;

/**
 * Methods of reading a bitmap's bytes, best first. Which are exact depends on the browser and its
 * fingerprinting protection.
 */
export const readers: readonly ReadBitmap[] = [readFrame, readCanvas, readTexture];

/**
 * Reads through a video frame (WebCodecs), which copies pixels unchanged and needs neither canvas nor WebGL.
 */
export async function readFrame(bitmap: ImageBitmap): Promise<BitmapPixels | undefined> {
  if (typeof VideoFrame === "undefined") return undefined;
  const frame = new VideoFrame(bitmap, { timestamp: 0, alpha: "keep" });
  try {
    const { format, codedWidth: width, codedHeight: height } = frame;
    if (!format || !["RGBA", "RGBX", "BGRA", "BGRX"].includes(format)) return undefined;
    if (width !== bitmap.width || height !== bitmap.height) return undefined;
    const data = new Uint8Array(width * height * 4);
    await frame.copyTo(data, { layout: [{ offset: 0, stride: width * 4 }] });
    return { data, isBlueFirst: format[0] === "B", isOpaque: format[3] === "X" };
  } finally {
    frame.close();
  }
}

/** Reads through a 2D canvas, which premultiplies alpha: opaque bitmaps only. */
async function readCanvas(bitmap: ImageBitmap): Promise<BitmapPixels | undefined> {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return undefined;
  return { data };
}

/** Reads through a WebGL texture. */
async function readTexture(bitmap: ImageBitmap): Promise<BitmapPixels | undefined> {
  const { width, height } = bitmap;
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) return undefined;
  try {
    if (Math.max(width, height) > gl.getParameter(gl.MAX_TEXTURE_SIZE)) return undefined;
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    const data = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, data);
    return gl.getError() === gl.NO_ERROR ? { data } : undefined;
  } finally {
    gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
