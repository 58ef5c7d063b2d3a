import { type Cell, count, percent } from "@clipscope/charts";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import type { Confusion } from "./roll-up.js";

/** The errors as a list, most frequent first, as an alternative to the matrix. Event: `cell-pick`. */
@customElement("confusion-list")
export class ConfusionList extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .head {
        padding: 12px 16px 8px;
      }
      clip-list {
        flex: 1;
      }
      button {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 8px;
        width: 100%;
        height: 44px;
        padding: 4px 16px;
        border-radius: 0;
        text-align: left;
        font-size: 13px;
        line-height: 18px;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .wrong {
        color: var(--ink-2);
      }
    `,
  ];

  @property({ attribute: false }) confusion!: Confusion;
  @property({ attribute: false }) cells: readonly Cell[] = [];
  @property({ attribute: false }) shares = new Float64Array();

  override render() {
    const order = Array.from(this.cells.keys())
      .filter((i) => this.cells[i].row !== this.cells[i].column)
      .sort((a, b) => this.cells[b].n - this.cells[a].n || this.shares[b] - this.shares[a]);
    return html`<div class="head">
        <h2>Taken for something else</h2>
        <p class="small quiet">${count(order.length)} pairs, most frequent first</p>
      </div>
      <clip-list
        role="list"
        data-testid="confusion-list"
        .length=${order.length}
        .rowHeight=${44}
        .row=${(i: number) => this.#row(order[i])}
        .keyOf=${(i: number) => order[i]}
      ></clip-list>`;
  }

  #row(i: number) {
    const cell = this.cells[i];
    const { categories } = this.confusion;
    return html`<div role="listitem">
      <button @click=${() => this.dispatchEvent(new CustomEvent("cell-pick", { detail: cell }))}>
        <span class="cut">${categories[cell.row]}</span><span class="number">${count(cell.n)}</span>
        <span class="cut wrong">taken for ${categories[cell.column]}</span
        ><span class="number quiet">${percent(this.shares[i])}</span>
      </button>
    </div>`;
  }
}
