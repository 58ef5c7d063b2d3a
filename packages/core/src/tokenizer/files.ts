import { ClipscopeError } from "@clipscope/types";
import { SPLIT_WORD, splitSpecialOrWord, type TextCleaning } from "./clean.js";
import {
  type AddedToken,
  CLIP_SPECIAL_TOKENS,
  ClipTokenizer,
  type SpecialTokens,
  type TokenizerRules,
} from "./tokenizer.js";

/** The text of the files of a Hugging Face tokenizer in two files. */
export interface TokenizerFiles {
  /** vocab.json */
  vocab: string;
  /** merges.txt */
  merges: string;
  /** tokenizer_config.json: names of the special tokens, if they are not CLIP's, and how they are found; whose cleaning, if we wrote it. */
  config?: string;
}

/**
 * Opens a tokenizer from vocab.json and merges.txt.
 * Throws `bad-tokenizer` with the file and the line or key that is wrong.
 */
export function tokenizerFromFiles({ vocab, merges, config }: TokenizerFiles): ClipTokenizer {
  const lines = merges.replace(/^\ufeff/, "").split(/\r?\n/);
  if (lines[0].startsWith("#version")) lines.shift();
  const pairs = lines.filter((line) => line !== "");
  return new ClipTokenizer(
    readVocab(parse(vocab, "vocab.json"), "vocab.json"),
    pairs.map((line, i) => readMerge(line, `merges.txt: merge ${i + 1}`)),
    ...readConfig(config),
  );
}

/**
 * Opens a tokenizer from tokenizer.json alone, with the names of the special tokens from tokenizer_config.json if
 * given. The file is obeyed as it stands: added tokens are found as it says, and texts get no other cleaning than its
 * own. Throws `bad-tokenizer` if it is not one of CLIP's kind: another model than BPE with `</w>`, another normalizer,
 * pre-tokenizer or rule.
 */
export function tokenizerFromJson(json: string, config?: string): ClipTokenizer {
  const file = "tokenizer.json";
  const root = object(parse(json, file), file);
  const model = object(root.model, `${file}: model`);
  const expect = (where: string, value: unknown, expected: unknown) => {
    if (JSON.stringify(value) === JSON.stringify(expected)) return;
    throw new ClipscopeError(
      "bad-tokenizer",
      `${file}: ${where} should be ${JSON.stringify(expected)}, as in CLIP's tokenizers, got ${JSON.stringify(value)}. Another tokenizer's ids can't be computed.`,
    );
  };
  expect("model.type", model.type ?? "BPE", "BPE");
  expect("model.end_of_word_suffix", model.end_of_word_suffix, "</w>");
  expect("model.continuing_subword_prefix", model.continuing_subword_prefix || "", "");
  for (const key of ["dropout", "fuse_unk", "byte_fallback", "ignore_merges"]) {
    expect(`model.${key}`, model[key] || false, false);
  }
  const [, replace] = steps(root.normalizer, "normalizers", ["NFC", "Replace", "Lowercase"], expect);
  expect("the normalizer's pattern", replace.pattern, { Regex: "\\s+" });
  expect("the normalizer's content", replace.content, " ");
  const [split, bytes] = steps(root.pre_tokenizer, "pretokenizers", ["Split", "ByteLevel"], expect);
  expect("the pre_tokenizer's behavior", [split.behavior, split.invert], ["Removed", true]);
  expect("the pre_tokenizer's add_prefix_space", bytes.add_prefix_space, false);
  if (!Array.isArray(model.merges)) {
    throw new ClipscopeError("bad-tokenizer", `${file}: model.merges should be a list.`);
  }
  const vocab = readVocab(model.vocab, `${file}: model.vocab`);
  const list = Array.isArray(root.added_tokens) ? root.added_tokens : [];
  const added = list.map((token) => readAdded(token, `${file}: added_tokens`));
  for (const { content, id } of added) vocab.set(content, id);
  const [special, cleaning] = readConfig(config);
  const pattern = (split.pattern as Record<string, Json> | undefined)?.Regex;
  const splitAtSpecial = pattern === splitSpecialOrWord(special);
  if (!splitAtSpecial) expect("the pre_tokenizer's pattern", pattern, SPLIT_WORD);
  return new ClipTokenizer(
    vocab,
    model.merges.map((merge, i) => readMerge(merge, `${file}: model.merges[${i}]`)),
    special,
    cleaning,
    { added, splitAtSpecial },
  );
}

type Json = unknown;

function parse(text: string, file: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ClipscopeError("bad-tokenizer", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

function object(value: Json, where: string): Record<string, Json> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, Json>;
  throw new ClipscopeError("bad-tokenizer", `${where} should be a JSON object.`);
}

function readVocab(json: Json, where: string): Map<string, number> {
  const vocab = new Map<string, number>();
  const symbolOfId = new Map<number, string>();
  for (const [symbol, id] of Object.entries(object(json, where))) {
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= 0x200000) {
      throw new ClipscopeError(
        "bad-tokenizer",
        `${where}: the id of ${JSON.stringify(symbol)} should be a whole number from 0 to 2097151, got ${JSON.stringify(id)}.`,
      );
    }
    const other = symbolOfId.get(id as number);
    if (other !== undefined) {
      throw new ClipscopeError(
        "bad-tokenizer",
        `${where}: ${JSON.stringify(other)} and ${JSON.stringify(symbol)} have the same id ${id}.`,
      );
    }
    symbolOfId.set(id as number, symbol);
    vocab.set(symbol, id as number);
  }
  return vocab;
}

function readMerge(merge: Json, where: string): [string, string] {
  const pair = typeof merge === "string" ? merge.split(" ") : merge;
  if (Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === "string" && each)) {
    return pair as [string, string];
  }
  throw new ClipscopeError(
    "bad-tokenizer",
    `${where} should be two symbols separated by a space, got ${JSON.stringify(merge)}.`,
  );
}

function readConfig(config: string | undefined): [SpecialTokens, TextCleaning, TokenizerRules] {
  if (config === undefined) return [CLIP_SPECIAL_TOKENS, "huggingface", {}];
  const where = "tokenizer_config.json";
  const root = object(parse(config, where), where);
  const cleaning = root.text_cleaning ?? "huggingface"; // ours: transformers knows one
  if (cleaning !== "huggingface" && cleaning !== "openai") {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${where}: text_cleaning should be "huggingface" or "openai", got ${JSON.stringify(cleaning)}.`,
    );
  }
  const special = readSpecialTokens(root, where);
  if (root.added_tokens_decoder === undefined) return [special, cleaning, {}];
  const list = `${where}: added_tokens_decoder`;
  const added = Object.entries(object(root.added_tokens_decoder, list)).map(([id, token]) =>
    readAdded({ ...object(token, list), id: Number(id) }, list),
  );
  return [special, cleaning, { added }];
}

function readAdded(json: Json, where: string): AddedToken {
  const { content, id, normalized = true, single_word: singleWord } = object(json, where);
  if (typeof content !== "string" || content === "" || !Number.isInteger(id)) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${where}: an added token should have a content and an id, got ${JSON.stringify(json)}.`,
    );
  }
  if (singleWord === true) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${where}: the added token ${JSON.stringify(content)} is single_word, which CLIP's are not. Another tokenizer's ids can't be computed.`,
    );
  }
  return { content, id: id as number, normalized: normalized !== false };
}

function readSpecialTokens(root: Record<string, Json>, where: string): SpecialTokens {
  const name = (key: string, fallback: string): string => {
    const token = root[key] ?? fallback;
    const text = typeof token === "string" ? token : object(token, `${where}: ${key}`).content;
    if (typeof text === "string" && text !== "") return text;
    throw new ClipscopeError(
      "bad-tokenizer",
      `${where}: ${key} should name a token, got ${JSON.stringify(token)}.`,
    );
  };
  const eos = name("eos_token", CLIP_SPECIAL_TOKENS.eos);
  return {
    bos: name("bos_token", CLIP_SPECIAL_TOKENS.bos),
    eos,
    pad: name("pad_token", eos),
    unk: name("unk_token", eos),
  };
}

/** The steps of a normalizer or a pre-tokenizer, which should be those. */
function steps(
  json: Json,
  list: string,
  expected: readonly string[],
  expect: (where: string, value: unknown, expected: unknown) => void,
): Record<string, Json>[] {
  const all = (json as Record<string, Json> | undefined)?.[list];
  const types = Array.isArray(all) ? all.map((step) => step?.type) : json;
  expect(list === "normalizers" ? "normalizer's steps" : "pre_tokenizer's steps", types, expected);
  return all as Record<string, Json>[];
}
