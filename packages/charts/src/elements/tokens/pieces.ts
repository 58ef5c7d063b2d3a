import { ClipscopeError } from "@clipscope/types";
import { pieceText, WORD_END } from "./piece-text.js";

/** A text and its tokens. */
export interface TokenizedText {
  /** The text as given. */
  text: string;
  /** Tokens as spelled in the vocabulary, without start and end; `</w>` marks the end of a word. */
  tokens: readonly string[];
  /** Id of each token: `[tokens]`. */
  ids: readonly number[];
  /** Number of slots of the text encoder, including start and end: 77 for CLIP. */
  contextLength: number;
  /** Ids of the start and end tokens; their chips have no number if these are absent. */
  startId?: number;
  endId?: number;
}

export interface Piece {
  /** Index among the tokens. */
  index: number;
  token: string;
  id: number;
  /** What it stands for: text, or bytes such as "F0 9F" if it is a part of a character. */
  text: string;
  /** Slot of the text encoder, from 0 for the start token; undefined if the piece is cut off. */
  slot: number | undefined;
}

export interface Word {
  text: string;
  pieces: Piece[];
}

/** What a tokenizer made of a text. */
export interface Reading {
  words: Word[];
  /** The text as the model reads it: words with one space between them. */
  read: string;
  /** Slots used, including start and end. */
  used: number;
  /** Tokens that do not fit. */
  cut: number;
  /** The words that do not fit; the first may be the rest of a word. */
  lost: string;
  /** What was done to the text before it was split. */
  changes: readonly ("lower-cased" | "spaces removed" | "characters replaced")[];
}

/**
 * Groups tokens into words, places them in the slots of the text encoder and says what the tokenizer did to the text.
 * Throws `wrong-shape` if there is not one id for each token, and `bad-argument` for fewer than three slots.
 */
export function readTokens({ text, tokens, ids, contextLength }: TokenizedText): Reading {
  if (tokens.length !== ids.length) {
    throw new ClipscopeError(
      "wrong-shape",
      `tokens: there are ${tokens.length} tokens and ${ids.length} ids: give each token its id, without start and end.`,
    );
  }
  if (!(Number.isInteger(contextLength) && contextLength >= 3)) {
    throw new ClipscopeError(
      "bad-argument",
      `tokens: contextLength is ${contextLength}: it must be a whole number of slots, at least 3 with start and end.`,
    );
  }
  const room = contextLength - 2;
  const words: Word[] = [];
  let word: Piece[] = [];
  const close = () => {
    if (word.length > 0) words.push({ text: pieceText(word.map(({ token }) => token)), pieces: word });
    word = [];
  };
  for (const [index, token] of tokens.entries()) {
    const slot = index < room ? index + 1 : undefined;
    word.push({ index, token, id: ids[index], text: pieceText([token]), slot });
    if (token.endsWith(WORD_END)) close();
  }
  close();
  const read = words.map((each) => each.text).join(" ");
  const lost = words.flatMap(({ pieces }) => {
    const gone = pieces.filter(({ slot }) => slot === undefined).map(({ token }) => token);
    return gone.length > 0 ? [pieceText(gone)] : [];
  });
  return {
    words,
    read,
    used: Math.min(tokens.length + 2, contextLength),
    cut: Math.max(0, tokens.length - room),
    lost: lost.join(" "),
    changes: changesOf(text, read),
  };
}

/** Words of several pieces, those of most pieces first. */
export function splitWords({ words }: Reading): Word[] {
  const split = new Map(words.filter(({ pieces }) => pieces.length > 1).map((word) => [word.text, word]));
  return [...split.values()].sort((a, b) => b.pieces.length - a.pieces.length);
}

/** A given text in parts, each kept or changed: capital letters, and white space that is more than one space. */
export function givenParts(text: string): { text: string; changed: boolean }[] {
  const parts: { text: string; changed: boolean }[] = [];
  const add = (part: string, changed: boolean) => {
    const last = parts.at(-1);
    if (last?.changed === changed) last.text += part;
    else if (part) parts.push({ text: part, changed });
  };
  const trimmed = text.trim();
  const start = text.indexOf(trimmed);
  const end = start + trimmed.length;
  let at = 0;
  for (const character of text) {
    const space = /\s/.test(character);
    const single = character === " " && at > start && at < end && !/\s/.test(text[at - 1]);
    add(character, space ? !single : character !== character.toLowerCase());
    at += character.length;
  }
  return parts;
}

function changesOf(text: string, read: string): Reading["changes"] {
  const changes: Reading["changes"][number][] = [];
  if (text !== text.toLowerCase()) changes.push("lower-cased");
  if (/^\s|\s$|\s\s|[^\S ]/.test(text)) changes.push("spaces removed");
  const bare = (each: string) => each.toLowerCase().replaceAll(/\s/g, "");
  if (bare(text) !== bare(read)) changes.push("characters replaced");
  return changes;
}
