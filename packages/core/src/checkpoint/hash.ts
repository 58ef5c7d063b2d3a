import { parameterShapes } from "../config.js";
import { digest } from "../platform/digest.js";
import type { AddedToken, ClipTokenizer } from "../tokenizer/index.js";
import { canonicalJson } from "./canonical-json.js";
import type { CheckpointParts } from "./write.js";

/** Bytes that are hashed at a time: Web Crypto copies what it hashes. */
const PIECE = 1 << 26;
/** Changes when hashes are to be computed in another way. */
const VERSION = 1;

/**
 * The identity of a checkpoint: SHA-256, in 64 hexadecimal digits, over what decides its embeddings, which are its
 * configuration, preprocessing, tokenizer, and parameters as float32. So a model has one hash whether it comes from a
 * folder, chosen files, a URL or the hub, in safetensors or a pickle, under whatever prefix; other weights, another
 * activation, preprocessing or tokenizer have another. Tensors that the configuration does not ask for do not count.
 * Takes about a second for each gigabyte of parameters, and no more memory than a few of them.
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
  return digest("SHA-256", new TextEncoder().encode(canonicalJson(content)));
}

/** All of a tokenizer that ids depend on. */
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

/** An added token with what its files leave out. */
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
      return digest("SHA-256", new Uint8Array(buffer, byteOffset + i * PIECE, length));
    }),
  );
}
