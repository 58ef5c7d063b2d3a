import { ClipscopeError } from "@clipscope/types";
import { isOff, isOneOf, refuseUnreadSettings, type SettingsTable } from "../settings-table.js";
import type { TextCleaning } from "./clean.js";
import { type Json, object, parse } from "./parse.js";
import {
  type AddedToken,
  CLIP_SPECIAL_TOKENS,
  type SpecialTokens,
  type TokenizerRules,
} from "./tokenizer.js";

/** Settings of `transformers`' tokenizer_config.json for CLIP tokenizers, and how each is handled. */
export const TOKENIZER_SETTINGS: SettingsTable = {
  bos_token: "obeyed",
  eos_token: "obeyed",
  pad_token: "obeyed",
  unk_token: "obeyed",
  additional_special_tokens: "obeyed",
  extra_special_tokens: "obeyed",
  added_tokens_decoder: "obeyed",
  model_max_length: "obeyed",
  text_cleaning: "obeyed", // ours
  sep_token: isOff,
  cls_token: isOff,
  mask_token: isOff,
  tokenizer_class: isOneOf(
    "CLIPTokenizer",
    "CLIPTokenizerFast",
    "TokenizersBackend",
    "PreTrainedTokenizerFast",
  ),
  padding_side: isOneOf("right"),
  truncation_side: isOneOf("right"),
  split_special_tokens: isOff,
  auto_map: isOff,
  // CLIPTokenizer and CLIPTokenizerFast ignore these.
  add_prefix_space: "inert",
  add_bos_token: "inert",
  add_eos_token: "inert",
  do_lower_case: "inert",
  errors: "inert",
  legacy: "inert",
  trim_offsets: "inert",
  // These say where files are, how ids become text, or how templates and batches are made.
  backend: "inert",
  chat_template: "inert",
  clean_up_tokenization_spaces: "inert",
  is_local: "inert",
  local_files_only: "inert",
  max_len: "inert",
  model_input_names: "inert",
  name_or_path: "inert",
  processor_class: "inert",
  spaces_between_special_tokens: "inert",
  special_tokens_map_file: "inert",
  tokenizer_file: "inert",
  use_fast: "inert",
  verbose: "inert",
};

export interface TokenizerConfigFiles {
  /** Contents of tokenizer_config.json. */
  config?: string;
  /** Contents of special_tokens_map.json, used if the config lists no added tokens (`from_pretrained`). */
  specialTokens?: string;
  /** Contents of added_tokens.json, from transformers 4 and earlier, also used only then: ids by token. */
  addedTokens?: string;
}

export interface TokenizerConfig {
  special: SpecialTokens;
  cleaning: TextCleaning;
  /** Added tokens in id order; those without an id in the files come last. */
  added: UnplacedToken[];
  maxLength: TokenizerRules["maxLength"];
}

/** An added token as listed in the files. */
export interface UnplacedToken extends Omit<AddedToken, "id"> {
  id: number | undefined;
}

const CONFIG = "tokenizer_config.json";
const MAP = "special_tokens_map.json";
const ROLES = ["bos", "eos", "pad", "unk"] as const;

/**
 * Whether tokenizer_config.json lists the added tokens, as written by transformers 4.34 and later; the other
 * files are then ignored.
 */
export const listsAddedTokens = (config: string): boolean =>
  object(parse(config, CONFIG), CONFIG).added_tokens_decoder !== undefined;

/**
 * Reads the files that describe how a vocabulary is used. Throws `bad-tokenizer`, naming the file and the
 * key.
 */
export function readTokenizerConfig(files: TokenizerConfigFiles): TokenizerConfig {
  const json = files.config === undefined ? {} : object(parse(files.config, CONFIG), CONFIG);
  const listed = json.added_tokens_decoder;
  const map =
    files.specialTokens === undefined || listed !== undefined ? {} : parse(files.specialTokens, MAP);
  const root = { ...json, ...object(map, MAP) };
  refuseUnreadSettings(root, TOKENIZER_SETTINGS, `${CONFIG}: `, "bad-tokenizer");
  const special = readSpecialTokens(root);
  const added = listed === undefined ? readAddedTokens(files.addedTokens) : readDecoder(listed);
  for (const token of namedTokens(root, special)) {
    if (!added.some(({ content }) => content === token.content)) added.push(token);
  }
  return { special, cleaning: readCleaning(root), added, maxLength: readMaxLength(root) };
}

/** Parses an added token entry. */
export function readAdded(json: Json, where: string): UnplacedToken {
  const {
    content,
    id,
    normalized = true,
    special = true,
    single_word: singleWord = false,
  } = object(json, where);
  if (typeof content !== "string" || content === "" || !(id === undefined || Number.isInteger(id))) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${where}: an added token should have a content and an id, got ${JSON.stringify(json)}.`,
    );
  }
  // White space beside a token (lstrip, rstrip) is no part of any other.
  return {
    content,
    id: id as number | undefined,
    normalized: normalized !== false,
    special: special !== false,
    singleWord: singleWord === true,
  };
}

function readDecoder(json: Json): UnplacedToken[] {
  const where = `${CONFIG}: added_tokens_decoder`;
  return Object.entries(object(json, where)).map(([id, token]) =>
    readAdded({ ...object(token, where), id: Number(id) }, where),
  );
}

function readAddedTokens(text: string | undefined): UnplacedToken[] {
  if (text === undefined) return [];
  const where = "added_tokens.json";
  return Object.entries(object(parse(text, where), where)).map(([content, id]) =>
    readAdded({ content, id, special: false }, where),
  );
}

/** The special tokens, with and without a role. */
function namedTokens(root: Record<string, Json>, special: SpecialTokens): UnplacedToken[] {
  const named: UnplacedToken[] = [];
  for (const role of ROLES) {
    if (named.some(({ content }) => content === special[role])) continue;
    const normalized = role === "bos" || role === "eos"; // as CLIPTokenizerFast of transformers 4 has them
    named.push({ content: special[role], id: undefined, normalized });
  }
  for (const key of ["additional_special_tokens", "extra_special_tokens"]) {
    const where = `${CONFIG}: ${key}`;
    for (const token of Object.values((root[key] ?? []) as Json[])) {
      const plain = typeof token === "string" ? { content: token, normalized: false } : object(token, where);
      named.push({ ...readAdded(plain, where), id: undefined, special: true });
    }
  }
  return named;
}

function readCleaning(root: Record<string, Json>): TextCleaning {
  const cleaning = root.text_cleaning ?? "huggingface"; // ours: transformers knows one
  if (cleaning === "huggingface" || cleaning === "openai") return cleaning;
  throw new ClipscopeError(
    "bad-tokenizer",
    `${CONFIG}: text_cleaning should be "huggingface" or "openai", got ${JSON.stringify(cleaning)}.`,
  );
}

function readMaxLength(root: Record<string, Json>): number | undefined {
  const length = root.model_max_length ?? undefined;
  if (length === undefined || (length as number) > 1e9) return undefined; // transformers writes 1e30 for none
  if (Number.isInteger(length) && (length as number) >= 2) return length as number;
  throw new ClipscopeError(
    "bad-tokenizer",
    `${CONFIG}: model_max_length should be a whole number of at least 2 (start and end), got ${JSON.stringify(length)}.`,
  );
}

function readSpecialTokens(root: Record<string, Json>): SpecialTokens {
  const name = (key: string, fallback: string): string => {
    const token = root[key] ?? fallback;
    const text = typeof token === "string" ? token : object(token, `${CONFIG}: ${key}`).content;
    if (typeof text === "string" && text !== "") return text;
    throw new ClipscopeError(
      "bad-tokenizer",
      `${CONFIG}: ${key} should name a token, got ${JSON.stringify(token)}.`,
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
