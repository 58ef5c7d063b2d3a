import { ClipscopeError } from "@clipscope/types";
import { listsAddedTokens } from "../tokenizer/config.js";
import {
  type ClipTokenizer,
  type OriginalTokenizer,
  tokenizerFromFiles,
  tokenizerFromJson,
  tokenizerFromVocabulary,
} from "../tokenizer/index.js";
import { asOriginalTokenizer } from "../tokenizer/vocabulary.js";
import type { CheckpointOverrides } from "./checkpoint.js";
import { type Files, notACheckpoint } from "./files.js";

/** Overrides for a checkpoint's own parts, with a tokenizer given as its files. */
export interface Given extends Omit<CheckpointOverrides, "tokenizer"> {
  tokenizer?: ClipTokenizer | Files;
}

/** Files that describe how a vocabulary is used. */
const CONFIG = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];

export const TOKENIZER_FILE = /^(?:tokenizer\.json|bpe_simple_vocab.*\.txt(?:\.gz)?)$/;

/** Returns a filter for the files that belong to a tokenizer in a given file. */
export const besideTokenizer = (file: string) => (name: string) => name === file || CONFIG.includes(name);

/**
 * Chooses the given tokenizer, or that of the checkpoint's files; undefined if there is none. For weights in
 * OpenAI's or OpenCLIP's format it is adapted to `whose`. Throws `bad-tokenizer`, and `not-found` if it is
 * not at the given location.
 */
export async function chooseTokenizer(
  files: Files,
  { tokenizer: given }: Given,
  whose?: OriginalTokenizer,
): Promise<ClipTokenizer | undefined> {
  if (given && "encode" in given) return given;
  const found = await readTokenizer(given ?? files, whose);
  if (found || !given) return found;
  throw new ClipscopeError(
    "not-found",
    `${given.place} has no tokenizer: neither vocab.json with merges.txt, nor tokenizer.json, nor bpe_simple_vocab_16e6.txt.gz.`,
  );
}

async function readTokenizer(files: Files, whose?: OriginalTokenizer): Promise<ClipTokenizer | undefined> {
  const vocabularies = files.names
    ? files.names.filter((name) => /^bpe_simple_vocab.*\.txt(\.gz)?$/.test(name)).slice(0, 1)
    : ["bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"];
  const original = async () => {
    for (const name of vocabularies) {
      const bytes = await files.bytes(name);
      if (bytes) return tokenizerFromVocabulary(bytes, whose, `${files.place}: ${name}`);
    }
    return undefined;
  };
  // Where files can be listed, weights in the original format prefer the original vocabulary.
  if (!whose) return (await readHuggingFaceTokenizer(files)) ?? original();
  if (files.names && vocabularies.length > 0) return original();
  const found = await readHuggingFaceTokenizer(files);
  return found ? asOriginalTokenizer(found, whose) : original();
}

async function readHuggingFaceTokenizer(files: Files): Promise<ClipTokenizer | undefined> {
  const texts = (names: readonly string[]) => Promise.all(names.map((name) => files.text(name)));
  const [vocab, merges, config] = await texts(["vocab.json", "merges.txt", "tokenizer_config.json"]);
  // The browser console logs every request for a missing file, so irrelevant files are not requested.
  const isWhole = config !== undefined && listsAddedTokens(config);
  const [specialTokens, addedTokens] = isWhole
    ? []
    : await texts(["special_tokens_map.json", "added_tokens.json"]);
  if (vocab !== undefined && merges !== undefined) {
    return tokenizerFromFiles({ vocab, merges, config, specialTokens, addedTokens });
  }
  const json = await files.text("tokenizer.json");
  if (json !== undefined) return tokenizerFromJson(json, { config, specialTokens });
  if (vocab === undefined && merges === undefined) return undefined;
  throw notACheckpoint(files, [vocab === undefined ? "vocab.json" : "merges.txt"]); // half a tokenizer
}
