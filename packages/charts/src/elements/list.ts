import { html, LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

/**
 * A virtualized list of rows of equal height: only visible rows exist in the DOM. Rows are not in a shadow
 * root, so the styles of the containing element apply.
 */
export class ListElement extends LitElement {
  @property({ type: Number }) length = 0;
  @property({ type: Number }) rowHeight = 32;
  @property({ attribute: false }) row: (index: number) => unknown = () => "";
  /** Key of a row; equal keys mean the same row. */
  @property({ attribute: false }) keyOf: (index: number) => unknown = (index) => index;
  @state() private top = 0;
  @state() private seen = 600;
  #resize = new ResizeObserver(() => {
    this.seen = this.clientHeight;
  });

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    Object.assign(this.style, { display: "block", overflow: "auto", scrollbarWidth: "thin" });
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

  /** Rows that can't be focused are scrolled with the list's own focus. */
  override updated(): void {
    const within = this.querySelector("a[href], button, input, select, textarea, [tabindex]");
    this.tabIndex = within || this.length === 0 ? -1 : 0;
    if (this.tabIndex < 0) this.removeAttribute("tabindex");
  }

  override render() {
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - 4);
    const last = Math.min(this.length, Math.ceil((this.top + this.seen) / this.rowHeight) + 4);
    const rows = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    return html`<div style="position:relative;height:${this.length * this.rowHeight}px">
      <div style="position:absolute;inset:0 0 auto;transform:translateY(${first * this.rowHeight}px)">
        ${repeat(rows, this.keyOf, this.row)}
      </div>
    </div>`;
  }
}
