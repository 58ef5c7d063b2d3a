import type { Embeddings } from "@clipscope/core";

/**
 * A matrix as NumPy's .npy, version 1.0 (numpy/lib/format.py): little-endian float32, row-major. The header
 * is padded so that the data begin at a multiple of 64 bytes.
 */
export function writeNpy({ data, rows, cols }: Embeddings): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  const before = 10;
  const padded = dictionary.padEnd(Math.ceil((before + dictionary.length + 1) / 64) * 64 - before - 1);
  const header = `${padded}\n`;
  const bytes = new Uint8Array(before + header.length + data.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), before);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), before + header.length);
  return bytes;
}
