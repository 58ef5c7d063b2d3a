import type { LitElement, ReactiveController } from "lit";

/** Redraws an element when its size changes. */
export class Resized implements ReactiveController {
  readonly #observer: ResizeObserver;

  constructor(
    private readonly host: LitElement,
    changed: () => void = () => host.requestUpdate(),
  ) {
    this.#observer = new ResizeObserver(changed);
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
