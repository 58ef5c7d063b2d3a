import type { TextConfig } from "./config.js";

/** Token ids of texts: `ids` is [rows · contextLength], each row with start, end and padding tokens. */
export interface TokenIds {
  ids: Int32Array;
  rows: number;
  contextLength: number;
}

/**
 * The position in each row where the embedding is read: the first end-of-text token or, where `eosTokenId` is
 * Hugging Face's historical 2, the first of the largest ids (CLIPTextTransformer.forward).
 */
export function endPositions({ ids, rows, contextLength }: TokenIds, config: TextConfig): Int32Array {
  const ends = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const line = ids.subarray(row * contextLength, (row + 1) * contextLength);
    const end = config.eosTokenId === 2 ? line.reduce((a, b) => Math.max(a, b)) : config.eosTokenId;
    ends[row] = Math.max(0, line.indexOf(end)); // as the reference: 0 where there is none
  }
  return ends;
}

/**
 * Truncates a batch after its last end-of-text token, rounded up to a multiple of `step`: under causal
 * attention, later tokens do not affect embeddings.
 */
export function trim(tokens: TokenIds, config: TextConfig, step = 1): TokenIds {
  const { ids, rows, contextLength } = tokens;
  const longest = 1 + endPositions(tokens, config).reduce((a, b) => Math.max(a, b), 0);
  const length = Math.min(Math.ceil(longest / step) * step, contextLength);
  const trimmed = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const start = row * contextLength;
    trimmed.set(ids.subarray(start, start + length), row * length);
  }
  return { ids: trimmed, rows, contextLength: length };
}
