import { type ZeroShot, zeroShot } from "@clipscope/toolkit";
import { type Embeddings, normalizeRows, type OnProgress } from "@clipscope/types";
import { type EmbeddedImages, projectedEmbeddings } from "../../embed/embedded-images.js";
import type { Encoder } from "../../encoder/encoder.js";

/** Images in the space that they share with texts, and their scores, kept for as long as the embeddings are. */
export class SharedSpace {
  readonly #projected = new WeakMap<Embeddings, { encoder: string; projected: Embeddings }>();

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

  /** Zero-shot scores of all images. */
  async score(
    images: EmbeddedImages,
    encoder: Encoder,
    classifier: Embeddings,
    { topK }: { topK: number; signal?: AbortSignal; onProgress?: OnProgress },
  ): Promise<ZeroShot> {
    return zeroShot(this.of(images, encoder), classifier, { logitScale: encoder.logitScale, topK });
  }
}
