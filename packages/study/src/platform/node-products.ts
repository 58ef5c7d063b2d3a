import { availableParallelism } from "node:os";
import { type OnnxProducts, openProducts } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/types";

let opened: Promise<OnnxProducts | undefined> | undefined;

/**
 * ONNX Runtime's native products, opened once per program; undefined if they are not installed. One processor
 * is left to whoever uses the products meanwhile.
 */
export function nativeProducts(): Promise<OnnxProducts | undefined> {
  const threads = Math.max(1, availableParallelism() - 1);
  opened ??= openProducts({ backend: "cpu", threads }).catch((error) => {
    if (error instanceof ClipscopeError && error.code === "unknown-backend") return undefined;
    throw error;
  });
  return opened;
}
