import { imageFormatOf } from "@clipscope/core/images";

/**
 * Whether a file name is an image's. Includes formats that can't be decoded: a HEIC file becomes a row with a
 * reported failure, since skipping it would change the data silently.
 */
export const isImageName = (path: string) => imageFormatOf(path) !== undefined;

/** Detects files that the operating system adds: hidden files, and "__MACOSX" in archives. */
export const isHidden = (path: string) => /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/.test(path);

/** Whether a file begins like an image; the first 32 bytes suffice. */
export const beginsLikeImage = (head: Uint8Array) => imageFormatOf(head) !== undefined;
