import { percent } from "@clipscope/charts";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Explorer, isRight } from "../app/explorer.js";
import { shared } from "../style/shared.js";
import { rowDetails, rowName } from "./row-name.js";

/** The selected rows, or else all shown rows, as a table: an alternative to the map. Clicking a row pins it. */
@customElement("row-table")
export class RowTable extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }
      .line {
        display: grid;
        grid-template-columns: 40px minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1.2fr) 88px;
        align-items: center;
        gap: 12px;
        height: 40px;
        padding: 0 16px;
        border-bottom: 1px solid var(--line);
      }
      .head {
        flex: none;
        height: 32px;
        font-size: var(--small);
        color: var(--ink-2);
      }
      clip-list {
        flex: 1;
      }
      button.line {
        width: 100%;
        border-radius: 0;
        text-align: left;
      }
      button[aria-pressed="true"] {
        background: var(--accent-soft);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    const { explorer } = this;
    const { study } = explorer;
    const selected = study.selected();
    // The list draws its rows by itself, without following signals: what they show is read here.
    void [study.doc.value.model, study.scores().value, explorer.pinned.value, explorer.tiles];
    const rows = (selected && selected.count > 0 ? selected : study.shown())?.rows() ?? new Int32Array();
    return html`<div class="line head">
        <span></span><span>Image</span><span>Details</span><span>Predicted</span><span class="number">Probability</span>
      </div>
      <clip-list
        role="list"
        aria-label="Rows"
        .length=${rows.length}
        .rowHeight=${40}
        .row=${(i: number) => this.#line(rows[i])}
        .keyOf=${(i: number) => rows[i]}
      ></clip-list>`;
  }

  #line(row: number) {
    const { explorer } = this;
    const dataset = explorer.study.dataset().value;
    if (!dataset) return nothing;
    const verdict = explorer.study.doc.value.model.kind === "none" ? undefined : explorer.verdict(row);
    const right = isRight(verdict);
    return html`<div role="listitem">
      <button class="line" aria-pressed=${explorer.pinned.value === row} @click=${() => explorer.pin(row)}>
        ${dataset.images ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size="32"></clip-thumb>` : html`<span></span>`}
        <span class="cut">${rowName(dataset, row)}</span>
        <span class="cut quiet">${rowDetails(dataset, row)}</span>
        ${
          verdict
            ? html`<span class="row"
                  >${right === undefined ? nothing : html`<clip-verdict ?right=${right}></clip-verdict>`}<span class="cut"
                    >${verdict.scores.classes[verdict.classes[0]].names[0]}</span
                  ></span
                ><span class="number">${percent(verdict.probabilities[0])}</span>`
            : html`<span class="quiet">not classified</span><span></span>`
        }
      </button>
    </div>`;
  }
}
