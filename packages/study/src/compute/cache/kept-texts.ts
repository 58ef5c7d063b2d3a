import type { StoredVectors, VectorStore } from "../../embed/vector-store.js";

/**
 * Largest number of texts that are stored after one use. More come from many templates: the class vectors made of them
 * are stored instead, and reading them all at the next start would take longer than it saves.
 */
const MOST = 10_000;

/** The text embeddings of one model, as a `TextCache` that persists between runs. */
export class KeptTexts extends Map<string, Float32Array> {
  readonly #fresh = new Set<string>();

  constructor(private readonly stored: StoredVectors) {
    super();
  }

  override set(text: string, vector: Float32Array): this {
    // A Map's constructor calls `set` before the fields exist; ours is given no entries.
    this.#fresh.add(text);
    return super.set(text, vector);
  }

  override clear(): void {
    this.#fresh.clear();
    super.clear();
  }

  /** Adds the stored texts. */
  async load(): Promise<void> {
    const texts = await this.stored.list();
    const { found, data, cols } = await this.stored.get(texts);
    for (const [i, text] of texts.entries())
      if (found[i] === 1 && !this.has(text)) super.set(text, data.subarray(i * cols, (i + 1) * cols));
  }

  /** Stores the texts that were embedded since the last call. */
  async save(): Promise<void> {
    const texts = [...this.#fresh];
    if (texts.length === 0) return;
    this.#fresh.clear();
    if (texts.length > MOST) return;
    const vectors = texts.map((text) => this.get(text) as Float32Array);
    const cols = vectors[0].length;
    const data = new Float32Array(texts.length * cols);
    for (const [i, vector] of vectors.entries()) data.set(vector, i * cols);
    await this.stored.put(texts, { data, rows: texts.length, cols });
    await this.stored.flush();
  }
}

/**
 * Opens the stored text embeddings of the model with this content hash. Call `save` after each use that may have
 * added some.
 */
export async function openTexts(
  store: VectorStore,
  { model, dtype }: { model: string; dtype: string },
): Promise<KeptTexts> {
  const texts = new KeptTexts(await store.open({ model, features: "projected", dtype, decoding: "texts" }));
  await texts.load();
  return texts;
}
