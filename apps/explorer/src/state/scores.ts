import type { Embeddings } from "@clipscope/core";
import type { Proportion, ZeroShot } from "@clipscope/toolkit";
import type { ClassList, Rendition } from "../lib/classes.js";
import { connect } from "../workers/rpc.js";
import type { ScoreMethods } from "../workers/score.worker.js";
import type { Model } from "./model.js";
import { Store } from "./store.js";

/** A classifier with its inputs. */
export interface Classifier {
  key: string;
  classes: ClassList;
  embeddings: Embeddings;
}

/** A classifier's predictions on a rendition's images of its classes. */
export interface RenditionScore {
  key: string;
  rendition: Rendition;
  classes: ClassList;
  /** Class of each image, and its row in the rendition: `[n]`. */
  labels: Int32Array;
  images: Int32Array;
  result: ZeroShot;
  accuracy: Proportion;
}

/** Number of best classes kept per image. */
const kept = 5;

/** Zero-shot scores by rendition, for the current classifier. */
export class Scores extends Store {
  readonly byRendition = new Map<string, RenditionScore>();
  readonly #running = new Map<string, AbortController>();
  readonly #worker = connect<ScoreMethods>(
    new Worker(new URL("../workers/score.worker.ts", import.meta.url), { type: "module", name: "scores" }),
  );

  constructor(private readonly model: Model) {
    super();
  }

  get busy(): boolean {
    return this.#running.size > 0;
  }

  /**
   * Scores a rendition if all its images of the classes are embedded and it is not yet scored by this
   * classifier.
   */
  ensure(rendition: Rendition, classifier: Classifier, logitScale: number): void {
    const { id } = rendition;
    if (this.byRendition.get(id)?.key === classifier.key || !this.model.known(id)) return;
    const { labels, images } = imagesOf(rendition, classifier.classes);
    const embedded = labels.length > 0 ? this.model.embeddings(id, images) : undefined;
    if (!embedded) return void this.byRendition.delete(id);
    const name = `${id}\n${classifier.key}`;
    if (this.#running.has(name)) return;
    for (const [other, stop] of this.#running) if (other.startsWith(`${id}\n`)) stop.abort();
    const stop = new AbortController();
    this.#running.set(name, stop);
    const request = { images: embedded, classifier: classifier.embeddings, labels, logitScale, topK: kept };
    this.#worker
      .score(request, { signal: stop.signal })
      .then((result) => {
        if (stop.signal.aborted) return;
        const { key, classes } = classifier;
        this.byRendition.set(id, { key, rendition, classes, labels, images, result, accuracy: result.top1 });
      })
      .catch((error) => {
        if (!stop.signal.aborted) throw error;
      })
      .finally(() => {
        this.#running.delete(name);
        this.changed();
      });
  }

  /** The best classes of images outside all renditions: `[rows]` each. */
  score(images: Embeddings, classifier: Classifier, logitScale: number): Promise<ZeroShot> {
    return this.#worker.predict({ images, classifier: classifier.embeddings, logitScale, topK: kept });
  }
}

/** A rendition's images of these classes, with their labels. */
export function imagesOf(
  rendition: Rendition,
  classes: ClassList,
): { labels: Int32Array; images: Int32Array } {
  const all = Int32Array.from(classes.concepts, (concept) => (concept < 0 ? -1 : rendition.imageOf[concept]));
  const labels = Int32Array.from(all.keys()).filter((label) => all[label] >= 0);
  return { labels, images: labels.map((label) => all[label]) };
}
