/**
 * Names of image files. More than can be decoded everywhere: a HEIC becomes a row, and its failure is counted, where
 * passing over it would change the data without a word.
 */
const IMAGE =
  /\.(?:png|jpe?g|jpe|jfif|webp|gif|avif|bmp|dib|tiff?|svg|ppm|pgm|pbm|pnm|heic|heif|jp2|j2k|jxl|ico|tga)$/i;

export const isImageName = (path: string) => IMAGE.test(path);

/** Files that the system writes beside images: hidden ones, and "__MACOSX" in archives. */
export const isHidden = (path: string) => /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/.test(path);

/** Whether a file begins like an image: JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF or HEIC. */
export function beginsLikeImage(head: Uint8Array): boolean {
  const ascii = String.fromCharCode(...head.subarray(0, 12));
  return (
    ascii.startsWith("\xff\xd8\xff") ||
    ascii.startsWith("\x89PNG") ||
    ascii.startsWith("GIF8") ||
    (ascii.startsWith("RIFF") && ascii.slice(8) === "WEBP") ||
    (ascii.startsWith("BM") && head.length > 14) ||
    ascii.startsWith("II*\0") ||
    ascii.startsWith("MM\0*") ||
    /^....ftyp(?:avif|avis|heic|heix|mif1|msf1)/s.test(ascii)
  );
}
