import { ClipscopeError } from "@clipscope/types";
import type { Failure } from "./messages.js";

/** Serializes an error: its code and message; for any other error, code `internal` and the stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ClipscopeError) return { code: error.code, message: error.message };
  if (!(error instanceof Error)) return { code: "internal", message: String(error) };
  const code = error.name === "AbortError" ? "cancelled" : "internal";
  return { code, message: error.message, ...(error.stack !== undefined && { stack: error.stack }) };
}

export const errorOf = ({ code, message, stack }: Failure): ClipscopeError =>
  new ClipscopeError(code, message, stack === undefined ? undefined : { cause: stack });
