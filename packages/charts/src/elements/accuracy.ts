import type { Proportion } from "@clipscope/toolkit";
import { css, html, LitElement, nothing } from "lit";
import { property } from "lit/decorators.js";
import { count, percent, smallPercent } from "../format.js";
import { base } from "../style/base.js";

/** An accuracy with its interval, n, and number of classes. Has the same size while empty. */
export class AccuracyElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: baseline;
        column-gap: 10px;
      }
      .value {
        min-width: 3.2em;
        font-size: var(--_large);
        font-weight: 600;
        line-height: 32px;
        font-variant-numeric: tabular-nums;
        transition: color var(--_quick);
      }
      .stale {
        color: var(--_ink-3);
      }
      .about {
        font-size: var(--_small);
        line-height: 16px;
        color: var(--_ink-2);
        font-variant-numeric: tabular-nums;
      }
      .over {
        grid-column: 1 / -1;
      }
      .scale {
        grid-column: 1 / -1;
        position: relative;
        height: 12px;
        margin: 4px 4px 0;
      }
      .axis {
        position: absolute;
        inset: 5.5px 0 auto;
        height: 1px;
        background: var(--_line-strong);
      }
      .interval {
        position: absolute;
        top: 4px;
        height: 4px;
        border-radius: 2px;
        background: color-mix(in oklab, var(--_right) 40%, transparent);
        transition: all var(--_quick);
      }
      .dot {
        position: absolute;
        top: 2px;
        width: 8px;
        height: 8px;
        margin-left: -4px;
        border-radius: 50%;
        background: var(--_right);
        transition: left var(--_quick);
      }
      .chance {
        position: absolute;
        top: 1px;
        height: 10px;
        border-left: 1px dashed var(--_ink-3);
      }
    `,
  ];

  @property({ attribute: false }) value: Proportion | undefined;
  /** Number of competing classes. */
  @property({ type: Number }) classes = 0;
  @property({ type: Boolean }) stale = false;

  override render() {
    const p = this.value;
    const chance = this.classes > 0 ? 1 / this.classes : 0;
    return html`<span
        class="value ${this.stale ? "stale" : ""}"
        data-testid="accuracy"
        data-value=${p ? p.value : nothing}
        data-n=${p ? p.n : nothing}
        data-stale=${this.stale}
        >${p ? percent(p.value) : "–"}</span
      >
      <span class="about">${p ? html`${percent(p.low)} to ${percent(p.high)} (95%)` : nothing}</span>
      <span class="about over"
        >${
          p
            ? html`<span data-testid="accuracy-n">n = ${count(p.n)}</span> over ${count(this.classes)} classes`
            : "not computed yet"
        }</span
      >
      <span class="scale" aria-hidden="true">
        <span class="axis"></span>
        ${
          p
            ? html`<span class="chance" style="left:${chance * 100}%" title="Chance: ${smallPercent(chance)}"></span>
                <span class="interval" style="left:${p.low * 100}%;width:${(p.high - p.low) * 100}%"></span>
                <span class="dot" style="left:${p.value * 100}%"></span>`
            : nothing
        }
      </span>`;
  }
}
