import type { PackIndex } from "../lib/classes.js";
import type { Atlas, PackMethods } from "../workers/packs.worker.js";
import { connect } from "../workers/rpc.js";
import { Store } from "./store.js";
import { Task } from "./task.js";

/** URL of the prepared packs, next to the page. */
export const packsUrl = new URL("data/renditions", document.baseURI).href;

/** The built-in dataset: its index, and the images of the renditions opened so far. */
export class Library extends Store {
  readonly index = new Task<PackIndex>(() => this.changed());
  readonly #atlases = new Map<string, Task<Atlas>>();
  readonly #packs = connect<PackMethods>(
    new Worker(new URL("../workers/packs.worker.ts", import.meta.url), { type: "module", name: "packs" }),
  );

  open(): void {
    this.index.ensure("index", () => this.#packs.open({ url: packsUrl }));
  }

  /**
   * The images of a rendition; the first call starts loading them, and the store notifies when they are
   * ready.
   */
  atlas(id: string): Atlas | undefined {
    let task = this.#atlases.get(id);
    if (!task) {
      task = new Task<Atlas>(() => this.changed());
      this.#atlases.set(id, task);
    }
    task.ensure(id, (signal) => this.#packs.atlas({ id }, { signal }));
    return task.value;
  }

  /** The error of loading a rendition's images, if it failed. */
  atlasError(id: string): Error | undefined {
    return this.#atlases.get(id)?.error;
  }
}
