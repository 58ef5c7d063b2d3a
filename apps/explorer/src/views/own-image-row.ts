import { IMAGE_ACCEPT } from "@clipscope/core/images";
import type { TopK } from "@clipscope/toolkit";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { OwnImage } from "../state/own-images.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

/** Images dropped or selected by the user, each with its most likely classes. */
@customElement("own-image-row")
export class OwnImageRow extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .drop {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 10px 12px;
        border: 1px dashed var(--line-strong);
        border-radius: var(--radius);
        font-size: 13px;
        color: var(--ink-2);
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .own {
        display: grid;
        grid-template-columns: 56px minmax(0, 1fr) auto;
        align-items: start;
        gap: 8px 12px;
        margin-top: 12px;
      }
      .own > clip-bars {
        grid-column: 1 / -1;
      }
      img,
      .unread {
        width: 56px;
        height: 56px;
        object-fit: contain;
        border-radius: var(--radius);
        background: var(--paper);
        box-shadow: inset 0 0 0 1px var(--paper-line);
      }
      .unread {
        display: grid;
        place-content: center;
        background: none;
        color: var(--ink-3);
      }
      .error {
        color: var(--warning);
      }
      input[type="file"] {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @state() private over = false;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.own]);
  }

  override render() {
    return html`<div
        class="drop ${this.over ? "over" : ""}"
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${this.#onDrop}
      >
        <wa-icon name="image"></wa-icon>
        <span class="grow" title="It stays in this tab.">Drop your own image here</span>
        <label
          ><input type="file" accept=${IMAGE_ACCEPT} multiple data-testid="own-files" @change=${this.#onPick} /><button
            class="link"
            @click=${(event: Event) => ((event.target as HTMLElement).previousElementSibling as HTMLInputElement).click()}
          >
            Choose
          </button></label
        >
      </div>
      ${this.session.own.list.map((image) => this.#image(image))}`;
  }

  #image(image: OwnImage) {
    const scored = image.result !== undefined && image.key === this.session.classifier.value?.key;
    return html`<div class="own" data-testid="own-image">
      ${
        image.error
          ? html`<span class="unread"><wa-icon name="image"></wa-icon></span>`
          : html`<img src=${image.url} alt=${image.name} />`
      }
      <div class="small">
        <div class="cut">${image.name}</div>
        ${
          image.error
            ? html`<p class="error" role="alert">${image.error}</p>`
            : html`<p class="quiet">${scored ? "most likely classes" : "being encoded…"}</p>`
        }
      </div>
      <button aria-label="Remove ${image.name}" @click=${() => this.session.own.remove(image)}>
        <wa-icon name="close"></wa-icon>
      </button>
      ${scored && image.result ? html`<clip-bars .bars=${this.#bars(image.result)} .judged=${false}></clip-bars>` : nothing}
    </div>`;
  }

  #bars({ classes, probabilities }: TopK) {
    const names = this.session.classifier.value?.classes.names ?? [];
    return Array.from(classes, (c, i) => ({ label: names[c], value: probabilities[i], truth: false }));
  }

  #onDrop = (event: DragEvent) => {
    event.preventDefault();
    this.over = false;
    this.#add(event.dataTransfer?.files);
  };

  #onPick = (event: Event) => {
    const input = event.target as HTMLInputElement;
    this.#add(input.files);
    input.value = "";
  };

  #add(files: FileList | null | undefined): void {
    if (files && files.length > 0) void this.session.own.add([...files]);
  }
}
