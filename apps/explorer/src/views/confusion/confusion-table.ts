import { count, percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import { categoryColumns, cellColumns, type TableColumn } from "./columns.js";
import type { Confusion } from "./confusion.js";
import type { ConfusionOptions } from "./spec.js";

/** The matrix as a table that can be sorted: its cells, or its categories. Events: `cell-pick`, `choose`. */
@customElement("confusion-table")
export class ConfusionTable extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        height: 100%;
        min-height: 0;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 8px 16px;
      }
      .head button[aria-pressed="true"] {
        background: var(--accent-soft);
        color: var(--accent);
      }
      .line {
        display: grid;
        gap: 0 12px;
        align-items: center;
        width: 100%;
        min-width: 560px;
        height: 32px;
        padding: 0 16px;
        border-radius: 0;
        font-size: 13px;
        text-align: left;
      }
      .titles {
        border-bottom: 1px solid var(--line);
      }
      .titles button {
        padding: 4px 0;
        font-size: var(--small);
        font-weight: 500;
        text-align: inherit;
        white-space: nowrap;
      }
      .table {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        min-height: 0;
        overflow-x: auto;
      }
      button.line:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  @property({ attribute: false }) confusion!: Confusion;
  @property() table: ConfusionOptions["table"] = "cells";
  @state() private by = 2;
  @state() private down = true;

  override render() {
    const columns =
      this.table === "categories" ? categoryColumns(this.confusion) : cellColumns(this.confusion);
    const by = columns[Math.min(this.by, columns.length - 1)];
    const order = Array.from({ length: columns[0].length }, (_, i) => i).sort(
      (a, b) => (this.down ? -1 : 1) * compare(by.value(a), by.value(b)) || a - b,
    );
    const grid = `grid-template-columns:${columns.map(({ isText }) => (isText ? "minmax(96px,2fr)" : "minmax(64px,1fr)")).join(" ")}`;
    const tab = (table: ConfusionOptions["table"], title: string) =>
      html`<button aria-pressed=${this.table === table} data-testid="table-${table}" @click=${() => this.#choose(table)}>${title}</button>`;
    return html`<div class="head">
        ${tab("cells", msg("Cells"))} ${tab("categories", msg("Categories"))}
        <span class="small quiet">${msg(str`${count(order.length)} rows`)}</span>
      </div>
      <div class="table" role="table" aria-label=${msg("The matrix as a table")} aria-rowcount=${order.length + 1} data-testid="confusion-rows">
        <div role="rowgroup">
          <div class="line titles" role="row" style=${grid}>${columns.map((column, i) => this.#title(column, i))}</div>
        </div>
        <clip-list
          role="rowgroup"
          .length=${order.length}
          .rowHeight=${32}
          .row=${(i: number) => this.#row(columns, order[i], i, grid)}
          .keyOf=${(i: number) => order[i]}
        ></clip-list>
      </div>`;
  }

  #title({ title, isText }: TableColumn, i: number) {
    const isSorted = i === this.by;
    return html`<span role="columnheader" class=${isText ? "" : "number"} aria-sort=${isSorted ? (this.down ? "descending" : "ascending") : "none"}>
      <button
        @click=${() => {
          this.down = isSorted ? !this.down : !isText;
          this.by = i;
        }}
      >
        ${title}${isSorted ? (this.down ? " ↓" : " ↑") : ""}
      </button>
    </span>`;
  }

  #row(columns: readonly TableColumn[], at: number, place: number, grid: string) {
    return html`<div role="row" aria-rowindex=${place + 2} class="line" style=${grid}>
      ${columns.map((column, i) => {
        const value = column.value(at);
        const text = typeof value === "string" ? value : column.isShare ? percent(value) : count(value);
        const shown =
          i === 0
            ? html`<button class="link cut" @click=${() => this.dispatchEvent(new CustomEvent("cell-pick", { detail: column.place(at) }))}>${text}</button>`
            : text;
        return html`<span role="cell" class="cut ${column.isText ? "" : "number"}" title=${text}>${shown}</span>`;
      })}
    </div>`;
  }

  #choose(table: ConfusionOptions["table"]): void {
    this.by = 2;
    this.down = true;
    this.dispatchEvent(new CustomEvent("choose", { detail: { table } }));
  }
}

/** Undefined values come last when the largest come first. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === "string") return a.localeCompare(String(b));
  const of = (value: string | number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : Number(value));
  return of(a) === of(b) ? 0 : of(a) - of(b);
}
