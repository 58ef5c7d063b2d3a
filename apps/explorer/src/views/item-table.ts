import { percent } from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { tileOf } from "../lib/sheet-tiles.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

/** The items as a table, as an alternative to the map. A row's button pins its image. */
@customElement("item-table")
export class ItemTable extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }
      .line {
        display: grid;
        grid-template-columns: 40px minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1.2fr) 64px;
        align-items: center;
        gap: 12px;
        height: 40px;
        padding: 0 16px;
        border-bottom: 1px solid var(--line);
      }
      .head {
        flex: none;
        height: 32px;
        font-size: var(--small);
        color: var(--ink-2);
      }
      clip-list {
        flex: 1;
      }
      button.line {
        width: 100%;
        border-radius: 0;
        text-align: left;
      }
      button[aria-pressed="true"] {
        background: var(--accent-soft);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.selection]);
  }

  /** The selected items, or all. */
  get #items(): readonly number[] {
    const { selection, items } = this.session;
    return selection.items.length > 0
      ? selection.items
      : Array.from({ length: items?.length ?? 0 }, (_, i) => i);
  }

  override render() {
    const items = this.#items;
    return html`<div class="line head" aria-hidden="true">
        <span></span><span>Image</span><span>Rendition</span><span>Predicted</span><span class="number">Probability</span>
      </div>
      <clip-list
        role="list"
        aria-label="Images"
        .length=${items.length}
        .rowHeight=${40}
        .row=${(i: number) => this.#row(items[i])}
        .keyOf=${(i: number) => items[i]}
      ></clip-list>`;
  }

  #row(item: number) {
    const { session } = this;
    const { items, index } = session;
    if (!items || !index) return nothing;
    const rendition = session.renditionOf(item);
    const verdict = session.verdict(item);
    const names = session.scoreOf(rendition)?.classes.names;
    return html`<div role="listitem">
      <button class="line" aria-pressed=${session.selection.pinned === item} @click=${() => session.selection.pin(item)}>
        <clip-thumb .tile=${tileOf(session.library.atlas(rendition.id), items.image[item])} size="32"></clip-thumb>
        <span class="cut">${index.concepts[items.concept[item]].name}</span>
        <span class="cut quiet">${rendition.title}</span>
        ${
          verdict && names
            ? html`<span class="row"
                  ><clip-verdict ?right=${verdict.classes[0] === verdict.label}></clip-verdict
                  ><span class="cut">${names[verdict.classes[0]]}</span></span
                ><span class="number">${percent(verdict.probabilities[0])}</span>`
            : html`<span class="quiet">not scored yet</span><span></span>`
        }
      </button>
    </div>`;
  }
}
