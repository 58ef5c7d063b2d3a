/**
 * A hash in hexadecimal. Computed in JavaScript on pages outside https and localhost, which have no Web
 * Crypto.
 */
export async function digest(algorithm: "SHA-256" | "SHA-1", bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  const hash = subtle
    ? new Uint8Array(await subtle.digest(algorithm, bytes as Uint8Array<ArrayBuffer>))
    : algorithm === "SHA-256"
      ? (await import("@noble/hashes/sha2.js")).sha256(bytes)
      : (await import("@noble/hashes/legacy.js")).sha1(bytes);
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
