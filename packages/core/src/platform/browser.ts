import { ClipscopeError } from "@clipscope/types";
import type { DecodedPixels, DecodeOptions } from "../images/decode.js";
import { withoutExif } from "../images/jpeg.js";
import { decodeGray16, pngHeader } from "../images/png.js";
import { fetchBytes } from "./fetch.js";
import { type Folder, urlFolder } from "./folder.js";

/** Decodes an image file with the browser's decoder. Rejects if it can't. */
export async function decodePixels(
  encoded: Uint8Array | Blob,
  { orientation, sixteenBit }: DecodeOptions,
): Promise<DecodedPixels> {
  const bytes = encoded instanceof Blob ? new Uint8Array(await encoded.arrayBuffer()) : encoded;
  const png = pngHeader(bytes);
  if (png?.isGray && png.bits === 16 && sixteenBit !== "scale") {
    return { kind: "grey16", ...(await decodeGray16(bytes)) };
  }
  // Chromium turns an image also with imageOrientation: "none".
  const wanted = orientation === "stored" ? withoutExif(bytes) : bytes;
  const blob = new Blob([wanted as Uint8Array<ArrayBuffer>]);
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  try {
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error(`there is no canvas of ${width} × ${height} pixels`);
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    // A 2D canvas multiplies colors by alpha, and what is lost by that only WebGL gives back.
    const exact = isOpaque(data) ? data : (readTexture(bitmap) ?? data);
    return { width, height, kind: "rgba", data: exact };
  } finally {
    bitmap.close();
  }
}

function isOpaque(rgba: Uint8ClampedArray): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return false;
  return true;
}

/** The bitmap's RGBA as it was decoded, or undefined without WebGL or beyond its largest texture. */
function readTexture(bitmap: ImageBitmap): Uint8Array | undefined {
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

/** The bytes of a URL. Throws `not-found`, `network` or `cancelled`. */
export function readUrlOrPath(place: string, signal?: AbortSignal): Promise<Uint8Array> {
  return fetchBytes(place, { signal });
}

/** The folder at a URL. */
export async function openFolder(place: string): Promise<Folder> {
  return urlFolder(place);
}

export async function writeFolder(folder: string, _files: Record<string, Uint8Array>): Promise<void> {
  throw new ClipscopeError(
    "bad-argument",
    `A browser can't write the folder ${folder}. Offer the files that checkpointFiles gives as downloads.`,
  );
}

/** Whether there is a file or a folder of this name: not in a browser. */
export async function exists(_place: string): Promise<boolean> {
  return false;
}

export { hubEnvironment, hubRequest, openHubCache } from "./browser-hub.js";
export { hasNativeOnnxRuntime, openOnnxRuntime } from "./browser-onnx.js";

/** A page computes in a worker of its own already, and its decoder has threads. */
export const preparationThreads = (): undefined => undefined;

export const pixelBuffer = (length: number) => new Float32Array(length);

/** Browsers that have WebGPU have it already. */
export async function provideWebgpu(): Promise<void> {}
