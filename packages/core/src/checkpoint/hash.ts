import { sha256 } from "@clipscope/types";
import { parameterShapes } from "../config.js";
import type { AddedToken, ClipTokenizer } from "../tokenizer/index.js";
import { canonicalJson } from "./canonical-json.js";
import type { CheckpointParts } from "./write.js";

/** Bytes hashed at a time, since Web Crypto copies its input. */
const PIECE = 1 << 26;
/** Version of the hash computation; raise it when the computation changes. */
const VERSION = 1;

/**
 * The identity of a checkpoint: SHA-256, in 64 hexadecimal digits, over everything that determines its
 * embeddings: configuration, preprocessing, tokenizer, and parameters as float32. The hash is the same
 * whether the model comes from a folder, selected files, a URL or the hub, in safetensors or a pickle, with
 * any name prefix; it changes with the weights, activation, preprocessing or tokenizer. Tensors not required
 * by the configuration are ignored. Takes about a second per gigabyte of parameters, in little memory.
 */
export async function hashCheckpoint(checkpoint: CheckpointParts): Promise<string> {
  const { config, preprocess, tokenizer, tensors } = checkpoint;
  const parameters: [string, readonly number[], string[]][] = [];
  for (const name of [...parameterShapes(config).keys()].sort()) {
    const tensor = tensors.get(name);
    if (tensor) parameters.push([name, tensor.shape, await digestValues(tensor.data)]);
  }
  const content = {
    version: VERSION,
    config,
    preprocess,
    tokenizer: tokenizer && vocabularyOf(tokenizer),
    parameters,
  };
  return sha256(new TextEncoder().encode(canonicalJson(content)));
}

/** Everything in a tokenizer that affects ids. */
function vocabularyOf({ vocab, merges, special, cleaning, added, rules }: ClipTokenizer) {
  return {
    vocab: [...vocab].sort(([, a], [, b]) => a - b),
    merges,
    special,
    cleaning,
    added: added.map(withDefaults).sort((a, b) => a.id - b.id),
    splitAtSpecial: rules.splitAtSpecial ?? false,
  };
}

/** An added token with the defaults of fields that its files omit. */
const withDefaults = ({ special = true, singleWord = false, ...token }: AddedToken) => ({
  ...token,
  special,
  singleWord,
});

/** The hashes of a tensor's pieces. */
function digestValues({ buffer, byteOffset, byteLength }: Float32Array): Promise<string[]> {
  const count = Math.ceil(byteLength / PIECE);
  return Promise.all(
    Array.from({ length: count }, (_, i) => {
      const length = Math.min(PIECE, byteLength - i * PIECE);
      return sha256(new Uint8Array(buffer, byteOffset + i * PIECE, length));
    }),
  );
}
