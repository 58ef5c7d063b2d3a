import { ClipscopeError } from "../errors.js";
import { WordEncoder } from "./bpe.js";
import { symbolsToText } from "./bytes.js";
import { cleanText, OPENAI_WORD, splitWords, type TextCleaning } from "./clean.js";

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
  readonly #specialText: RegExp;
  readonly #originalWord: RegExp;

  /** Throws `bad-tokenizer` if a special token is not in `vocab`, or if `merges` and `vocab` do not fit. */
  constructor(
    readonly vocab: ReadonlyMap<string, number>,
    readonly merges: readonly [string, string][],
    readonly special: SpecialTokens = CLIP_SPECIAL_TOKENS,
    readonly cleaning: TextCleaning = "huggingface",
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
    const quoted = [special.bos, special.eos].map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    this.#specialText = new RegExp(`(${quoted.join("|")})`);
    this.#originalWord = new RegExp(`${quoted.join("|")}|${OPENAI_WORD.source}`, OPENAI_WORD.flags);
  }

  /** Token ids of a text, without start and end. A special token that is written out in the text is that token. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const piece of this.#pieces(cleanText(text, this.cleaning))) {
      if (piece === this.special.bos) ids.push(this.bosId);
      else if (piece === this.special.eos) ids.push(this.eosId);
      else for (const id of this.#words.encode(piece)) ids.push(id);
    }
    return ids;
  }

  /** Words and special tokens. Hugging Face finds the second wherever they are, the original where a word could begin. */
  #pieces(cleaned: string): string[] {
    if (this.cleaning === "openai") return cleaned.match(this.#originalWord) ?? [];
    const parts = cleaned.split(this.#specialText); // the odd ones are special
    return parts.flatMap((part, i) => (i % 2 === 1 ? [part] : splitWords(part)));
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
    const byId = [...this.vocab].sort(([, a], [, b]) => a - b);
    return {
      "vocab.json": JSON.stringify(Object.fromEntries(byId)),
      "merges.txt": `#version: 0.2\n${this.merges.map(([left, right]) => `${left} ${right}\n`).join("")}`,
      "tokenizer_config.json": JSON.stringify(
        { ...config, ...cleaning, model_max_length: contextLength },
        undefined,
        2,
      ),
      "special_tokens_map.json": JSON.stringify(special, undefined, 2),
    };
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
