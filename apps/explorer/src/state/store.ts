import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Observable state: `changed()` notifies all watchers once, after the current task, however often it is
 * called.
 */
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

  /** Calls `listen` after each change; returns a function to stop. */
  watch(listen: () => void): () => void {
    this.addEventListener("change", listen);
    return () => this.removeEventListener("change", listen);
  }
}

/** Re-renders an element whenever one of its stores changes. */
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
