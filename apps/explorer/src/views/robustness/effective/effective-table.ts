import { percent } from "@clipscope/charts";
import type { ShiftPanel, ShiftPoint } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { wideTable } from "../style.js";

/** Results of a robustness plot as a table: a group of rows for each shift, intervals below their values. */
@customElement("effective-table")
export class EffectiveTable extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
        max-width: 1100px;
      }
      .group th {
        padding-top: 16px;
        font-weight: 600;
        color: var(--ink);
      }
      @media (max-width: 600px) {
        th,
        td {
          padding: 6px 4px;
        }
        .range {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  /** The set before the shift. */
  @property() reference = "";

  override render() {
    const hasGap = this.panels.some(({ models }) => models.some(({ gapClosed }) => gapClosed));
    return html`<div class="table" tabindex="0" role="region" aria-label=${msg("Table of models under shift")}>
      <table data-testid="effective-table">
        <thead>
          <tr>
            <th scope="col">${msg("Model")}</th>
            <th scope="col" class="number" title=${msg(str`Accuracy on ${this.reference}`)}>${msg("Before")}</th>
            <th scope="col" class="number">${msg("Under the shift")}</th>
            <th scope="col" class="number" title=${msg("Accuracy under the shift minus that predicted by the line, in points")}>${msg("Above the line")}</th>
            ${hasGap ? html`<th scope="col" class="number">${msg("Gap closed")}</th>` : nothing}
          </tr>
        </thead>
        ${this.panels.map(
          ({ shift, title, models }) => html`${
            this.panels.length > 1
              ? html`<tbody class="group">
                  <tr>
                    <th scope="rowgroup" colspan=${hasGap ? 5 : 4}>${title}</th>
                  </tr>
                </tbody>`
              : nothing
          }
            <tbody>
              ${models.map((point) => row(shift, point, hasGap))}
            </tbody>`,
        )}
      </table>
    </div>`;
  }
}

function row(shift: string, point: ShiftPoint, hasGap: boolean) {
  const { name, x, y, xInterval, yInterval, effective, gapClosed } = point;
  return html`<tr data-shift=${shift} data-model=${name}>
    <td>${name}</td>
    <td class="number before" data-value=${x}>${percent(x)}${range(xInterval, percent)}</td>
    <td class="number under" data-value=${y}>${percent(y)}${range(yInterval, percent)}</td>
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
  interval
    ? html`<span class="range">${msg(str`${say(interval[0])} to ${say(interval[1])}`)}</span>`
    : nothing;
