import { css, html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { shared } from "../style/shared.js";

/** A long list of rows of one height, of which only those in sight exist. */
@customElement("virtual-list")
export class VirtualList extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        overflow: auto;
        scrollbar-width: thin;
        scrollbar-color: var(--line-strong) transparent;
      }
      .all {
        position: relative;
      }
      .window {
        position: absolute;
        inset: 0 0 auto;
      }
    `,
  ];

  @property({ type: Number }) length = 0;
  @property({ type: Number }) rowHeight = 32;
  @property({ attribute: false }) row: (index: number) => unknown = () => "";
  /** Rows that are the same thing keep the same key. */
  @property({ attribute: false }) keyOf: (index: number) => unknown = (index) => index;
  @state() private top = 0;
  @state() private seen = 600;
  #resize = new ResizeObserver(() => {
    this.seen = this.clientHeight;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    this.addEventListener("scroll", this.#onScroll, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  #onScroll = () => {
    this.top = this.scrollTop;
  };

  /** Scrolls as little as is needed to show a row. */
  reveal(index: number): void {
    const top = index * this.rowHeight;
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + this.rowHeight > this.scrollTop + this.clientHeight)
      this.scrollTop = top + this.rowHeight - this.clientHeight;
  }

  override render() {
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - 4);
    const last = Math.min(this.length, Math.ceil((this.top + this.seen) / this.rowHeight) + 4);
    const rows = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    return html`<div class="all" style="height:${this.length * this.rowHeight}px">
      <div class="window" style="transform:translateY(${first * this.rowHeight}px)">
        ${repeat(rows, this.keyOf, this.row)}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "virtual-list": VirtualList;
  }
}
