import { count, percent } from "@clipscope/charts";
import type { Proportion } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { wideTable } from "../style.js";
import { useWords } from "../uses.js";
import type { ShiftRow, ShiftTable } from "./shift-table.js";

/**
 * Accuracy by shift as a table. Events: `wrong-pick` and `losses-pick`, detail: the row whose errors, or whose losses
 * by class, to show.
 */
@customElement("shift-list")
export class ShiftList extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
        max-width: 1100px;
      }
      .actions {
        white-space: nowrap;
      }
      .actions button + button {
        margin-left: 12px;
      }
      .under {
        display: none;
      }
      @media (max-width: 600px) {
        th,
        td {
          padding: 6px 4px;
        }
        .wide {
          display: none;
        }
        .under {
          display: block;
        }
        .actions button {
          display: block;
          margin: 0 0 8px;
        }
        .actions button + button {
          margin-left: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) table!: ShiftTable;
  /** Name of the second model, if there is one. */
  @property({ attribute: false }) compared: string | undefined;

  override render() {
    const { rows, column, reference } = this.table;
    const uses = rows.some(({ use }) => use);
    return html`<div class="table" tabindex="0" role="region" aria-label=${msg("Table of shifts")}>
      <table data-testid="shifts-table">
        <thead>
          <tr>
            <th>${column}</th>
            ${uses ? html`<th class="wide">${msg("For the model")}</th>` : nothing}
            <th class="number wide">${msg("Images")}</th>
            <th class="number wide">${msg("Right")}</th>
            <th class="number">${msg("Accuracy")}</th>
            <th class="number" title=${msg(str`Accuracy minus that on ${reference}’s images of the same classes, in points`)}>${msg(str`Against ${reference}`)}</th>
            ${this.compared ? html`<th class="number">${this.compared}</th>` : nothing}
            <th><span class="offscreen">${msg("Errors")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#row(row, uses))}
        </tbody>
      </table>
    </div>`;
  }

  #row(row: ShiftRow, uses: boolean) {
    const { value, use, accuracy, onReference, compared, wrong } = row;
    const points = onReference && 100 * (accuracy.value - onReference.value);
    return html`<tr data-shift=${value}>
      <td>
        ${value}${value === this.table.reference ? html` <span class="quiet small">${msg("reference")}</span>` : nothing}
        <span class="under quiet small">${msg(str`${count(accuracy.successes)} of ${count(accuracy.n)} images`)}${use ? `, ${useWords(use)}` : ""}</span>
      </td>
      ${uses ? html`<td class="wide ${use === "evaluation" ? "" : "quiet"}">${use ? useWords(use) : ""}</td>` : nothing}
      <td class="number wide">${count(accuracy.n)}</td>
      <td class="number wide">${count(accuracy.successes)}</td>
      <td class="number" data-testid="accuracy" data-value=${accuracy.value} data-n=${accuracy.n}>
        ${percent(accuracy.value)}${range(accuracy)}
      </td>
      <td class="number" data-value=${points ?? nothing} title=${onReference ? msg(str`${percent(onReference.value)} on ${count(onReference.n)} images of ${this.table.reference}`) : ""}>
        ${points === undefined ? "" : signed(points)}
      </td>
      ${
        this.compared
          ? html`<td class="number" data-testid="compared" data-value=${compared?.value ?? nothing}>
              ${compared ? html`${percent(compared.value)}${range(compared)}` : "–"}
            </td>`
          : nothing
      }
      <td class="actions">
        ${
          wrong.length > 0
            ? html`<button
                class="link"
                data-testid="show-wrong"
                aria-label=${msg(str`Show errors in ${value}: ${count(wrong.length)} images`)}
                @click=${() => this.dispatchEvent(new CustomEvent("wrong-pick", { detail: row }))}
              >
                ${msg("Show errors")}
              </button>`
            : html`<span class="quiet small">${msg("no errors")}</span>`
        }
        ${
          row.losses
            ? html`<button
                class="link"
                data-testid="show-losses"
                aria-label=${msg(str`Losses by class in ${value}`)}
                @click=${() => this.dispatchEvent(new CustomEvent("losses-pick", { detail: row }))}
              >
                ${msg("By class")}
              </button>`
            : nothing
        }
      </td>
    </tr>`;
  }
}

const range = ({ low, high }: Proportion) =>
  html`<span class="range">${msg(str`${percent(low)} to ${percent(high)}`)}</span>`;

/** Points with a sign: "+1.2", "−3.0". */
const signed = (points: number) => `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)}`;
