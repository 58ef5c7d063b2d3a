/** The kind of failure, as one word that a program can test. */
export type ClipscopeErrorCode =
  | "not-a-checkpoint"
  | "bad-config"
  | "bad-safetensors"
  | "bad-pickle"
  | "bad-zip"
  | "bad-file"
  | "missing-tensor"
  | "not-supported"
  | "unknown-setting"
  | "wrong-shape"
  | "not-finite"
  | "bad-tokenizer"
  | "text-too-long"
  | "empty-classes"
  | "bad-image"
  | "bad-argument"
  | "unknown-backend"
  | "device-lost"
  | "worker-lost"
  | "not-found"
  | "network"
  | "offline"
  | "access-denied"
  | "hash-mismatch"
  | "cache"
  | "storage-full"
  | "internal"
  | "cancelled";

/**
 * The error class of every Clipscope package. Its message names the file, the tensor or the row, what was
 * expected, what was found, and what to do; `code` is the kind of failure for programs to test.
 */
export class ClipscopeError extends Error {
  override readonly name = "ClipscopeError";
  constructor(
    readonly code: ClipscopeErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
