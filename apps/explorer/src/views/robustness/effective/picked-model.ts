import { percent, type RobustnessRole } from "@clipscope/charts";
import { effectiveRobustness, type ShiftPanel, type ShiftPoint } from "@clipscope/toolkit";
import { msg } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { wideTable } from "../style.js";

/** A model of a plot, and the shift in whose panel it was chosen. */
export interface Picked {
  model: string;
  shift: string;
}

/** A model on one shift, with its distance from the line. */
export interface ModelOnShift {
  panel: ShiftPanel;
  role: RobustnessRole;
  point: ShiftPoint;
}

/** A model's results on every shift where it was measured, whether compared, of the baseline, or another. */
export function modelOn(panels: readonly ShiftPanel[], name: string): ModelOnShift[] {
  return panels.flatMap((panel): ModelOnShift[] => {
    const { models, baseline, others, line } = panel;
    const found = (["model", "baseline", "other"] as const).flatMap((role) => {
      const all = { model: models, baseline, other: others }[role];
      const point = all.find((each) => each.name === name);
      return point ? [{ role, point }] : [];
    })[0];
    if (!found) return [];
    const { role, point } = found;
    const { x, y } = point;
    const fits = x > 0 && x < 1 && y > 0 && y < 1;
    const effective = point.effective ?? (fits ? { value: effectiveRobustness({ x, y }, line) } : undefined);
    return [{ panel, role, point: { ...point, ...(effective && { effective }) } }];
  });
}

/** The exact results of the chosen model on every shift. Event: `model-pick`, with undefined to close it. */
@customElement("picked-model")
export class PickedModel extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
        max-width: 900px;
        margin-bottom: 16px;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      .head {
        display: flex;
        align-items: start;
        gap: 8px;
      }
      .head h3 {
        flex: 1;
        font-size: var(--text);
        line-height: 20px;
        font-weight: 600;
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      .head button {
        display: inline-flex;
        padding: 6px;
      }
      tr[aria-current="true"] td {
        background: var(--accent-soft);
      }
    `,
  ];

  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property({ attribute: false }) picked!: Picked;
  @property() reference = "";

  override render() {
    const { picked, panels, reference } = this;
    const found = modelOn(panels, picked.model);
    if (found.length === 0) return nothing;
    const isBaseline = found.some(({ role }) => role === "baseline");
    return html`<div class="head">
        <h3 data-testid="picked-model">${picked.model}${isBaseline ? html` <span class="quiet small">${msg("one of those that set the line")}</span>` : nothing}</h3>
        <button aria-label=${msg("Close")} @click=${() => this.dispatchEvent(new CustomEvent("model-pick", { bubbles: true, composed: true }))}>
          <wa-icon name="close"></wa-icon>
        </button>
      </div>
      <div class="table" tabindex="0" role="region" aria-label=${msg("Table of the chosen model")}>
        <table data-testid="picked-table">
          <thead>
            <tr>
              <th>${msg("Shift")}</th>
              <th class="number" title=${reference}>${msg("Before")}</th>
              <th class="number">${msg("Under it")}</th>
              <th class="number" title=${msg("Accuracy under the shift minus that predicted by the line, in points")}>${msg("Above the line")}</th>
            </tr>
          </thead>
          <tbody>
            ${found.map(
              ({
                panel: { shift, title },
                point: { x, y, effective },
              }) => html`<tr data-shift=${shift} aria-current=${shift === picked.shift}>
                <td>${title}</td>
                <td class="number" data-value=${x}>${percent(x)}</td>
                <td class="number" data-value=${y}>${percent(y)}</td>
                <td class="number" data-value=${effective?.value ?? nothing}>
                  ${effective ? (100 * effective.value).toFixed(1).replace("-", "−") : "–"}
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}
