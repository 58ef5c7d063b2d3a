import { ClipscopeError } from "@clipscope/types";
import { placeAdded } from "./added.js";
import { SPLIT_WORD, splitSpecialOrWord } from "./clean.js";
import { readAdded, readTokenizerConfig, type TokenizerConfig, type TokenizerConfigFiles } from "./config.js";
import { type Json, object, parse } from "./parse.js";
import { ClipTokenizer, type TokenizerRules } from "./tokenizer.js";

/**
 * Contents of the files of a Hugging Face tokenizer with separate vocabulary and merges, and of its optional
 * settings files.
 */
export interface TokenizerFiles extends TokenizerConfigFiles {
  /** Contents of vocab.json. */
  vocab: string;
  /** Contents of merges.txt. */
  merges: string;
}

/**
 * Opens a tokenizer from vocab.json and merges.txt. Throws `bad-tokenizer`, naming the file and the line or
 * key.
 */
export function tokenizerFromFiles({ vocab, merges, ...files }: TokenizerFiles): ClipTokenizer {
  const lines = merges.replace(/^\ufeff/, "").split(/\r?\n/);
  if (lines[0].startsWith("#version")) lines.shift();
  const pairs = lines.filter((line) => line !== "");
  const ids = readVocab(parse(vocab, "vocab.json"), "vocab.json");
  const config = readTokenizerConfig(files);
  return new ClipTokenizer(
    ids,
    pairs.map((line, i) => readMerge(line, `merges.txt: merge ${i + 1}`)),
    config.special,
    config.cleaning,
    rulesOf(config, ids),
  );
}

/** The rules for added tokens, omitting defaults. */
function rulesOf({ added, special, maxLength }: TokenizerConfig, vocab: Map<string, number>): TokenizerRules {
  const isDefault = added.every(
    ({ id, content }) => id === undefined && [special.bos, special.eos].includes(content),
  );
  return {
    ...(!isDefault && { added: placeAdded(added, vocab) }),
    ...(maxLength !== undefined && { maxLength }),
  };
}

/**
 * Opens a tokenizer from tokenizer.json alone, with the names of the special tokens from
 * tokenizer_config.json and special_tokens_map.json if given. The file's own rules for added tokens and
 * cleaning are followed. Throws `bad-tokenizer` if it is not a CLIP tokenizer: a model other than BPE with
 * `</w>`, or another normalizer, pre-tokenizer or rule.
 */
export function tokenizerFromJson(json: string, files: TokenizerConfigFiles = {}): ClipTokenizer {
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
  const config = readTokenizerConfig({ ...files, addedTokens: undefined });
  const { special } = config;
  const named = config.added.filter(({ content }) => !list.some((token) => token?.content === content));
  const added = [...list.map((token) => readAdded(token, `${file}: added_tokens`)), ...named];
  expect("the post_processor's start and end", ends(root.post_processor), [special.bos, special.eos]);
  const pattern = (split.pattern as Record<string, Json> | undefined)?.Regex;
  const splitAtSpecial = pattern === splitSpecialOrWord(special);
  if (!splitAtSpecial) expect("the pre_tokenizer's pattern", pattern, SPLIT_WORD);
  return new ClipTokenizer(
    vocab,
    model.merges.map((merge, i) => readMerge(merge, `${file}: model.merges[${i}]`)),
    special,
    config.cleaning,
    {
      added: placeAdded(added, vocab),
      splitAtSpecial,
      ...(config.maxLength !== undefined && { maxLength: config.maxLength }),
    },
  );
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

/** Checks the steps of a normalizer or pre-tokenizer. */
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

/** The tokens that a post-processor adds before and after a text; undefined for an unknown kind. */
function ends(json: Json): unknown {
  const { type, cls, sep, single } = (json ?? {}) as Record<string, Json[] | undefined>;
  if ((type as unknown) === "RobertaProcessing") return [cls?.[0], sep?.[0]];
  if ((type as unknown) !== "TemplateProcessing") return json;
  const [first, text, last, ...others] = (single ?? []) as Record<string, { id?: string } | undefined>[];
  return text?.Sequence && others.length === 0 ? [first?.SpecialToken?.id, last?.SpecialToken?.id] : json;
}
