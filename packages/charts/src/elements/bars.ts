import { css, html, LitElement, nothing } from "lit";
import { property } from "lit/decorators.js";
import { percent } from "../format.js";
import { base } from "../style/base.js";

export interface Bar {
  label: string;
  /** Probability, 0 to 1. */
  value: number;
  /** Whether this is the true class, whose bar is blue and labeled. */
  truth: boolean;
}

/** Probabilities as labeled bars, best first. */
export class BarsElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      ol {
        list-style: none;
        display: grid;
        gap: 4px;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 8px;
        font-size: var(--_small);
        line-height: 16px;
      }
      .small {
        font-size: var(--_small);
        line-height: 16px;
      }
      .truth {
        font-weight: 600;
      }
      .track {
        grid-column: 1 / -1;
        height: 4px;
        border-radius: 2px;
        background: var(--_hover);
      }
      .bar {
        height: 100%;
        min-width: 1px;
        border-radius: 2px;
        background: var(--_mute);
        transition: width var(--_quick);
      }
      .first .bar {
        background: var(--_wrong);
      }
      .truth .bar {
        background: var(--_right);
      }
    `,
  ];

  @property({ attribute: false }) bars: readonly Bar[] = [];
  /** Whether a true class is known, so that predictions are right or wrong. */
  @property({ type: Boolean }) judged = true;

  override render() {
    if (this.bars.length === 0) return html`<span class="small quiet">not computed yet</span>`;
    return html`<ol>
      ${this.bars.map(
        (
          { label, value, truth },
          i,
        ) => html`<li class="${truth ? "truth" : ""} ${i === 0 && this.judged ? "first" : ""}">
          <span class="cut">${label}${truth ? html`<span class="offscreen"> (true class)</span>` : nothing}</span>
          <span class="number">${percent(value)}</span>
          <span class="track"><div class="bar" style="width:${Math.min(1, value) * 100}%"></div></span>
        </li>`,
      )}
    </ol>`;
  }
}
