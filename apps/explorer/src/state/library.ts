import type { PackIndex } from "../lib/classes.js";
import type { Atlas, PackMethods } from "../workers/packs.worker.js";
import { connect } from "../workers/rpc.js";
import { Store } from "./store.js";
import { Task } from "./task.js";

/** Where the prepared packs are served, beside the page. */
export const packsUrl = new URL("data/renditions", document.baseURI).href;

/** The built-in dataset: its index, and the pictures of the renditions that somebody looked at. */
export class Library extends Store {
  readonly index = new Task<PackIndex>(() => this.changed());
  readonly #atlases = new Map<string, Task<Atlas>>();
  readonly #packs = connect<PackMethods>(
    new Worker(new URL("../workers/packs.worker.ts", import.meta.url), { type: "module", name: "packs" }),
  );

  open(): void {
    this.index.ensure("index", () => this.#packs.open({ url: packsUrl }));
  }

  /** The pictures of a rendition; the first call starts loading them, and the store tells when they are there. */
  atlas(id: string): Atlas | undefined {
    let task = this.#atlases.get(id);
    if (!task) {
      task = new Task<Atlas>(() => this.changed());
      this.#atlases.set(id, task);
    }
    task.ensure(id, (signal) => this.#packs.atlas({ id }, { signal }));
    return task.value;
  }

  /** Why a rendition's pictures are missing, if loading them failed. */
  atlasError(id: string): Error | undefined {
    return this.#atlases.get(id)?.error;
  }
}
