/** What went wrong, in a word that code can test. */
export type ClipscopeErrorCode =
  | "not-a-checkpoint"
  | "bad-config"
  | "bad-safetensors"
  | "bad-pickle"
  | "bad-zip"
  | "missing-tensor"
  | "not-supported"
  | "unknown-setting"
  | "wrong-shape"
  | "bad-tokenizer"
  | "text-too-long"
  | "empty-classes"
  | "bad-image"
  | "bad-argument"
  | "unknown-backend"
  | "device-lost"
  | "not-found"
  | "network"
  | "offline"
  | "access-denied"
  | "hash-mismatch"
  | "cache"
  | "cancelled";

/**
 * The one error class of Clipscope. Its message names the file, the tensor or the row, what was
 * expected, what came, and what to do; `code` says the same to a program.
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

/** Throws the `cancelled` error if the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) {
    throw new ClipscopeError("cancelled", `${what} was cancelled.`, { cause: signal.reason });
  }
}
