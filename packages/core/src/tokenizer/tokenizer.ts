import { ClipscopeError } from "@clipscope/types";
import { WordEncoder } from "./bpe.js";
import { bytesToText, symbolToBytes } from "./bytes.js";
import { cleanText, OPENAI_WORD, splitWords, type TextCleaning, WORD } from "./clean.js";

/** Names of the special tokens. */
export interface SpecialTokens {
  bos: string;
  eos: string;
  /**
   * Padding token. Hugging Face pads with the end token; some files name "!" (id 0) instead, as OpenAI does.
   */
  pad: string;
  /** Token for bytes missing from the vocabulary. */
  unk: string;
}

export const CLIP_SPECIAL_TOKENS: SpecialTokens = {
  bos: "<|startoftext|>",
  eos: "<|endoftext|>",
  pad: "<|endoftext|>",
  unk: "<|endoftext|>",
};

/** A token matched before a text is split into words, as listed in a tokenizer.json. */
export interface AddedToken {
  content: string;
  id: number;
  /** Whether to match in the cleaned text rather than in the original text. */
  normalized: boolean;
  /** Whether the token marks a text rather than being part of it. Default true. */
  special?: boolean;
  /**
   * Whether to match only between characters other than letters, marks, digits and underscores. Default
   * false.
   */
  singleWord?: boolean;
}

/** Rules by which Hugging Face tokenizer files may differ from CLIP's original ones. */
export interface TokenizerRules {
  /** Added tokens. Default: start and end, matched in the cleaned text. Ids may exceed the vocabulary. */
  added?: readonly AddedToken[];
  /**
   * Whether start and end also split words without being tokens, as in files of transformers 5. Default
   * false.
   */
  splitAtSpecial?: boolean;
  /** Maximum number of tokens, including start and end, if less than the model's context. */
  maxLength?: number;
}

export interface TokenizeOptions {
  /** Maximum number of tokens, including start and end: the model's `text.maxPositionEmbeddings`. */
  contextLength: number;
  /** Handling of longer texts: "error" (default) throws, "end" truncates, keeping the end token. */
  truncate?: "error" | "end";
}

/** A truncated text. */
export interface CutText {
  /** Index in the input. */
  row: number;
  /** Number of tokens before truncation, including start and end. */
  tokens: number;
  /** The removed text, cleaned; may begin within a word. */
  lost: string;
}

/** Token ids of several texts, padded to one length. */
export interface TokenBatch {
  /** `[rows, contextLength]`, row-major. */
  ids: Int32Array;
  rows: number;
  contextLength: number;
  /** `[rows]`: number of tokens of each text, including start and end but not padding. */
  lengths: Int32Array;
  /** Texts truncated with `truncate: "end"`. */
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
  /** The largest id plus one: the required rows of the token embedding. */
  readonly vocabSize: number;
  readonly #words: WordEncoder;
  readonly #symbols: string[] = []; // by id
  readonly #spelled: Uint8Array[] = []; // by id, of those that have been decoded
  readonly #specials: RegExp;
  readonly #originalWord: RegExp;
  /** Tokens matched before a text is split into words. */
  readonly added: readonly AddedToken[];
  readonly #written: TokenFinder;
  readonly #cleaned: TokenFinder;

  /** Throws `bad-tokenizer` if a special token is not in `vocab`, or if `merges` and `vocab` do not match. */
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

  /**
   * Token ids of a text, without start and end. A special token spelled out in the text is encoded as that
   * token.
   */
  encode(text: string): number[] {
    const pieces = this.cleaning === "openai" ? this.#originalPieces(text) : this.#pieces(text);
    const ids: number[] = [];
    for (const piece of pieces) {
      if (typeof piece === "number") ids.push(piece);
      else for (const id of this.#words.encode(piece)) ids.push(id);
    }
    return ids;
  }

  /** Splits a text into words and the ids of added tokens, matched anywhere. */
  #pieces(text: string): Piece[] {
    return inWords(this.#written(text), (part) =>
      inWords(this.#cleaned(cleanText(part)), (words) => this.#split(words)),
    );
  }

  #split(cleaned: string): string[] {
    if (!this.rules.splitAtSpecial) return splitWords(cleaned);
    // The pattern matches a special token where a word could begin; the rest is split separately.
    const word = new RegExp(`${this.#specials.source}|${WORD.source}`, WORD.flags);
    return (cleaned.match(word) ?? []).flatMap((piece) => splitWords(piece));
  }

  /** Splits a text as OpenAI's tokenizer does, which matches special tokens only where a word could begin. */
  #originalPieces(text: string): Piece[] {
    const { bos, eos } = this.special;
    const words = cleanText(text, "openai").match(this.#originalWord) ?? [];
    return words.map((word) => (word === bos ? this.bosId : word === eos ? this.eosId : word));
  }

  /** The tokens of a text as spelled in vocab.json, without start and end; `</w>` marks the end of a word. */
  tokens(text: string): string[] {
    return this.encode(text).map((id) => this.#symbols[id]);
  }

  /**
   * Decodes ids to text, with a space after each word; start, end and padding are left out. Throws
   * `bad-argument` for an id that is not in the vocabulary.
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
   * Token ids of several texts: start, text, end, padding. Throws `text-too-long`, with the text, its number
   * of tokens and the limit, unless `truncate` is "end".
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
          `Text ${row + 1} of ${texts.length}, ${quote(text)}, has ${length} tokens (start and end included); the model takes ${limit}. Shorten it, or pass truncate: "end" (--truncate of embed) to cut it.`,
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
   * The files with which `transformers.CLIPTokenizer` and `CLIPTokenizerFast` open this tokenizer:
   * vocab.json, merges.txt, tokenizer_config.json and special_tokens_map.json. OpenAI's cleaning is noted in
   * tokenizer_config.json for `tokenizerFromFiles`; transformers ignores the note.
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

/** A part of a text, or a token id. */
type Piece = string | number;

/** Splits the text parts further, keeping the ids. */
const inWords = (pieces: readonly Piece[], split: (part: string) => Piece[]): Piece[] =>
  pieces.flatMap((piece) => (typeof piece === "number" ? [piece] : split(piece)));

/** Splits a text at certain tokens into the parts between them and the tokens' ids. */
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

/** The character class \\w in the regular expressions of Hugging Face's `tokenizers`. */
const WORD_CHARACTER = "[\\p{L}\\p{M}\\p{N}\\p{Pc}]";

const quoted = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Added tokens in the format of tokenizer_config.json. */
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
