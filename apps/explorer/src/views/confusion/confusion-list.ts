import { type CellPlace, count, percent, points } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import type { Confusion } from "./confusion.js";

interface Line {
  key: string;
  title: string;
  below: string;
  figure: string;
  detail: string;
  place: CellPlace;
}

/**
 * The errors as a list, most frequent first; with a second run, the categories whose recall changed, most changed
 * first. Event: `cell-pick`, detail: a cell.
 */
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
      .below {
        color: var(--ink-2);
      }
    `,
  ];

  @property({ attribute: false }) confusion!: Confusion;

  override render() {
    const { confusion } = this;
    const lines = confusion.before ? changedLines(confusion) : errorLines(confusion);
    const [title, what] = confusion.before
      ? [msg("Changed most"), msg(str`By the change of their recall: ${count(lines.length)}`)]
      : [msg("Taken for something else"), msg(str`${count(lines.length)} pairs, most frequent first`)];
    return html`<div class="head">
        <h2>${title}</h2>
        <p class="small quiet">${what}</p>
      </div>
      <clip-list
        role="list"
        data-testid="confusion-list"
        .length=${lines.length}
        .rowHeight=${44}
        .row=${(i: number) => this.#row(lines[i])}
        .keyOf=${(i: number) => lines[i].key}
      ></clip-list>`;
  }

  #row({ title, below, figure, detail, place }: Line) {
    return html`<div role="listitem">
      <button title="${title}, ${below}" @click=${() => this.dispatchEvent(new CustomEvent("cell-pick", { detail: place }))}>
        <span class="cut">${title}</span><span class="number">${figure}</span>
        <span class="cut below">${below}</span><span class="number quiet">${detail}</span>
      </button>
    </div>`;
  }
}

function errorLines({ categories, data, images }: Confusion): Line[] {
  return data.cells
    .filter(({ row, column }) => row !== column)
    .sort((a, b) => b.n - a.n || b.n / images[b.row] - a.n / images[a.row])
    .map(({ row, column, n }) => ({
      key: `${categories[row].id} ${categories[column].id}`,
      title: categories[row].name,
      below: msg(str`taken for ${categories[column].name}`),
      figure: count(n),
      detail: percent(n / images[row]),
      place: { row, column },
    }));
}

function changedLines({ categories, data, earlier }: Confusion): Line[] {
  if (!earlier) return [];
  return [...categories.keys()]
    .map((at) => ({ at, change: data.recall[at] - earlier.recall[at] }))
    .filter(({ change }) => Number.isFinite(change) && change !== 0)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .map(({ at, change }) => ({
      key: categories[at].id,
      title: categories[at].name,
      below: msg(str`recall ${percent(earlier.recall[at])} → ${percent(data.recall[at])}`),
      figure: points(change),
      detail: msg("points"),
      place: { row: at, column: at },
    }));
}
