import { LiveScores, type ZeroShot } from "@clipscope/toolkit";
import { type Embeddings, normalizeRows, type OnProgress } from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings } from "../../embed/embedded-images.js";
import type { Encoder } from "../../encoder/encoder.js";
import { Turns } from "./turns.js";

/** Sets of classes whose scores are kept for each matrix of embeddings. */
const LIVE = 3;

/** Images in the space that they share with texts, and their scores, kept for as long as the embeddings are. */
export class SharedSpace {
  readonly #projected = new WeakMap<Embeddings, { encoder: string; projected: Embeddings }>();
  readonly #live = new WeakMap<Embeddings, Map<string, LiveScores[]>>();
  readonly #turns = new Turns<LiveScores>();

  /** `[images, width]`, rows of norm 1; without a model, the vectors of the data. Throws `wrong-shape`. */
  of(images: EmbeddedImages, encoder: Encoder): Embeddings {
    const own = encoder.id.hash ?? encoder.id.name;
    const known = this.#projected.get(images.embeddings);
    if (known?.encoder === own) return known.projected;
    const projected =
      encoder.width === 0 ? normalizeRows(images.embeddings) : projectedEmbeddings(images, encoder);
    this.#projected.set(images.embeddings, { encoder: own, projected });
    return projected;
  }

  /**
   * Zero-shot scores of all images: when few classes differ from those of an earlier call, only their columns
   * are computed. Throws the errors of toolkit's `LiveScores`.
   */
  async score(
    images: EmbeddedImages,
    encoder: Encoder,
    classifier: Embeddings,
    { topK, ...how }: { topK: number; signal: AbortSignal; onProgress: OnProgress },
  ): Promise<ZeroShot> {
    const projected = this.of(images, encoder);
    const key = `${topK} ${encoder.logitScale}`;
    const kept = this.#live.get(projected) ?? new Map<string, LiveScores[]>();
    this.#live.set(projected, kept);
    const known = kept.get(key) ?? [];
    const nearest = [...known].sort((a, b) => a.columnsFor(classifier) - b.columnsFor(classifier))[0];
    // Sets of texts with other classes have scores of their own, so that going back to one is cheap.
    const isNear = nearest !== undefined && nearest.columnsFor(classifier) < classifier.rows;
    const live = isNear ? nearest : new LiveScores(projected, { logitScale: encoder.logitScale, topK });
    kept.set(key, [live, ...known.filter((each) => each !== live)].slice(0, LIVE));
    return this.#turns.take(live, "Scoring", how.signal, () => live.update(classifier, how));
  }
}
