import { ClipscopeError } from "@clipscope/types";
import { readDocument } from "./check-document.js";
import { DOCUMENT_VERSION, type StudyDocument } from "./document.js";
import { difference, parseParams, printParams, withDifference } from "./link-params.js";
import { packText, unpackText } from "./link-text.js";
import { sameJson } from "./plain.js";

/** Maximum length, in characters, of a printed link; browsers and messengers accept this length. */
export const LINK_LIMIT = 8000;
/** Maximum length, in characters, of a link that is not compressed. */
const READABLE = 1000;
/** Maximum length, in characters, of text to compress: row keys shrink to about a fifth, never to a twentieth. */
const COMPRESSIBLE = 20 * LINK_LIMIT;

/** Maximum length, in characters, of a link to parse: the longest printed one with every character escaped. */
const READ_LIMIT = 3 * LINK_LIMIT;

/** The `hash` part of a link to a study, from `#` on, or a sentence that says why the study is too large for one. */
export type PrintedLink = { hash: string } | { tooLarge: string };

/**
 * A link that restores a document: what differs from `defaults`, readable if short (`#v=2&data.kind=url&…&end`),
 * compressed if long. `parseLink` must be given the same `defaults`. A link contains no runs.
 */
export function printLink(doc: StudyDocument, defaults: StudyDocument): PrintedLink {
  const parts = Object.keys(doc) as (keyof StudyDocument)[];
  const changed = parts.filter((part) => !sameJson(doc[part], defaults[part]));
  const sizes = new Map(changed.map((part) => [part, textLength(doc[part])]));
  if (changed.some((part) => (sizes.get(part) ?? 0) > COMPRESSIBLE)) return tooLarge(sizes);
  const params = printParams(difference(doc, defaults));
  const readable = [`#v=${DOCUMENT_VERSION}`, ...params, "end"].join("&");
  if (readable.length <= READABLE) return { hash: readable };
  const hash = `#v=${DOCUMENT_VERSION}&z=${packText(params.join("&"))}`;
  return hash.length <= LINK_LIMIT ? { hash } : tooLarge(sizes);
}

/** Total length, in characters, of the keys and strings in a JSON value. */
function textLength(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + textLength(item), 0);
}

/**
 * The document of a link, given its `hash` with or without `#`; undefined for an empty hash. Throws `not-supported`
 * for a link of another version, and `bad-argument` for a link that is damaged, cut off, or sets an unknown field.
 */
export function parseLink(hash: string, defaults: StudyDocument): StudyDocument | undefined {
  const text = hash.replace(/^#/, "");
  if (text === "") return undefined;
  const [version, ...params] = text.split("&");
  checkVersion(version);
  try {
    if (text.length > READ_LIMIT) throw new ClipscopeError("bad-argument", "it is longer than any link.");
    const packed = params.length === 1 && params[0].startsWith("z=") ? params[0].slice(2) : undefined;
    if (packed === undefined && params.pop() !== "end") {
      throw new ClipscopeError("bad-argument", "its end is missing.");
    }
    const given = packed === undefined ? params : unpackText(packed).split("&");
    return readDocument(withDifference(defaults, parseParams(given)), "document");
  } catch (error) {
    if (!(error instanceof ClipscopeError)) throw error;
    throw new ClipscopeError(
      "bad-argument",
      `This link is damaged: ${error.message} Copy it again as a whole, or ask for a new one.`,
      { cause: error },
    );
  }
}

function checkVersion(param: string): void {
  const version = /^v=(\d{1,9})$/.exec(param)?.[1];
  if (version === String(DOCUMENT_VERSION)) return;
  if (version === undefined) {
    throw new ClipscopeError(
      "bad-argument",
      `This link does not begin with its version, “v=${DOCUMENT_VERSION}”, and can't be opened: copy it again as a whole.`,
    );
  }
  throw new ClipscopeError(
    "not-supported",
    Number(version) > DOCUMENT_VERSION
      ? `This link is in version ${version} of the format, and this program reads version ${DOCUMENT_VERSION}: reload the page or update Clipscope, and open the link again.`
      : `This link is in version ${version} of the format, from an earlier Clipscope, and can no longer be opened: open its data and model, and make a new link.`,
  );
}

/** Names, for messages, of the document fields that can be large. */
const PARTS: Record<string, string> = {
  data: "the reference to the data",
  texts: "the classes and templates",
  edits: "the corrected labels and tags",
  filters: "the filters",
  selection: "the selection",
  views: "the options of the views",
};

function tooLarge(sizes: ReadonlyMap<string, number>): PrintedLink {
  const [[largest]] = [...sizes].sort(([, a], [, b]) => b - a);
  const limit = LINK_LIMIT.toLocaleString("en-US");
  return {
    tooLarge: `This study does not fit into a link of at most ${limit} characters: ${PARTS[largest] ?? largest} would take most of them. Save the study as a file instead.`,
  };
}
