import { counted } from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { tileOf } from "../lib/sheet-tiles.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

const page = 120;
/** Images added per frame, so that a long grid never blocks the page. */
const perFrame = 24;

/** Images of the session as a grid of buttons. Event: `item-pick`, detail: the item. */
@customElement("thumb-grid")
export class ThumbGrid extends LitElement {
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
      clip-verdict {
        position: absolute;
        right: 0;
        bottom: 0;
      }
      .more {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) items: readonly number[] = [];
  @property({ type: Number }) size = 48;
  @property({ type: Number }) chosen = -1;
  @state() private shown = perFrame;
  @state() private wanted = page;

  constructor() {
    super();
    new Watch(this, () => [this.session]);
  }

  override willUpdate(changes: Map<string, unknown>): void {
    if (changes.has("items")) this.wanted = page;
    this.shown = Math.min(this.shown, Math.max(perFrame, this.wanted));
    this.style.setProperty("--thumb", `${this.size + 4}px`);
  }

  override render() {
    const left = this.items.length - this.wanted;
    return html`<div class="grid">${this.items.slice(0, this.shown).map((item) => this.#thumb(item))}</div>
      ${
        left > 0
          ? html`<button class="link small more" @click=${() => {
              this.wanted += page;
            }}>Show ${counted(Math.min(page, left), "more image")}</button>`
          : nothing
      }`;
  }

  override updated(): void {
    if (this.shown >= Math.min(this.wanted, this.items.length)) return;
    requestAnimationFrame(() => {
      this.shown += perFrame;
    });
  }

  #thumb(item: number) {
    const { session } = this;
    const { items, index } = session;
    if (!items || !index || item >= items.length) return nothing;
    const name = index.concepts[items.concept[item]].name;
    const rendition = session.renditionOf(item);
    const verdict = session.verdict(item);
    const right = verdict && verdict.classes[0] === verdict.label;
    return html`<button
      class="thumb"
      title="${name}, ${rendition.title}"
      aria-label="${name}, ${rendition.title}${verdict ? (right ? ", right" : ", wrong") : ""}"
      aria-pressed=${item === this.chosen}
      @click=${() => this.dispatchEvent(new CustomEvent("item-pick", { detail: item }))}
    >
      <clip-thumb .tile=${tileOf(session.library.atlas(rendition.id), items.image[item])} size=${this.size}></clip-thumb>
      ${verdict ? html`<clip-verdict ?right=${right}></clip-verdict>` : nothing}
    </button>`;
  }
}
