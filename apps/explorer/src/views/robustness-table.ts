import { count, percent } from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Rendition } from "../lib/classes.js";
import type { RenditionScore } from "../state/scores.js";
import { shared } from "../style/shared.js";

/** One rendition's row in chart and table. */
export interface ShiftRow {
  rendition: Rendition;
  /** Number of the session's classes in the rendition. */
  n: number;
  score: RenditionScore | undefined;
}

/** Accuracy of each rendition, with the number of classes. Event: `rendition-pick`, detail: the rendition. */
@customElement("robustness-table")
export class RobustnessTable extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        overflow-x: auto;
      }
      td,
      th {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      td.style {
        white-space: normal;
      }
      @media (max-width: 760px) {
        .style {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly ShiftRow[] = [];

  override render() {
    return html`<table data-testid="robustness-table">
      <thead>
        <tr>
          <th>Rendition</th>
          <th class="style">Style</th>
          <th>In training</th>
          <th class="number">Right</th>
          <th class="number">Images</th>
          <th class="number">Accuracy</th>
          <th class="number">95% interval</th>
        </tr>
      </thead>
      <tbody>
        ${this.rows.map((row) => this.#row(row))}
      </tbody>
    </table>`;
  }

  #row({ rendition, n, score }: ShiftRow) {
    const p = score?.accuracy;
    const seen = rendition.use === "pre-training";
    return html`<tr data-rendition=${rendition.id}>
      <td>
        <button
          class="link"
          title="Show the errors"
          @click=${() => this.dispatchEvent(new CustomEvent("rendition-pick", { detail: rendition }))}
        >
          ${rendition.title}
        </button>
      </td>
      <td class="style quiet">${rendition.style}</td>
      <td class=${seen ? "quiet" : ""}>${seen ? "seen" : "never seen"}</td>
      <td class="number">${p ? count(p.successes) : "–"}</td>
      <td class="number">${count(n)}</td>
      <td class="number" data-testid="accuracy-${rendition.id}" data-value=${p ? p.value : nothing} data-n=${p ? p.n : nothing}>
        ${p ? percent(p.value) : "–"}
      </td>
      <td class="number">${p ? `${percent(p.low)} to ${percent(p.high)}` : "not computed"}</td>
    </tr>`;
  }
}
