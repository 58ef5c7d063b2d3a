import { ClipscopeError } from "@clipscope/types";

/** Throws `not-supported`: browsers have no folder to write to. */
export async function writeParts(path: string): Promise<void> {
  throw new ClipscopeError(
    "not-supported",
    `A page can't write ${path}: offer the files of encodeEmbeddings for download.`,
  );
}
