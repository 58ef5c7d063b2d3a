import type { ReactiveController, ReactiveControllerHost } from "lit";

/** State that can be watched: `changed()` tells everyone once, after the current work, however often it is called. */
export class Store extends EventTarget {
  #told = true;

  protected changed(): void {
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      this.dispatchEvent(new Event("change"));
    });
  }

  /** Calls `listen` after each change; returns how to stop. */
  watch(listen: () => void): () => void {
    this.addEventListener("change", listen);
    return () => this.removeEventListener("change", listen);
  }
}

/** Renders an element again whenever one of the stores that it shows changes. */
export class Watch implements ReactiveController {
  #stop: (() => void)[] = [];

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly stores: () => Store[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = this.stores().map((store) => store.watch(() => this.host.requestUpdate()));
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) stop();
  }
}
