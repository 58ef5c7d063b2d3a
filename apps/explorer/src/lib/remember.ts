/** Memoizes the last result of a computation; it is recomputed only when one of its inputs changes. */
export function remember<T>(): (from: readonly unknown[], make: () => T) => T {
  let last: { from: readonly unknown[]; value: T } | undefined;
  return (from, make) => {
    const same = last?.from.length === from.length && from.every((part, i) => part === last?.from[i]);
    if (!last || !same) last = { from, value: make() };
    return last.value;
  };
}
