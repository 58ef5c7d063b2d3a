/** Caches values by name; a value is recomputed only when one of its inputs is a different object. */
export class Memo {
  readonly #made = new Map<string, { of: readonly unknown[]; value: unknown }[]>();

  /** `kept`: number of values cached for each name; more than one makes undo instant. */
  constructor(readonly kept = 4) {}

  get<T>(name: string, of: readonly unknown[], make: () => T): T {
    const made = this.#made.get(name) ?? [];
    const known = made.find(
      (each) => each.of.length === of.length && each.of.every((part, i) => part === of[i]),
    );
    if (known) return known.value as T;
    const value = make();
    this.#made.set(name, [...made, { of, value }].slice(-this.kept));
    return value;
  }
}
