import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../app/explorer.js";
import type { OwnImage } from "../app/own-images.js";
import { type Ground, grounds } from "../app/own-picture.js";
import { shared } from "../style/shared.js";
import { cardStyle } from "./card-style.js";
import { ownTile } from "./own-tile.js";

/** One of the user's images, with its name, its background, and its most likely classes. Event: `ground-pick`. */
@customElement("own-card")
export class OwnCard extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    cardStyle,
    css`
      .error {
        color: var(--warning);
      }
      .ground {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) image!: OwnImage;
  @property({ type: Number }) top = 5;
  @property({ type: Number }) size = 96;

  override render() {
    const { image } = this;
    const found = image.result?.found;
    const error = found && "error" in found ? found.error : undefined;
    const best = found && !("error" in found) ? found : undefined;
    const classes = image.result?.classes ?? [];
    return html`<clip-thumb .tile=${ownTile(image)} size=${this.size} role="img" aria-label=${image.name}></clip-thumb>
      <div class="about" data-testid="own-image">
        <div class="row">
          <div class="grow">
            <span class="name" data-testid="row-name">${image.name}</span>
            <div class="small quiet details">${msg("Your image; it stays in this tab.")}</div>
          </div>
          <button class="remove" data-testid="remove-own" title=${msg("Remove")} aria-label="${msg("Remove")}: ${image.name}" @click=${() => this.explorer.own.remove(image)}>
            <wa-icon name="close"></wa-icon>
          </button>
        </div>
        ${error ? html`<p class="small error" role="alert">${error}</p>` : nothing}
        ${image.file ? nothing : html`<p class="small error" role="alert">${msg("After a reload, files must be chosen again: add this one once more, or remove it.")}</p>`}
        ${this.#ground()}
        ${
          best && this.top === 0
            ? nothing
            : best
              ? html`<clip-bars
                .bars=${Array.from(best.classes.subarray(0, this.top), (c, i) => ({ label: classes[c].names[0], value: best.probabilities[i], truth: false }))}
                .judged=${false}
              ></clip-bars>`
              : error || !image.file
                ? nothing
                : html`<p class="small quiet">${msg("Encoding…")}</p>`
        }
      </div>`;
  }

  /** What is behind the transparent parts, if there are any. */
  #ground() {
    const { picture } = this.image.result ?? {};
    if (!picture?.transparent) return nothing;
    const { ground } = this.explorer.own;
    const names: Record<Ground, string> = {
      stored: picture.drawn ? msg("white") : msg("the stored colors"),
      white: msg("white"),
      black: msg("black"),
      checker: msg("a checkerboard"),
    };
    const offered = grounds.filter((each) => !(picture.drawn && each === "white"));
    return html`<div class="ground small" data-testid="ground">
      <label
        >${msg("Transparent parts are judged on")}
        <select
          @change=${(event: Event) =>
            this.dispatchEvent(
              new CustomEvent("ground-pick", { detail: (event.target as HTMLSelectElement).value }),
            )}
        >
          ${offered.map((each) => html`<option value=${each} ?selected=${each === ground}>${names[each]}</option>`)}
        </select></label
      >
      ${
        ground === "stored" && !picture.drawn
          ? html`<clip-tip term=${msg("the stored colors")}
              >${msg("The model’s own code drops transparency and keeps the colors stored beneath it, often black. The picture here is what it sees.")}</clip-tip
            >`
          : nothing
      }
    </div>`;
  }
}
