import type { Classified, Compute, Study } from "@clipscope/study";
import { classListOf } from "@clipscope/study";
import { effect, signal } from "@preact/signals-core";

/** An image that the user added to classify, which is not part of the data; it never leaves the tab. */
export interface OwnImage {
  name: string;
  file: File;
  /** Object URL of the file. */
  url: string;
  /** Its best classes under the active texts, or why it could not be read; undefined while computed. */
  result?: Classified["images"][number];
  /** The competing classes of `result`. */
  classes?: Classified["classes"];
}

/** The user's own images, classified with the active texts. */
export class OwnImages {
  readonly list = signal<readonly OwnImage[]>([]);
  #running: AbortController | undefined;

  constructor(
    private readonly study: Study,
    private readonly compute: Compute,
  ) {
    effect(() => {
      const { doc } = study;
      const images = this.list.value.filter(({ result }) => result === undefined);
      void doc.value.texts;
      void doc.value.active;
      if (study.model().value && images.length > 0) void this.#classify();
    });
    let texts = "";
    effect(() => {
      const now = JSON.stringify([study.classes(), study.templates(), study.model().value?.id.hash]);
      if (now !== texts && this.list.peek().length > 0) this.#forgetResults();
      texts = now;
    });
  }

  add(files: readonly File[]): void {
    const fresh = files.map((file) => ({ name: file.name, file, url: URL.createObjectURL(file) }));
    this.list.value = [...fresh, ...this.list.peek()];
  }

  remove(image: OwnImage): void {
    URL.revokeObjectURL(image.url);
    this.list.value = this.list.peek().filter(({ url }) => url !== image.url);
  }

  #forgetResults(): void {
    this.list.value = this.list.peek().map(({ name, file, url }) => ({ name, file, url }));
  }

  async #classify(): Promise<void> {
    this.#running?.abort();
    const stop = new AbortController();
    this.#running = stop;
    const { study } = this;
    const due = this.list.peek().filter(({ result }) => result === undefined);
    const set = study.doc.peek().texts.find(({ id }) => id === study.doc.peek().active);
    if (!set) return;
    const request = {
      model: study.doc.peek().model,
      images: due.map(({ file }) => file),
      classes: classListOf(study.classes(), set),
      templates: study.templates(),
    };
    const found = await this.compute.classify(request, { signal: stop.signal }).catch((error: Error) => ({
      classes: [],
      images: due.map(() => ({ error: error.message })),
    }));
    if (stop.signal.aborted) return;
    const results = new Map(due.map(({ url }, i) => [url, found.images[i]]));
    this.list.value = this.list
      .peek()
      .map((image) =>
        results.has(image.url) ? { ...image, result: results.get(image.url), classes: found.classes } : image,
      );
  }
}
