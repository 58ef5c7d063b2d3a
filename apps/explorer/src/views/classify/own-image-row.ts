import type { Tile } from "@clipscope/charts";
import { IMAGE_ACCEPT } from "@clipscope/core/images";
import type { TileImage } from "@clipscope/study";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import type { OwnImage } from "../../app/own-images.js";
import { shared } from "../../style/shared.js";

/** The picture that the model sees, for a thumbnail. */
const tileOf = (image: TileImage): Tile => ({ image: image as ImageBitmap, x: 0, y: 0, side: image.width });

/** Images dropped or selected by the user, each with its most likely classes. */
@customElement("own-image-row")
export class OwnImageRow extends SignalWatcher(LitElement) {
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

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    return html`<div class="drop">
        <wa-icon name="image"></wa-icon>
        <span class="grow" title="Your image stays in this tab.">Drop or paste your own image</span>
        <label
          ><input type="file" accept=${IMAGE_ACCEPT} multiple data-testid="own-files" @change=${this.#onPick} /><button
            class="link"
            @click=${(event: Event) => ((event.target as HTMLElement).previousElementSibling as HTMLInputElement).click()}
          >
            Choose
          </button></label
        >
      </div>
      ${this.explorer.own.list.value.map((image) => this.#image(image))}`;
  }

  #image(image: OwnImage) {
    const { result, classes = [] } = image;
    const error = result && "error" in result ? result.error : undefined;
    const best = result && !("error" in result) ? result : undefined;
    return html`<div class="own" data-testid="own-image">
      ${
        error
          ? html`<span class="unread"><wa-icon name="image"></wa-icon></span>`
          : best?.tile
            ? html`<clip-thumb .tile=${tileOf(best.tile)} size="56" role="img" aria-label=${image.name}></clip-thumb>`
            : html`<img src=${image.url} alt=${image.name} />`
      }
      <div class="small">
        <div class="cut">${image.name}</div>
        ${
          error
            ? html`<p class="error" role="alert">${error}</p>`
            : html`<p class="quiet">${best ? "most likely classes" : "encoding…"}</p>`
        }
      </div>
      <button aria-label="Remove ${image.name}" @click=${() => this.explorer.own.remove(image)}>
        <wa-icon name="close"></wa-icon>
      </button>
      ${
        best
          ? html`<clip-bars
              .bars=${Array.from(best.classes, (c, i) => ({ label: classes[c].names[0], value: best.probabilities[i], truth: false }))}
              .judged=${false}
            ></clip-bars>`
          : nothing
      }
    </div>`;
  }

  #onPick = (event: Event) => {
    const input = event.target as HTMLInputElement;
    this.explorer.own.add([...(input.files ?? [])]);
    input.value = "";
  };
}
