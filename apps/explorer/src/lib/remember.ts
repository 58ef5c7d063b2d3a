/** A memoized computation, with access to its last value. */
export interface Remembered<T> {
  (from: readonly unknown[], make: () => T): T;
  last(): T | undefined;
}

/** Memoizes the last result of a computation; it is computed again only when one of its inputs changes. */
export function remember<T>(): Remembered<T> {
  let last: { from: readonly unknown[]; value: T } | undefined;
  const get = (from: readonly unknown[], make: () => T) => {
    const same = last?.from.length === from.length && from.every((part, i) => part === last?.from[i]);
    if (!last || !same) last = { from, value: make() };
    return last.value;
  };
  return Object.assign(get, { last: () => last?.value });
}
