import { imageFormatOf } from "@clipscope/core/images";

/**
 * Whether a file is an image by its name. More than can be decoded: a HEIC becomes a row, and its failure is counted,
 * where passing over it would change the data without a word.
 */
export const isImageName = (path: string) => imageFormatOf(path) !== undefined;

/** Files that the system writes beside images: hidden ones, and "__MACOSX" in archives. */
export const isHidden = (path: string) => /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/.test(path);

/** Whether a file begins like an image; 32 bytes are enough. */
export const beginsLikeImage = (head: Uint8Array) => imageFormatOf(head) !== undefined;
