/** A kind of image file, including kinds that are recognized but not decoded. */
export type ImageFormat = keyof typeof IMAGE_FORMATS;

export interface ImageFormatInfo {
  /** The format's usual name. */
  title: string;
  /** File name extensions, lower case, without the dot. */
  extensions: readonly string[];
  mime: string;
  /** Why the format is not decoded and what to do instead; absent for formats that are decoded. */
  advice?: string;
}

/** Image formats recognized by file name or by their first bytes. */
export const IMAGE_FORMATS = {
  jpeg: { title: "JPEG", extensions: ["jpg", "jpeg", "jpe", "jfif", "pjpeg", "pjp"], mime: "image/jpeg" },
  png: { title: "PNG", extensions: ["png", "apng"], mime: "image/png" },
  webp: { title: "WebP", extensions: ["webp"], mime: "image/webp" },
  gif: { title: "GIF", extensions: ["gif"], mime: "image/gif" },
  avif: { title: "AVIF", extensions: ["avif"], mime: "image/avif" },
  bmp: { title: "BMP", extensions: ["bmp", "dib"], mime: "image/bmp" },
  netpbm: {
    title: "Netpbm (PBM, PGM, PPM, PAM)",
    extensions: ["pbm", "pgm", "ppm", "pnm", "pam"],
    mime: "image/x-portable-anymap",
  },
  tiff: {
    title: "TIFF",
    extensions: ["tif", "tiff"],
    mime: "image/tiff",
  },
  heic: {
    title: "HEIC",
    extensions: ["heic", "heif", "hif"],
    mime: "image/heic",
    advice: "its compression is patented and no free decoder comes with Clipscope; convert it to JPEG first",
  },
  svg: {
    title: "SVG",
    extensions: ["svg", "svgz"],
    mime: "image/svg+xml",
    advice: "a vector drawing has no pixels; export it as PNG, at least as large as the model's input",
  },
  jpeg2000: {
    title: "JPEG 2000",
    extensions: ["jp2", "j2k", "jpf", "jpx", "j2c", "jpc"],
    mime: "image/jp2",
    advice: "convert it to PNG first",
  },
  jxl: { title: "JPEG XL", extensions: ["jxl"], mime: "image/jxl", advice: "convert it to PNG first" },
  ico: {
    title: "ICO",
    extensions: ["ico", "cur"],
    mime: "image/vnd.microsoft.icon",
    advice: "it holds several images; export the one you need as PNG",
  },
  tga: { title: "TGA", extensions: ["tga"], mime: "image/x-tga", advice: "convert it to PNG first" },
  psd: {
    title: "Photoshop",
    extensions: ["psd", "psb"],
    mime: "image/vnd.adobe.photoshop",
    advice: "export it as PNG",
  },
  raw: {
    title: "camera raw",
    extensions: ["dng", "cr2", "cr3", "nef", "arw", "orf", "rw2", "raf"],
    mime: "image/x-raw",
    advice: "raw files must be developed first; export it as JPEG or PNG",
  },
} as const satisfies Record<string, ImageFormatInfo>;

const byExtension = new Map(
  (Object.keys(IMAGE_FORMATS) as ImageFormat[]).flatMap((format) =>
    IMAGE_FORMATS[format].extensions.map((extension) => [extension as string, format] as const),
  ),
);

/**
 * The format of an image, from its file name (`"IMG_0001.HEIC"` → `"heic"`) or from its first bytes (512 are
 * enough). Undefined if it is not an image. Where both are available, prefer the bytes.
 */
export function imageFormatOf(nameOrBytes: string | Uint8Array): ImageFormat | undefined {
  if (typeof nameOrBytes !== "string") return formatOfBytes(nameOrBytes);
  const extension = /\.([a-z0-9]+)$/i.exec(nameOrBytes)?.[1];
  return extension === undefined ? undefined : byExtension.get(extension.toLowerCase());
}

/**
 * Thrown when a file can't be read for a reason other than damaged data; the message is a sentence for the
 * user.
 */
export class NotRead extends Error {}

export function notRead(
  format: ImageFormat,
  advice = (IMAGE_FORMATS[format] as ImageFormatInfo).advice,
): NotRead {
  return new NotRead(`${IMAGE_FORMATS[format].title} is not supported: ${advice}`);
}

/** The decoded formats, listed for error messages: "JPEG, PNG, …". */
export const decodedFormats = () =>
  (Object.values(IMAGE_FORMATS) as ImageFormatInfo[])
    .filter(({ advice }) => advice === undefined)
    .map(({ title }) => title)
    .join(", ");

/**
 * The value of `accept` for a file input that takes images: the extensions of the formats that a page decodes.
 * `image/*` would offer SVG, HEIC and others, which are then refused.
 */
export const IMAGE_ACCEPT = (Object.entries(IMAGE_FORMATS) as [ImageFormat, ImageFormatInfo][])
  .filter(([format, { advice }]) => advice === undefined && format !== "tiff")
  .flatMap(([, { extensions }]) => extensions.map((extension) => `.${extension}`))
  .join(",");

function formatOfBytes(bytes: Uint8Array): ImageFormat | undefined {
  const has = (text: string, at = 0) =>
    bytes.length >= at + text.length && [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));
  if (has("\xff\xd8\xff")) return "jpeg";
  if (has("\x89PNG\r\n\x1a\n")) return "png";
  if (has("RIFF") && has("WEBP", 8)) return "webp";
  if (has("GIF87a") || has("GIF89a")) return "gif";
  if (has("BM") && bytes.length > 17 && bytes[15] + bytes[16] + bytes[17] === 0) return "bmp";
  if (/^P(?:[1-6]\s*(?:#|\s\d)|7\n)/.test(String.fromCharCode(...bytes.subarray(0, 16)))) return "netpbm";
  if (has("II*\0") || has("MM\0*") || has("II+\0") || has("MM\0+")) return has("CR", 8) ? "raw" : "tiff";
  if (has("ftyp", 4)) return formatOfBrands(bytes);
  if (has("\0\0\0\x0cjP  ") || has("\xff\x4f\xff\x51")) return "jpeg2000";
  if (has("\0\0\0\x0cJXL ")) return "jxl"; // without this box it begins with 2 bytes shared with other formats
  if (has("\0\0\x01\0") || has("\0\0\x02\0")) return bytes[5] === 0 && bytes[4] > 0 ? "ico" : undefined;
  if (has("8BPS")) return "psd";
  return isSvg(bytes) ? "svg" : undefined;
}

/** Tells AVIF from HEIC, which share a container, by its list of compatible brands. */
function formatOfBrands(bytes: Uint8Array): ImageFormat | undefined {
  const end = Math.min(bytes.length, (bytes[2] << 8) | bytes[3], 256);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4) {
    brands.push(String.fromCharCode(...bytes.subarray(at, at + 4)));
  }
  if (brands.some((brand) => brand === "avif" || brand === "avis")) return "avif";
  if (brands[0]?.startsWith("crx")) return "raw";
  return brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? "heic" : undefined;
}

function isSvg(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return false; // a compressed SVG is recognized by name
  const start = new TextDecoder().decode(bytes.subarray(0, 512)).replace(/^\uFEFF/, "");
  return /^\s*<(\?xml|!--|!doctype svg|svg)/i.test(start) && /<svg[\s>]|<!doctype svg/i.test(start);
}
