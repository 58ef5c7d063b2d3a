import { percent } from "@clipscope/charts";
import type { ShiftPanel, ShiftPoint } from "@clipscope/toolkit";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { wideTable } from "../style.js";

/** Results of a robustness plot as a table, one row per shift and model; intervals are below their values. */
@customElement("effective-table")
export class EffectiveTable extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  /** The set before the shift. */
  @property() reference = "";

  override render() {
    const hasGap = this.panels.some(({ models }) => models.some(({ gapClosed }) => gapClosed));
    return html`<div class="table" tabindex="0" role="region" aria-label="Table of models under shift">
      <table data-testid="effective-table">
        <thead>
          <tr>
            <th>Shift</th>
            <th>Model</th>
            <th class="number" title="Accuracy on ${this.reference}">Before</th>
            <th class="number">Under the shift</th>
            <th class="number" title="Accuracy under the shift minus that predicted by the line, in points">Above the line</th>
            ${hasGap ? html`<th class="number">Gap closed</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${this.panels.map(({ shift, title, models }) => models.map((point) => row(shift, title, point, hasGap)))}
        </tbody>
      </table>
    </div>`;
  }
}

function row(shift: string, title: string, point: ShiftPoint, hasGap: boolean) {
  const { name, x, y, xInterval, yInterval, effective, gapClosed } = point;
  return html`<tr data-shift=${shift} data-model=${name}>
    <td>${title}</td>
    <td>${name}</td>
    <td class="number" data-value=${x}>${percent(x)}${range(xInterval, percent)}</td>
    <td class="number" data-value=${y}>${percent(y)}${range(yInterval, percent)}</td>
    <td class="number" data-value=${effective?.value ?? ""}>
      ${effective ? html`${points(effective.value)}${range(ends(effective), points)}` : "–"}
    </td>
    ${
      hasGap
        ? html`<td class="number" data-value=${gapClosed?.value ?? ""}>
            ${gapClosed ? html`${share(gapClosed.value)}${range(ends(gapClosed), share)}` : "–"}
          </td>`
        : nothing
    }
  </tr>`;
}

const points = (difference: number) => (100 * difference).toFixed(1).replace("-", "−");

const share = (p: number) => (p === Number.POSITIVE_INFINITY ? "∞" : percent(p, 0).replace("-", "−"));

const ends = ({ low, high }: { low?: number; high?: number }) =>
  low === undefined || high === undefined ? undefined : ([low, high] as const);

const range = (interval: readonly [number, number] | undefined, say: (value: number) => string) =>
  interval ? html`<span class="range">${say(interval[0])} to ${say(interval[1])}</span>` : nothing;
