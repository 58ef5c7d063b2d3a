import { ClipscopeError } from "@clipscope/types";

/** A page has no folder to write into. Throws `not-supported`. */
export async function writeParts(path: string): Promise<void> {
  throw new ClipscopeError(
    "not-supported",
    `A page can't write ${path}: offer the files of encodeEmbeddings for download.`,
  );
}
