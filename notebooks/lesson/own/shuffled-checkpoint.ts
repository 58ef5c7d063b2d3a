import type { ProvidedFile } from "@clipscope/study";
import { seeded } from "./shapes.js";

/** Name of the checkpoint with shuffled weights. */
export const SHUFFLED = "mini-shuffled";

const FILES = [
  "config.json",
  "merges.txt",
  "model.safetensors",
  "preprocessor_config.json",
  "special_tokens_map.json",
  "tokenizer_config.json",
  "vocab.json",
];

/** The built-in checkpoint's files with the values of each tensor in random order: as large, and nothing learned. */
export async function shuffledCheckpoint(): Promise<ProvidedFile[]> {
  const folder = new URL("../models/mini/", document.baseURI);
  return Promise.all(
    FILES.map(async (name) => {
      const response = await fetch(new URL(name, folder));
      if (!response.ok) {
        throw new Error(`${name} of the built-in model is not beside the lessons: open them with npm start.`);
      }
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (name.endsWith(".safetensors")) await shuffleTensors(bytes);
      return { path: `${SHUFFLED}/${name}`, file: new Blob([bytes]) };
    }),
  );
}

/** Bytes per value of the data types that checkpoints have. */
const BYTES: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** Shuffles the values within each tensor of a safetensors file, in place. */
export async function shuffleTensors(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { buffer } = bytes;
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const random = seeded(1);
  for (const [name, tensor] of Object.entries<{ dtype: string; data_offsets: [number, number] }>(header)) {
    if (name === "__metadata__") continue;
    const [start, end] = tensor.data_offsets;
    const size = BYTES[tensor.dtype];
    if (size === undefined) throw new Error(`${name} has the type ${tensor.dtype}, which is not shuffled.`);
    // A copy, because tensors need not be aligned in the file.
    const copy = bytes.slice(8 + length + start, 8 + length + end).buffer;
    const values =
      size === 8 ? new BigUint64Array(copy) : size === 4 ? new Uint32Array(copy) : new Uint16Array(copy);
    for (let i = values.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [values[i], values[j]] = [values[j], values[i]];
    }
    bytes.set(new Uint8Array(copy), 8 + length + start);
    // The page stays responsive between tensors.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
