import { css, html, LitElement } from "lit";
import { property, query } from "lit/decorators.js";
import { base } from "../style/base.js";

const width = 300;

/** Explanation of a term, shown on tap: `<clip-tip term="Accuracy">two sentences</clip-tip>`. */
export class TipElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      button {
        display: inline-flex;
        padding: 4px;
        color: var(--_ink-3);
      }
      svg {
        width: 1.15em;
        height: 1.15em;
        fill: none;
        stroke: currentColor;
        stroke-width: 2;
        stroke-linecap: round;
      }
      [popover] {
        position: fixed;
        margin: 0;
        width: max-content;
        max-width: min(${width}px, calc(100vw - 16px));
        padding: 12px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_raised);
        color: var(--_ink);
        box-shadow:
          0 1px 2px var(--_shadow-near),
          0 8px 24px var(--_shadow-far);
        font-size: var(--_small);
        font-weight: 400;
        line-height: 18px;
        text-align: left;
        white-space: normal;
      }
    `,
  ];

  /** The explained term, for screen readers. */
  @property() term = "";
  @query("button") private button!: HTMLButtonElement;
  @query("[popover]") private panel!: HTMLElement;

  override render() {
    return html`<button popovertarget="tip" aria-label="What is ${this.term}?">
        <svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5" /><path d="M12 11v5M12 8h.01" /></svg>
      </button>
      <div id="tip" popover role="note" @beforetoggle=${this.#place}><slot></slot></div>`;
  }

  /** Places the panel below the button, or above it in the lower part of the window. */
  #place = () => {
    const { left, top, bottom } = this.button.getBoundingClientRect();
    const above = bottom > innerHeight * 0.7;
    Object.assign(this.panel.style, {
      left: `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`,
      right: "auto",
      top: above ? "auto" : `${bottom + 4}px`,
      bottom: above ? `${innerHeight - top + 4}px` : "auto",
    });
  };
}
