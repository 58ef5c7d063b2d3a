import { LiveScores, type ZeroShot } from "@clipscope/toolkit";
import { type Embeddings, normalizeRows, type OnProgress } from "@clipscope/types";
import { nativeProducts } from "#platform";
import { type EmbeddedImages, projectedEmbeddings } from "../../embed/embedded-images.js";
import type { Encoder } from "../../encoder/encoder.js";
import { Turns } from "./turns.js";

/** Number of class lists whose scores are cached for each matrix of embeddings. */
const LIVE = 3;

/** Number of multiplications from which an engine of products is opened: 50 ms of toolkit's own. */
const MANY = 2 ** 28;

/** Image vectors in the joint image–text space, and their scores, cached as long as the embeddings are. */
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
   * Zero-shot scores of all images; if few classes differ from those of an earlier call, only their columns are
   * computed; otherwise all are, by the fastest products there are. Throws the errors of toolkit's `LiveScores`.
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
    const [nearest] = known
      .map((live) => ({ live, columns: live.columnsFor(classifier) }))
      .sort((a, b) => a.columns - b.columns);
    // Text sets with other classes have their own scores, so that switching back to one is cheap.
    const { live, columns } =
      nearest && nearest.columns < classifier.rows
        ? nearest
        : {
            live: new LiveScores(projected, { logitScale: encoder.logitScale, topK }),
            columns: classifier.rows,
          };
    kept.set(key, [live, ...known.filter((each) => each !== live)].slice(0, LIVE));
    const isMuch = projected.rows * projected.cols * columns > MANY;
    const products = isMuch ? await nativeProducts() : undefined;
    return this.#turns.take(live, "Scoring", how.signal, () =>
      live.update(classifier, { ...how, ...(products && { products }) }),
    );
  }
}
