import type { Embeddings } from "@clipscope/core";
import type { ZeroShot } from "@clipscope/toolkit";
import type { Model } from "./model.js";
import type { Classifier, Scores } from "./scores.js";
import { Store } from "./store.js";

/** An image provided by the user; it never leaves the tab. */
export interface OwnImage {
  name: string;
  /** Object URL of the file. */
  url: string;
  /** Why it could not be read, if so. */
  error?: string;
  embedding?: Float32Array;
  /** Its best classes under the classifier `key`. */
  result?: ZeroShot["topK"];
  key?: string;
  /** Classifier that is currently scoring it. */
  pending?: string;
}

/** The user's images, embedded and scored like the built-in ones. */
export class OwnImages extends Store {
  list: OwnImage[] = [];

  constructor(
    private readonly model: Model,
    private readonly scores: Scores,
  ) {
    super();
  }

  async add(files: readonly File[]): Promise<void> {
    const fresh: OwnImage[] = files.map((file) => ({ name: file.name, url: URL.createObjectURL(file) }));
    this.list = [...fresh, ...this.list];
    this.changed();
    try {
      const { rows, data, cols, failures } = await this.model.embedFiles([...files]);
      rows.forEach((file, i) => {
        fresh[file].embedding = data.slice(i * cols, (i + 1) * cols);
      });
      for (const { index, message } of failures) fresh[index].error = message;
    } catch (error) {
      for (const image of fresh) image.error = (error as Error).message;
    }
    this.changed();
  }

  /** Scores the images not yet scored by this classifier. */
  async score(classifier: Classifier, logitScale: number): Promise<void> {
    const due = this.list.filter(({ embedding, pending }) => embedding && pending !== classifier.key);
    if (due.length === 0) return;
    for (const image of due) image.pending = classifier.key;
    const cols = classifier.embeddings.cols;
    const data = new Float32Array(due.length * cols);
    due.forEach(({ embedding }, i) => {
      data.set(embedding as Float32Array, i * cols);
    });
    const images: Embeddings = { data, rows: due.length, cols };
    const { topK } = await this.scores.score(images, classifier, logitScale);
    due.forEach((image, i) => {
      const part = <T extends Int32Array | Float32Array>(all: T) =>
        all.slice(i * topK.k, (i + 1) * topK.k) as T;
      image.key = classifier.key;
      image.result = { k: topK.k, classes: part(topK.classes), probabilities: part(topK.probabilities) };
    });
    this.changed();
  }

  remove(image: OwnImage): void {
    URL.revokeObjectURL(image.url);
    this.list = this.list.filter((other) => other !== image);
    this.changed();
  }
}
