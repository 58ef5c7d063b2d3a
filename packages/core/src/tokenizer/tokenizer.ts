import { ClipscopeError } from "@clipscope/types";
import { WordEncoder } from "./bpe.js";
import { symbolsToText } from "./bytes.js";
import { cleanText, OPENAI_WORD, splitWords, type TextCleaning, WORD } from "./clean.js";

/** Names of the special tokens. */
export interface SpecialTokens {
  bos: string;
  eos: string;
  /** Hugging Face pads with the end token; some files name "!" (id 0) instead, as OpenAI pads. */
  pad: string;
  /** What stands for a byte that the vocabulary lacks. */
  unk: string;
}

export const CLIP_SPECIAL_TOKENS: SpecialTokens = {
  bos: "<|startoftext|>",
  eos: "<|endoftext|>",
  pad: "<|endoftext|>",
  unk: "<|endoftext|>",
};

/** A token that is found in a text before words are, as a tokenizer.json lists them. */
export interface AddedToken {
  content: string;
  id: number;
  /** Found in the cleaned text; otherwise in the text as it is written. */
  normalized: boolean;
}

/** What tokenizer files of Hugging Face's may say otherwise than CLIP's first ones. */
export interface TokenizerRules {
  /** Default: start and end, found in the cleaned text. */
  added?: readonly AddedToken[];
  /** Start and end are words for the splitting too, though no tokens: so in files of transformers 5. Default false. */
  splitAtSpecial?: boolean;
}

export interface TokenizeOptions {
  /** Tokens a text may have, start and end included: the model's `text.maxPositionEmbeddings`. */
  contextLength: number;
  /** What to do with longer texts: refuse them (the default), or cut them at the end, keeping the end token. */
  truncate?: "error" | "end";
}

/** A text of which the end was cut off. */
export interface CutText {
  /** Its index in the input. */
  row: number;
  /** How many tokens it has, start and end included. */
  tokens: number;
  /** What was cut off, cleaned; it may begin within a word. */
  lost: string;
}

/** Token ids of many texts, padded to one length. */
export interface TokenBatch {
  /** `[rows, contextLength]`, row-major. */
  ids: Int32Array;
  rows: number;
  contextLength: number;
  /** `[rows]`: tokens of each text, start and end included, padding not. */
  lengths: Int32Array;
  /** The texts that were cut, with `truncate: "end"`. */
  cut: CutText[];
}

/**
 * CLIP's byte-level BPE tokenizer (`clip/simple_tokenizer.py`; ids are those of
 * `transformers.CLIPTokenizerFast` for the same files).
 */
export class ClipTokenizer {
  readonly bosId: number;
  readonly eosId: number;
  readonly padId: number;
  /** One more than the largest id: the rows of the token embedding that the tokenizer needs. */
  readonly vocabSize: number;
  readonly #words: WordEncoder;
  readonly #symbols: string[] = []; // by id
  readonly #specials: RegExp;
  readonly #originalWord: RegExp;
  /** Tokens that are found in a text before its words are. */
  readonly added: readonly AddedToken[];
  readonly #written: TokenFinder;
  readonly #cleaned: TokenFinder;

  /** Throws `bad-tokenizer` if a special token is not in `vocab`, or if `merges` and `vocab` do not fit. */
  constructor(
    readonly vocab: ReadonlyMap<string, number>,
    readonly merges: readonly [string, string][],
    readonly special: SpecialTokens = CLIP_SPECIAL_TOKENS,
    readonly cleaning: TextCleaning = "huggingface",
    readonly rules: TokenizerRules = {},
  ) {
    for (const [symbol, id] of vocab) this.#symbols[id] = symbol;
    const id = (role: keyof SpecialTokens) => {
      const found = vocab.get(special[role]);
      if (found === undefined) {
        throw new ClipscopeError(
          "bad-tokenizer",
          `The ${role} token ${JSON.stringify(special[role])} is not in the vocabulary.`,
        );
      }
      return found;
    };
    this.bosId = id("bos");
    this.eosId = id("eos");
    this.padId = id("pad");
    this.vocabSize = this.#symbols.length;
    this.#words = new WordEncoder(vocab, merges, id("unk"));
    const specials = [special.bos, special.eos].map(quoted).join("|");
    this.#specials = new RegExp(`(${specials})`);
    this.#originalWord = new RegExp(`${specials}|${OPENAI_WORD.source}`, OPENAI_WORD.flags);
    this.added = rules.added ?? [
      { content: special.bos, id: this.bosId, normalized: true },
      { content: special.eos, id: this.eosId, normalized: true },
    ];
    this.#written = finder(this.added.filter(({ normalized }) => !normalized));
    const cleaned = this.added.filter(({ normalized }) => normalized);
    this.#cleaned = finder(cleaned.map((token) => ({ ...token, content: cleanText(token.content) })));
  }

  /** Token ids of a text, without start and end. A special token that is written out in the text is that token. */
  encode(text: string): number[] {
    const pieces = this.cleaning === "openai" ? this.#originalPieces(text) : this.#pieces(text);
    const ids: number[] = [];
    for (const piece of pieces) {
      if (typeof piece === "number") ids.push(piece);
      else for (const id of this.#words.encode(piece)) ids.push(id);
    }
    return ids;
  }

  /** Words, and the ids of added tokens: wherever they are. */
  #pieces(text: string): Piece[] {
    return inWords(this.#written(text), (part) =>
      inWords(this.#cleaned(cleanText(part)), (words) => this.#split(words)),
    );
  }

  #split(cleaned: string): string[] {
    if (!this.rules.splitAtSpecial) return splitWords(cleaned);
    // The pattern takes a special token as a word where one could begin; what comes after it is split anew.
    const word = new RegExp(`${this.#specials.source}|${WORD.source}`, WORD.flags);
    return (cleaned.match(word) ?? []).flatMap((piece) => splitWords(piece));
  }

  /** The original finds special tokens where a word could begin. */
  #originalPieces(text: string): Piece[] {
    const { bos, eos } = this.special;
    const words = cleanText(text, "openai").match(this.#originalWord) ?? [];
    return words.map((word) => (word === bos ? this.bosId : word === eos ? this.eosId : word));
  }

  /** The tokens of a text as they stand in vocab.json, without start and end; `</w>` marks the end of a word. */
  tokens(text: string): string[] {
    return this.encode(text).map((id) => this.#symbols[id]);
  }

  /**
   * The text of some ids, with a space after each word; start, end and padding are left out.
   * Throws `bad-argument` for an id that is not in the vocabulary.
   */
  decode(ids: Iterable<number>): string {
    let symbols = "";
    for (const id of ids) {
      if (id === this.bosId || id === this.eosId) continue;
      const symbol = this.#symbols[id];
      if (symbol === undefined) {
        throw new ClipscopeError(
          "bad-argument",
          `Token id ${id} is not in the vocabulary (ids 0 to ${this.vocabSize - 1}).`,
        );
      }
      symbols += symbol;
    }
    return symbolsToText(symbols);
  }

  /**
   * Token ids of many texts: start, text, end, padding. Throws `text-too-long` with the text, its number of
   * tokens and the limit, unless `truncate` is "end".
   */
  tokenize(texts: readonly string[], options: TokenizeOptions): TokenBatch {
    const { contextLength, truncate = "error" } = options;
    if (!Number.isInteger(contextLength) || contextLength < 2) {
      throw new ClipscopeError(
        "bad-argument",
        `contextLength should be a whole number of at least 2 (start and end), got ${contextLength}.`,
      );
    }
    const ids = new Int32Array(texts.length * contextLength).fill(this.padId);
    const lengths = new Int32Array(texts.length);
    const cut: CutText[] = [];
    texts.forEach((text, row) => {
      const tokens = this.encode(text);
      const length = tokens.length + 2;
      if (length > contextLength && truncate === "error") {
        throw new ClipscopeError(
          "text-too-long",
          `Text ${row + 1} of ${texts.length}, ${quote(text)}, has ${length} tokens (start and end included); the model takes ${contextLength}. Shorten it, or pass truncate: "end" to cut it.`,
        );
      }
      const kept = Math.min(tokens.length, contextLength - 2);
      if (kept < tokens.length) cut.push({ row, tokens: length, lost: this.decode(tokens.slice(kept)) });
      const start = row * contextLength;
      ids[start] = this.bosId;
      for (let i = 0; i < kept; i++) ids[start + 1 + i] = tokens[i];
      ids[start + 1 + kept] = this.eosId;
      lengths[row] = kept + 2;
    });
    return { ids, rows: texts.length, contextLength, lengths, cut };
  }

  /**
   * The files by which `transformers.CLIPTokenizer` and `CLIPTokenizerFast` open this tokenizer: vocab.json,
   * merges.txt, tokenizer_config.json and special_tokens_map.json. OpenAI's cleaning is noted in the third for
   * `tokenizerFromFiles`; transformers takes no notice of it.
   */
  toFiles(contextLength = 77): Record<string, string> {
    const { bos, eos, pad, unk } = this.special;
    const special = { bos_token: bos, eos_token: eos, pad_token: pad, unk_token: unk };
    const config = { tokenizer_class: "CLIPTokenizer", do_lower_case: true, errors: "replace", ...special };
    const cleaning = this.cleaning === "huggingface" ? {} : { text_cleaning: this.cleaning };
    const added = this.rules.added && { added_tokens_decoder: decoderOf(this.rules.added) };
    const byId = [...this.vocab].sort(([, a], [, b]) => a - b);
    return {
      "vocab.json": JSON.stringify(Object.fromEntries(byId)),
      "merges.txt": `#version: 0.2\n${this.merges.map(([left, right]) => `${left} ${right}\n`).join("")}`,
      "tokenizer_config.json": JSON.stringify(
        { ...config, ...cleaning, ...added, model_max_length: contextLength },
        undefined,
        2,
      ),
      "special_tokens_map.json": JSON.stringify(special, undefined, 2),
    };
  }
}

/** A part of a text, or the id of a token. */
type Piece = string | number;

/** The parts split further, the ids as they are. */
const inWords = (pieces: readonly Piece[], split: (part: string) => Piece[]): Piece[] =>
  pieces.flatMap((piece) => (typeof piece === "number" ? [piece] : split(piece)));

/** Splits a text into what is between some tokens, and their ids. */
type TokenFinder = (text: string) => Piece[];

function finder(tokens: readonly AddedToken[]): TokenFinder {
  if (tokens.length === 0) return (text) => [text];
  const longestFirst = tokens.map(({ content }) => content).sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(${longestFirst.map(quoted).join("|")})`);
  const ids = new Map(tokens.map(({ content, id }) => [content, id]));
  return (text) => text.split(pattern).map((part, i) => (i % 2 === 1 ? (ids.get(part) ?? part) : part));
}

const quoted = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** As tokenizer_config.json lists added tokens. */
const decoderOf = (added: readonly AddedToken[]) =>
  Object.fromEntries(
    added.map(({ content, id, normalized }) => [
      id,
      { content, lstrip: false, normalized, rstrip: false, single_word: false, special: true },
    ]),
  );

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
