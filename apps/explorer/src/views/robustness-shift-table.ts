import { percent } from "@clipscope/charts";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Cell, toCsv } from "../lib/csv.js";
import type { ShiftPanel, ShiftPoint } from "../lib/shift-panel.js";
import { shared } from "../style/shared.js";
import { wideTable } from "./robustness-style.js";

/** Results of a robustness plot as a table, one row per shift and model. */
@customElement("robustness-shift-table")
export class RobustnessShiftTable extends LitElement {
  static override styles = [shared, wideTable];

  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  /** Description of the accuracy before the shift. */
  @property() reference = "";

  override render() {
    const hasGap = this.panels.some(({ models }) => models.some(({ gapClosed }) => gapClosed));
    return html`<table data-testid="shift-table">
      <thead>
        <tr>
          <th>Shift</th>
          <th>Model</th>
          <th class="number" title=${this.reference}>Before the shift</th>
          <th class="number">Under it</th>
          <th class="number">Points above the line</th>
          ${hasGap ? html`<th class="number">Gap closed</th>` : ""}
        </tr>
      </thead>
      <tbody>
        ${this.panels.map(({ shift, title, models }) => models.map((point) => this.#row(shift, title, point, hasGap)))}
      </tbody>
    </table>`;
  }

  #row(shift: string, title: string, point: ShiftPoint, hasGap: boolean) {
    const { name, x, y, xInterval, yInterval, effective, gapClosed } = point;
    const points = (difference: number) => (100 * difference).toFixed(1).replace("-", "−");
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
          : ""
      }
    </tr>`;
  }
}

const share = (p: number) => (p === Number.POSITIVE_INFINITY ? "∞" : percent(p, 0).replace("-", "−"));

const ends = ({ low, high }: { low?: number; high?: number }) =>
  low === undefined || high === undefined ? undefined : ([low, high] as const);

const range = (interval: readonly [number, number] | undefined, say: (value: number) => string) =>
  interval ? html` <span class="quiet small">${say(interval[0])} to ${say(interval[1])}</span>` : "";

/** Results of a robustness plot as CSV, including baseline models. */
export function shiftCsv(panels: readonly ShiftPanel[]): string {
  const row = (shift: string, role: string, point: ShiftPoint): Cell[] => {
    const { name, x, y, xInterval, yInterval, effective, gapClosed } = point;
    return [
      shift,
      role,
      name,
      x,
      xInterval?.[0],
      xInterval?.[1],
      y,
      yInterval?.[0],
      yInterval?.[1],
      effective?.value,
      effective?.low,
      effective?.high,
      gapClosed?.value,
      gapClosed?.low,
      gapClosed?.high,
    ];
  };
  return toCsv(
    [
      "shift",
      "role",
      "model",
      "before",
      "before_low",
      "before_high",
      "under",
      "under_low",
      "under_high",
      "above_line",
      "above_line_low",
      "above_line_high",
      "gap_closed",
      "gap_closed_low",
      "gap_closed_high",
    ],
    panels.flatMap(({ shift, baseline, others, models }) => [
      ...models.map((point) => row(shift, "compared", point)),
      ...baseline.map((point) => row(shift, "baseline", point)),
      ...others.map((point) => row(shift, "other", point)),
    ]),
  );
}
