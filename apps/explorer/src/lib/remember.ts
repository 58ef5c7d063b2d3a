/** Keeps the last result of some work: it is done again only when one of the things that it was made from is another. */
export function remember<T>(): (from: readonly unknown[], make: () => T) => T {
  let last: { from: readonly unknown[]; value: T } | undefined;
  return (from, make) => {
    const same = last?.from.length === from.length && from.every((part, i) => part === last?.from[i]);
    if (!last || !same) last = { from, value: make() };
    return last.value;
  };
}
