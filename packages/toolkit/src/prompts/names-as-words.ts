const WORDNET_ID = /^n\d{8}$/;
const PREFIXED_NUMBER = /^(class|label|cls|category|id)?[\s_-]*\d+$/i;
/**
 * Joined words in a name without spaces; in a name with spaces, such as "Ford Ranger SuperCab", they are
 * usually a brand's.
 */
const JOINED = /^\S*(\p{Ll}{2}\p{Lu}\p{Ll}|\p{L}\.\p{L})\S*$|_/u;
const FILE_ENDING = /\.(jpe?g|png|webp|txt|csv)$/i;

/** Why a class name does not read as natural language, and the intended words where they can be recovered. */
export interface NotWords {
  reason: "wordnet-id" | "number" | "file-name" | "joined";
  words?: string;
}

/**
 * Detects class names that are identifiers: `AnnualCrop`, `dining_table`, `n01440764`, `class_7`, `cat.txt`.
 * Undefined for names that read as words, and for bare numbers such as "7", which may name digits.
 */
export function notWords(name: string): NotWords | undefined {
  const text = name.trim();
  if (WORDNET_ID.test(text)) return { reason: "wordnet-id" };
  if (PREFIXED_NUMBER.test(text)) return /^\d{1,2}$/.test(text) ? undefined : { reason: "number" };
  if (FILE_ENDING.test(text)) return { reason: "file-name" };
  if (!JOINED.test(text)) return undefined;
  const words = text
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{L})\.(\p{L})/gu, "$1 $2")
    .replace(/_+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
  return { reason: "joined", words };
}
