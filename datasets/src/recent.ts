/**
 * Values computed on demand, of which the most recently used are kept, up to a number of bytes in total. A
 * value that is being computed is shared by all who ask for it; a failure is not kept.
 */
export class Recent<K, V> {
  readonly #kept = new Map<K, { value: V; bytes: number }>();
  readonly #pending = new Map<K, Promise<V>>();
  #bytes = 0;

  /**
   * `sizeOf` gives a value's bytes; a value of 0 bytes, or of more than a quarter of `maxBytes`, is not kept.
   */
  constructor(
    readonly maxBytes: number,
    private readonly sizeOf: (value: V) => number,
  ) {}

  /** Bytes of the largest value that is kept. */
  get largest(): number {
    return this.maxBytes / 4;
  }

  /** Bytes of all values kept. */
  get bytes(): number {
    return this.#bytes;
  }

  async get(key: K, compute: () => Promise<V>): Promise<V> {
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.value;
    }
    const pending = this.#pending.get(key);
    if (pending) return pending;
    const computing = compute();
    this.#pending.set(key, computing);
    try {
      const value = await computing;
      this.#keep(key, value);
      return value;
    } finally {
      this.#pending.delete(key);
    }
  }

  forget(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #keep(key: K, value: V): void {
    const bytes = this.sizeOf(value);
    if (bytes === 0 || bytes > this.largest) return;
    this.#kept.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.maxBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}
