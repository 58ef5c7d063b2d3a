import { UNSEEN } from "../onnx/inference.js";

/** Texts packed into a row of tokens, with common prefixes stored once. */
export interface TextPack {
  ids: number[];
  /** Position of each token in its text. */
  positions: number[];
  /** Index of the preceding token of the same text; -1 for the first. */
  parents: number[];
  /** The texts, with the index of each one's end token. */
  texts: { row: number; end: number }[];
}

/**
 * Packs texts into rows of about `capacity` tokens with shared prefixes: under causal attention a token
 * depends only on earlier ones, so a prefix of several texts is computed once. `ids` is `[lengths.length,
 * contextLength]`; `lengths` include the end token, and nothing after it is computed.
 */
export function packTexts(
  ids: Int32Array,
  contextLength: number,
  lengths: Int32Array,
  capacity: number,
  textsAtMost = Number.POSITIVE_INFINITY,
): TextPack[] {
  const line = (row: number) => ids.subarray(row * contextLength, row * contextLength + lengths[row]);
  const order = Array.from(lengths.keys()).sort((a, b) => compare(line(a), line(b)) || a - b);
  const packs: TextPack[] = [];
  let pack: TextPack | undefined;
  let before: Int32Array = new Int32Array(0);
  let path: number[] = []; // where the tokens of `before` are in the pack
  for (const row of order) {
    const text = line(row);
    let shared = 0;
    while (shared < text.length && shared < before.length && text[shared] === before[shared]) shared++;
    const full =
      pack && (pack.ids.length + text.length - shared > capacity || pack.texts.length >= textsAtMost);
    if (!pack || full) {
      pack = { ids: [], positions: [], parents: [], texts: [] };
      packs.push(pack);
      shared = 0;
    }
    path = path.slice(0, shared);
    for (let i = shared; i < text.length; i++) {
      pack.ids.push(text[i]);
      pack.positions.push(i);
      pack.parents.push(i === 0 ? -1 : path[i - 1]);
      path.push(pack.ids.length - 1);
    }
    pack.texts.push({ row, end: path[text.length - 1] });
    before = text;
  }
  return packs;
}

/** Inputs of `packedTextGraph` for several packs, padded to the longest. */
export interface PackedInputs {
  batch: number;
  length: number;
  ends: number;
  /** `[batch, length]` */
  ids: BigInt64Array;
  /** `[batch, length]` */
  positions: BigInt64Array;
  /** `[batch, length, length]` */
  bias: Float32Array;
  /** `[batch, ends, length]` */
  pick: Float32Array;
}

export function packedInputs(packs: readonly TextPack[], multipleOf = 1): PackedInputs {
  const batch = packs.length;
  const longest = Math.max(...packs.map((pack) => pack.ids.length));
  const length = Math.ceil(longest / multipleOf) * multipleOf;
  const ends = Math.max(...packs.map((pack) => pack.texts.length));
  const ids = new BigInt64Array(batch * length);
  const positions = new BigInt64Array(batch * length);
  const bias = new Float32Array(batch * length * length).fill(UNSEEN);
  const pick = new Float32Array(batch * ends * length);
  packs.forEach((pack, b) => {
    for (let i = 0; i < length; i++) {
      const at = (b * length + i) * length;
      if (i < pack.ids.length) {
        ids[b * length + i] = BigInt(pack.ids[i]);
        positions[b * length + i] = BigInt(pack.positions[i]);
        const parent = (b * length + pack.parents[i]) * length;
        if (pack.parents[i] >= 0) bias.copyWithin(at, parent, parent + i);
      }
      bias[at + i] = 0;
    }
    pack.texts.forEach(({ end }, i) => {
      pick[(b * ends + i) * length + end] = 1;
    });
  });
  return { batch, length, ends, ids, positions, bias, pick };
}

function compare(a: Int32Array, b: Int32Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}
