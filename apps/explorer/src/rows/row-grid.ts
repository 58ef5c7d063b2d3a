import { count } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Explorer, isRight } from "../app/explorer.js";
import type { OwnImage } from "../app/own-images.js";
import { OwnTaskElement } from "../lib/own-task.js";
import { shared } from "../style/shared.js";
import { ownTile } from "./own-tile.js";
import { rowDetails, rowName } from "./row-name.js";

const PAGE = 120;
/** Thumbnails added per frame, so that a long grid never blocks the page. */
const PER_FRAME = 24;

/**
 * Rows as a grid of buttons, after the user's own images, if there are any; arrow keys move between them. Events:
 * `row-pick`, detail: the row; `own-pick` and `own-remove` (Delete, or the button at an own image), detail: the image.
 */
@customElement("row-grid")
export class RowGrid extends SignalWatcher(OwnTaskElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(var(--thumb, 48px), 1fr));
        gap: 4px;
        justify-items: center;
      }
      button.thumb {
        position: relative;
        display: flex;
        padding: 2px;
        border-radius: var(--radius);
      }
      button.thumb[aria-pressed="true"] {
        box-shadow: 0 0 0 2px var(--accent);
      }
      .text {
        width: var(--thumb, 48px);
        height: var(--thumb, 48px);
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: 4px;
        font-size: var(--small);
        line-height: 14px;
        text-align: left;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      clip-verdict,
      .none {
        position: absolute;
        right: 0;
        bottom: 0;
      }
      .none {
        display: grid;
        place-content: center;
        width: 16px;
        height: 16px;
        border-radius: 50%;
        background: var(--ink);
        color: var(--surface);
        font-size: 12px;
        line-height: 16px;
      }
      button.thumb.rejected clip-thumb {
        opacity: 0.45;
      }
      .own {
        position: relative;
        display: grid;
      }
      .own button.remove {
        position: absolute;
        right: -4px;
        top: -4px;
        display: grid;
        place-content: center;
        width: 24px;
        height: 24px;
        padding: 0;
        border-radius: 50%;
        background: var(--raised);
        box-shadow: 0 0 0 1px var(--line-strong);
        font-size: 12px;
      }
      .more {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) rows: ArrayLike<number> = [];
  @property({ type: Number }) size = 48;
  @property({ type: Number }) chosen = -1;
  /** The user's own images, shown first, and the key of the chosen one. */
  @property({ attribute: false }) own: readonly OwnImage[] = [];
  @property() chosenOwn = "";
  /** Rows that are marked as "none of these". */
  @property({ attribute: false }) rejected: ReadonlySet<number> | undefined;
  @state() private shown = PER_FRAME;
  @state() private wanted = PAGE;
  /** Shows more once the end of the grid is in sight. */
  readonly #seen = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.wanted += PAGE;
  });

  override willUpdate(changes: Map<string, unknown>): void {
    if (changes.has("rows")) this.wanted = PAGE;
    this.shown = Math.min(this.shown, Math.max(PER_FRAME, this.wanted));
    this.style.setProperty("--thumb", `${this.size + 4}px`);
  }

  override render() {
    const left = this.rows.length - this.wanted;
    const shown = Array.from({ length: Math.min(this.shown, this.rows.length) }, (_, i) => this.rows[i]);
    const ownStop = this.own.findIndex(({ key }) => key === this.chosenOwn);
    const stop = ownStop >= 0 ? -1 : Math.max(0, shown.indexOf(this.chosen));
    return html`<div class="grid" role="group" aria-label=${msg("Images")} @keydown=${this.#onKey}>
        ${this.own.map((image, i) => this.#ownThumb(image, i === ownStop))}
        ${shown.map((row, i) => this.#thumb(row, i === stop))}
      </div>
      ${
        left > 0
          ? html`<button class="link small more" @click=${() => {
              this.wanted += PAGE;
            }}>${msg(str`Show ${count(Math.min(PAGE, left))} more`)}</button>`
          : nothing
      }`;
  }

  override updated(): void {
    this.#seen.disconnect();
    const more = this.renderRoot.querySelector(".more");
    // While pictures are still being added, the end is in sight only for a moment.
    if (more && this.shown >= this.wanted) this.#seen.observe(more);
    if (this.shown >= Math.min(this.wanted, this.rows.length)) return;
    requestAnimationFrame(() => {
      this.shown += PER_FRAME;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen.disconnect();
  }

  #thumb(row: number, tabStop: boolean) {
    const { explorer } = this;
    const dataset = explorer.study.dataset().value;
    if (!dataset || row >= dataset.rows) return nothing;
    const name = `${rowName(dataset, row)}, ${rowDetails(dataset, row)}`;
    const right = explorer.study.doc.value.model.kind === "none" ? undefined : isRight(explorer.verdict(row));
    const none = this.rejected?.has(row) === true;
    const said = `${right === undefined ? "" : `, ${right ? msg("right") : msg("wrong")}`}${none ? `, ${msg("none of these")}` : ""}`;
    return html`<button
      class="thumb ${none ? "rejected" : ""}"
      title=${name}
      aria-label="${name}${said}"
      aria-pressed=${row === this.chosen && this.chosenOwn === ""}
      tabindex=${tabStop ? 0 : -1}
      @click=${() => this.dispatchEvent(new CustomEvent("row-pick", { detail: row }))}
    >
      ${
        dataset.images
          ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size=${this.size}></clip-thumb>`
          : html`<span class="text">${rowName(dataset, row)}</span>`
      }
      ${none ? html`<span class="none" aria-hidden="true">∅</span>` : right === undefined ? nothing : html`<clip-verdict ?right=${right}></clip-verdict>`}
    </button>`;
  }

  #ownThumb(image: OwnImage, tabStop: boolean) {
    const found = image.result?.found;
    const best = found && !("error" in found) ? image.result?.classes[found.classes[0]]?.names[0] : undefined;
    const said = best ? `, ${msg("most like")} ${best}` : "";
    return html`<span class="own" data-testid="own-thumb">
      <button
        class="thumb"
        title=${image.name}
        aria-label="${image.name}, ${msg("your image")}${said}"
        aria-pressed=${image.key === this.chosenOwn}
        tabindex=${tabStop ? 0 : -1}
        data-own=${image.key}
        @click=${() => this.dispatchEvent(new CustomEvent("own-pick", { detail: image }))}
      >
        <clip-thumb .tile=${ownTile(image)} size=${this.size}></clip-thumb>
      </button>
      <button
        class="remove"
        tabindex="-1"
        title=${msg("Remove")}
        aria-label="${msg("Remove")}: ${image.name}"
        @click=${() => this.#remove(image)}
      >
        <wa-icon name="close"></wa-icon>
      </button>
    </span>`;
  }

  #remove(image: OwnImage): void {
    this.dispatchEvent(new CustomEvent("own-remove", { detail: image }));
  }

  /** The grid is one tab stop; arrows, Home and End move within it. */
  #onKey = (event: KeyboardEvent) => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>("button.thumb")];
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const image = this.own.find(({ key }) => key === buttons[at].dataset.own);
    if (image && (event.key === "Delete" || event.key === "Backspace")) {
      event.preventDefault();
      this.#remove(image);
      return;
    }
    const { top } = buttons[0].getBoundingClientRect();
    const below = buttons.findIndex((button) => button.getBoundingClientRect().top > top + 1);
    const columns = below < 0 ? buttons.length : below;
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (to === undefined || !buttons[to]) return;
    event.preventDefault();
    buttons[at].tabIndex = -1;
    buttons[to].tabIndex = 0;
    buttons[to].focus();
  };
}
