import { effect } from "@preact/signals-core";

type Content = Node | string | null | readonly (Node | string | null)[];

/** A part of the page that is drawn again whenever a signal that `read` reads has changed, while it is in the page. */
class Live extends HTMLElement {
  read: () => Content = () => null;
  #stop: (() => void) | undefined;

  connectedCallback(): void {
    this.#stop = effect(() => {
      const content = this.read();
      const parts = content instanceof Node || typeof content === "string" ? [content] : (content ?? []);
      this.replaceChildren(...parts.filter((part) => part !== null));
    });
  }

  disconnectedCallback(): void {
    this.#stop?.();
  }
}

/** What `read` returns, drawn again as the signals that it reads change: `live(() => share(study.scores().value.top1))`. */
export function live(read: () => Content): HTMLElement {
  const name = "lesson-live";
  if (!customElements.get(name)) customElements.define(name, Live);
  const made = document.createElement(name) as Live;
  made.read = read;
  return made;
}
