import { LitElement } from "lit";

/** An element with typed custom events: `Events` maps their names to their details. */
export abstract class ChartElement<Events extends object> extends LitElement {
  override addEventListener<K extends keyof Events & string>(
    type: K,
    listener: (this: this, event: CustomEvent<Events[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    // biome-ignore lint/suspicious/noExplicitAny: the overloads above say which event a listener gets
    listener: any,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  /** Dispatches a custom event. It does not bubble: listeners are on this element. */
  protected tell<K extends keyof Events & string>(type: K, detail: Events[K]): void {
    const event = new CustomEvent(type, { detail });
    // The constructor turns undefined into null, which the events' types do not have.
    if (detail === undefined) Object.defineProperty(event, "detail", { value: undefined });
    this.dispatchEvent(event);
  }
}
