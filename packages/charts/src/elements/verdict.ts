import { css, html, LitElement, svg } from "lit";
import { property } from "lit/decorators.js";
import { base } from "../style/base.js";

/**
 * Mark for right (a blue disc with a tick) or wrong (an orange diamond with a cross), distinguishable by hue
 * and by shape.
 */
export class VerdictElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-flex;
        flex: none;
      }
      svg {
        width: 14px;
        height: 14px;
        stroke: var(--_surface);
        stroke-width: 2;
        stroke-linecap: round;
        fill: none;
      }
      .right {
        fill: var(--_right);
        stroke: none;
      }
      .wrong {
        fill: var(--_wrong);
        stroke: none;
      }
    `,
  ];

  @property({ type: Boolean }) right = false;

  override render() {
    const drawing = this.right
      ? svg`<circle class="right" cx="8" cy="8" r="7"/><path d="m5 8.2 2.2 2.2L11.2 6"/>`
      : svg`<path class="wrong" d="M8 .3 15.7 8 8 15.7.3 8Z"/><path d="m6 6 4 4M10 6l-4 4"/>`;
    const word = this.right ? "right" : "wrong";
    return html`<svg viewBox="0 0 16 16" role="img" aria-label=${word}>${drawing}</svg>`;
  }
}
