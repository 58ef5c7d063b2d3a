/** A cache by key that drops the least recently used values. */
export class Recent<T> {
  readonly #values = new Map<string, T>();

  /** Keeps `count` values; `drop` is called with each value removed. */
  constructor(
    readonly count: number,
    readonly drop: (value: T) => void = () => {},
  ) {}

  get(key: string): T | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    for (const [oldest, old] of this.#values) {
      if (this.#values.size <= this.count) return;
      this.#values.delete(oldest);
      this.drop(old);
    }
  }

  /** Drops the values for which `gone` is true. */
  forget(gone: (value: T, key: string) => boolean = () => true): void {
    for (const [key, value] of this.#values) {
      if (!gone(value, key)) continue;
      this.#values.delete(key);
      this.drop(value);
    }
  }
}
