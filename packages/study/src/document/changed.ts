import type { Command } from "./command.js";
import type { StudyDocument } from "./document.js";

/** Result of comparing the content that a reference opens now with the content that the study was saved with. */
export type Comparison =
  | { status: "same" }
  /** No hash was saved: `accept` records the current one. */
  | { status: "new"; accept: Command }
  /** The content has changed: `message` says so, and `accept` continues with the current content. */
  | { status: "changed"; message: string; accept: Command };

/** Compares opened data, or an opened model, with the hash in a study. `opened`: its title and content hash. */
export function compareHash(
  doc: StudyDocument,
  of: "data" | "model" | "compareWith",
  opened: { title: string; hash: string },
): Comparison {
  const saved = doc[of]?.hash;
  if (saved === opened.hash) return { status: "same" };
  const accept: Command = { do: "accept-hash", of, hash: opened.hash };
  if (saved === undefined) return { status: "new", accept };
  const hashes = `its hash was ${short(saved)} and is now ${short(opened.hash)}`;
  const message =
    of === "data"
      ? `The data “${opened.title}” have changed since this study was saved (${hashes.replace("its", "their")}). You can go on with them as they are now: results may differ, and corrections, tags and selections apply to the rows that are still there.`
      : `The model “${opened.title}” is not the one that this study was saved with (${hashes}). You can go on with it: results will differ.`;
  return { status: "changed", message, accept };
}

const short = (hash: string) => (hash.length > 12 ? `${hash.slice(0, 12)}…` : hash);
