import { ClipscopeError } from "@clipscope/types";
import { readStream } from "../platform/folder.js";
import { byteOrder, byteSymbols, WORD_END } from "./bytes.js";
import { ClipTokenizer, type SpecialTokens } from "./tokenizer.js";

/** Origin of the tokenizer, which determines how special tokens are spelled in a text. */
export type OriginalTokenizer = "openai" | "openclip";

const MERGES = 49152 - 256 - 2; // number of merges that both read; the file has more

/** Special tokens; both pad with 0, which is also the token "!". */
const SPECIAL: Record<OriginalTokenizer, SpecialTokens> = {
  openai: { bos: "<|startoftext|>", eos: "<|endoftext|>", pad: "!", unk: "<|endoftext|>" },
  openclip: { bos: "<start_of_text>", eos: "<end_of_text>", pad: "!", unk: "<end_of_text>" },
};

/**
 * OpenAI's or OpenCLIP's tokenizer from the bytes of `bpe_simple_vocab_16e6.txt`, gzipped or not
 * (`clip/simple_tokenizer.py`, `open_clip/tokenizer.py`): texts are cleaned as there (see `TextCleaning`) and
 * padded with 0. Throws `bad-tokenizer`.
 */
export async function tokenizerFromVocabulary(
  bytes: Uint8Array,
  whose: OriginalTokenizer = "openai",
  file = "bpe_simple_vocab_16e6.txt",
): Promise<ClipTokenizer> {
  const [, ...lines] = new TextDecoder().decode(await unpack(bytes, file)).split("\n"); // the first is a heading
  const merges = lines
    .slice(0, MERGES)
    .filter((line) => line !== "")
    .map((line, i): [string, string] => {
      const [left, right, ...others] = line.split(/\s+/).filter((part) => part !== "");
      if (right !== undefined && others.length === 0) return [left, right];
      throw new ClipscopeError(
        "bad-tokenizer",
        `${file}: line ${i + 2} should be two symbols separated by a space, got ${JSON.stringify(line.slice(0, 80))}. Fetch the file again.`,
      );
    });
  // Ids are given in the order: bytes, bytes that end a word, merges, special tokens.
  const { bos, eos } = SPECIAL[whose];
  const single = byteOrder.map((byte) => byteSymbols[byte]);
  const ends = single.map((symbol) => symbol + WORD_END);
  const symbols = [...single, ...ends, ...merges.map((pair) => pair.join("")), bos, eos];
  const vocab = new Map(symbols.map((symbol, id) => [symbol, id]));
  return new ClipTokenizer(vocab, merges, SPECIAL[whose], "openai");
}

/**
 * Adapts a tokenizer read from Hugging Face files to the cleaning and padding of OpenAI's or OpenCLIP's
 * weights.
 */
export function asOriginalTokenizer(tokenizer: ClipTokenizer, whose: OriginalTokenizer): ClipTokenizer {
  if (tokenizer.cleaning === "openai") return tokenizer;
  const special = SPECIAL[whose];
  const vocab = new Map(tokenizer.vocab);
  for (const role of ["bos", "eos"] as const) {
    vocab.delete(tokenizer.special[role]);
    vocab.set(special[role], tokenizer[`${role}Id`]);
  }
  return new ClipTokenizer(vocab, tokenizer.merges, special, "openai");
}

async function unpack(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
    return await readStream(stream.pipeThrough(new DecompressionStream("gzip")), undefined);
  } catch (cause) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${file} can't be unpacked (${(cause as Error).message}). Fetch the file again.`,
      { cause },
    );
  }
}
