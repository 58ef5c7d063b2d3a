import { SPLIT_WORD, splitSpecialOrWord } from "./clean.js";
import type { ClipTokenizer } from "./tokenizer.js";

/**
 * The `tokenizer.json` of a tokenizer, for Hugging Face's fast tokenizers and transformers.js. It cleans
 * texts as `transformers.CLIPTokenizerFast` does, so HTML entities, which OpenAI's cleaning unescapes, are
 * left unchanged.
 */
export function tokenizerJson(tokenizer: ClipTokenizer): string {
  const { vocab, merges, special, bosId, eosId, rules } = tokenizer;
  const added = tokenizer.added.map(({ id, content, normalized, special = true, singleWord = false }) => {
    return { id, content, single_word: singleWord, lstrip: false, rstrip: false, normalized, special };
  });
  const word = rules.splitAtSpecial ? splitSpecialOrWord(special) : SPLIT_WORD;
  const byId = [...vocab].sort(([, a], [, b]) => a - b);
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: word }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: "RobertaProcessing",
      sep: [special.eos, eosId],
      cls: [special.bos, bosId],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: special.unk,
      continuing_subword_prefix: "",
      end_of_word_suffix: "</w>",
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(byId),
      merges: merges.map(([left, right]) => [left, right]),
    },
  });
}
