/** RGBA of a bitmap, not premultiplied, or undefined if this way can't give it. */
export type ReadBitmap = (bitmap: ImageBitmap) => Promise<Uint8Array | Uint8ClampedArray | undefined>;

/** The ways from a bitmap to its bytes, best first. Which of them are exact depends on the browser and its protection. */
export const readers: readonly ReadBitmap[] = [readFrame, readCanvas, readTexture];

/** By a video frame (WebCodecs), which is copied as it is: needs no canvas and no WebGL. */
export async function readFrame(bitmap: ImageBitmap): Promise<Uint8Array | undefined> {
  if (typeof VideoFrame === "undefined") return undefined;
  const frame = new VideoFrame(bitmap, { timestamp: 0, alpha: "keep" });
  try {
    const order = frame.format?.slice(0, 3);
    if (order !== "RGB" && order !== "BGR") return undefined;
    const { codedWidth: width, codedHeight: height } = frame;
    if (width !== bitmap.width || height !== bitmap.height) return undefined;
    const pixels = new Uint8Array(width * height * 4);
    await frame.copyTo(pixels, { layout: [{ offset: 0, stride: width * 4 }] });
    const hasAlpha = frame.format?.[3] === "A";
    for (let i = 0; i < pixels.length; i += 4) {
      if (order === "BGR") {
        const blue = pixels[i];
        pixels[i] = pixels[i + 2];
        pixels[i + 2] = blue;
      }
      if (!hasAlpha) pixels[i + 3] = 255;
    }
    return pixels;
  } finally {
    frame.close();
  }
}

/** By a 2D canvas, which multiplies colors by alpha: opaque bitmaps alone. */
async function readCanvas(bitmap: ImageBitmap): Promise<Uint8ClampedArray | undefined> {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return undefined;
  return data;
}

/** By a texture of WebGL. */
async function readTexture(bitmap: ImageBitmap): Promise<Uint8Array | undefined> {
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
    const rgba = new Uint8Array(width * height * 4);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
    return gl.getError() === gl.NO_ERROR ? rgba : undefined;
  } finally {
    gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
