import { msg } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import { change } from "./change.js";

/** Milliseconds after the last key until the map is colored by the words. */
const PAUSE = 120;

/**
 * The field that searches the map: by words while they are typed, by an image that is chosen, pasted or dropped on it, or by
 * the pinned image. Event: `search-image`, detail: a file, or undefined for none.
 */
@customElement("map-search")
export class MapSearch extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        min-width: 0;
        height: 30px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--raised);
      }
      :host(:focus-within) {
        border-color: var(--focus);
      }
      input {
        flex: 1;
        min-width: 0;
        height: 100%;
        border: 0;
        background: none;
        font-size: 13px;
      }
      input[type="file"] {
        display: none;
      }
      button {
        display: inline-flex;
        padding: 5px;
      }
      wa-icon {
        font-size: 16px;
      }
    `,
  ];

  /** The words that color the map. */
  @property() words = "";
  /** Name of the image that is searched for. */
  @property() image = "";
  /** Whether words can be searched for. */
  @property({ type: Boolean }) reads = false;
  #timer = 0;

  override render() {
    return html`<input
        type="search"
        placeholder=${this.image ? this.image : this.reads ? msg("Search by words or an image") : msg("Search by an image")}
        aria-label=${msg("Color the map by words")}
        data-testid="query"
        ?readonly=${!this.reads}
        .value=${this.words}
        @input=${this.#onInput}
        @paste=${this.#onPaste}
        @dragover=${(event: DragEvent) => event.preventDefault()}
        @drop=${this.#onDrop}
      />
      ${
        this.image
          ? html`<button aria-label=${msg("Clear the search")} title=${msg("Clear the search")} @click=${() => this.#look(undefined)}>
              <wa-icon name="close"></wa-icon>
            </button>`
          : nothing
      }
      <button
        aria-label=${msg("Search by an image")}
        title=${msg("Search by an image: choose one, or paste or drop it here")}
        data-testid="query-image"
        @click=${() => this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click()}
      >
        <wa-icon name="image"></wa-icon>
      </button>
      <input
        type="file"
        accept="image/*"
        data-testid="query-file"
        @change=${(event: Event) => {
          const field = event.target as HTMLInputElement;
          this.#look(field.files?.[0]);
          field.value = "";
        }}
      />`;
  }

  #onInput = (event: Event) => {
    const words = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (this.image) this.#look(undefined);
      change(this, { query: words });
    }, PAUSE);
  };

  #onPaste = (event: ClipboardEvent) => {
    const file = event.clipboardData?.files[0];
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    this.#look(file);
  };

  #onDrop = (event: DragEvent) => {
    const file = event.dataTransfer?.files[0];
    if (!file?.type.startsWith("image/")) return;
    event.preventDefault();
    this.#look(file);
  };

  #look(file: File | undefined): void {
    this.dispatchEvent(new CustomEvent("search-image", { detail: file, bubbles: true, composed: true }));
  }
}
