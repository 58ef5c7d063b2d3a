import { ClipscopeError } from "@clipscope/types";
import { WordEncoder } from "./bpe.js";
import { bytesToText, symbolToBytes } from "./bytes.js";
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
  /** One of the tokens that mark a text rather than being part of it. Default true. */
  special?: boolean;
  /** Found only where neither a letter, a mark, a digit nor an underscore is beside it. Default false. */
  singleWord?: boolean;
}

/** What tokenizer files of Hugging Face's may say otherwise than CLIP's first ones. */
export interface TokenizerRules {
  /** Default: start and end, found in the cleaned text. Ids may lie beyond the vocabulary. */
  added?: readonly AddedToken[];
  /** Start and end are words for the splitting too, though no tokens: so in files of transformers 5. Default false. */
  splitAtSpecial?: boolean;
  /** Tokens that a text may have, start and end included, where that is less than the model's context. */
  maxLength?: number;
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
  readonly #spelled: Uint8Array[] = []; // by id, of those that have been decoded
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
      const found =
        vocab.get(special[role]) ?? rules.added?.find((each) => each.content === special[role])?.id;
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
    this.#words = new WordEncoder(vocab, merges, id("unk"));
    const specials = [special.bos, special.eos].map(quoted).join("|");
    this.#specials = new RegExp(`(${specials})`);
    this.#originalWord = new RegExp(`${specials}|${OPENAI_WORD.source}`, OPENAI_WORD.flags);
    this.added = rules.added ?? [
      { content: special.bos, id: this.bosId, normalized: true },
      { content: special.eos, id: this.eosId, normalized: true },
    ];
    for (const { content, id } of this.added) {
      const other = this.#symbols[id];
      if (other !== undefined && other !== content) {
        throw new ClipscopeError(
          "bad-tokenizer",
          `The added token ${JSON.stringify(content)} has the id ${id}, which is that of ${JSON.stringify(other)}. Take the tokenizer's files of one checkpoint.`,
        );
      }
      this.#symbols[id] = content;
    }
    this.vocabSize = this.#symbols.length;
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
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const id of ids) {
      if (id === this.bosId || id === this.eosId) continue;
      const part = this.#spell(id);
      parts.push(part);
      length += part.length;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytesToText(bytes);
  }

  #spell(id: number): Uint8Array {
    this.#spelled[id] ??= symbolToBytes(this.#symbols[id] ?? this.#refuse(id));
    return this.#spelled[id];
  }

  #refuse(id: number): never {
    throw new ClipscopeError(
      "bad-argument",
      `Token id ${id} is not in the vocabulary (ids 0 to ${this.vocabSize - 1}).`,
    );
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
    const limit = Math.min(contextLength, this.rules.maxLength ?? contextLength);
    const ids = new Int32Array(texts.length * contextLength).fill(this.padId);
    const lengths = new Int32Array(texts.length);
    const cut: CutText[] = [];
    texts.forEach((text, row) => {
      const tokens = this.encode(text);
      const length = tokens.length + 2;
      if (length > limit && truncate === "error") {
        throw new ClipscopeError(
          "text-too-long",
          `Text ${row + 1} of ${texts.length}, ${quote(text)}, has ${length} tokens (start and end included); the model takes ${limit}. Shorten it, or pass truncate: "end" to cut it.`,
        );
      }
      const kept = Math.min(tokens.length, limit - 2);
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
    const added = { added_tokens_decoder: decoderOf(this.added) };
    const byId = [...this.vocab].sort(([, a], [, b]) => a - b);
    return {
      "vocab.json": JSON.stringify(Object.fromEntries(byId)),
      "merges.txt": `#version: 0.2\n${this.merges.map(([left, right]) => `${left} ${right}\n`).join("")}`,
      "tokenizer_config.json": JSON.stringify(
        { ...config, ...cleaning, ...added, model_max_length: this.rules.maxLength ?? contextLength },
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
  const longestFirst = [...tokens].sort((a, b) => b.content.length - a.content.length);
  const patterns = longestFirst.map(({ content, singleWord }) =>
    singleWord ? `(?<!${WORD_CHARACTER})${quoted(content)}(?!${WORD_CHARACTER})` : quoted(content),
  );
  const pattern = new RegExp(`(${patterns.join("|")})`, "u");
  const ids = new Map(tokens.map(({ content, id }) => [content, id]));
  return (text) => text.split(pattern).map((part, i) => (i % 2 === 1 ? (ids.get(part) ?? part) : part));
}

/** What the regular expressions of Hugging Face's `tokenizers` call \\w. */
const WORD_CHARACTER = "[\\p{L}\\p{M}\\p{N}\\p{Pc}]";

const quoted = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** As tokenizer_config.json lists added tokens. */
const decoderOf = (added: readonly AddedToken[]) =>
  Object.fromEntries(
    added.map(({ content, id, normalized, special = true, singleWord = false }) => [
      id,
      { content, lstrip: false, normalized, rstrip: false, single_word: singleWord, special },
    ]),
  );

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
