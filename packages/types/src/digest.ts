/**
 * SHA-256 of bytes, in 64 lower-case hexadecimal digits. Computed in JavaScript, about ten times slower, on
 * pages outside https and localhost, which have no Web Crypto.
 */
export const sha256 = async (bytes: Uint8Array): Promise<string> =>
  hex((await webDigest("SHA-256", bytes)) ?? (await import("@noble/hashes/sha2.js")).sha256(bytes));

/** SHA-1 of bytes, in 40 lower-case hexadecimal digits: what Git names objects by. Computed as `sha256` is. */
export const sha1 = async (bytes: Uint8Array): Promise<string> =>
  hex((await webDigest("SHA-1", bytes)) ?? (await import("@noble/hashes/legacy.js")).sha1(bytes));

async function webDigest(algorithm: string, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  return subtle && new Uint8Array(await subtle.digest(algorithm, bytes as Uint8Array<ArrayBuffer>));
}

const hex = (hash: Uint8Array): string =>
  Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
