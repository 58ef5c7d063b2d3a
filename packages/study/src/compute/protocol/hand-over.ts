const handedOver = new WeakMap<object, readonly Transferable[]>();

/**
 * Marks buffers of a result or partial result as no longer used by the code that made it, so that a worker
 * transfers them to the page instead of copying them. Returns the result.
 */
export function handOver<T extends object>(result: T, buffers: readonly Transferable[]): T {
  handedOver.set(result, buffers);
  return result;
}

/** The buffers handed over with a result. */
export const transferOf = (result: unknown): readonly Transferable[] =>
  (typeof result === "object" && result !== null && handedOver.get(result)) || [];
