import { count, percent } from "@clipscope/charts";
import type { Column } from "@clipscope/datasets";
import type { RowSet } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type Explorer, isRight } from "../../app/explorer.js";
import { remember } from "../../lib/remember.js";
import { rowDetails, rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { isBefore, type SortBy, sortRows } from "./sort-rows.js";

const LINE = 40;

/** The rows of the map as a table that can be sorted: only lines in sight are on the page. A click on a name pins its row. */
@customElement("map-table")
export class MapTable extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      .table {
        height: 100%;
        overflow: auto;
        scrollbar-width: thin;
        scrollbar-color: var(--line-strong) transparent;
      }
      [role="row"] {
        display: grid;
        grid-template-columns: 32px 40px minmax(120px, 1.2fr) minmax(100px, 1fr) minmax(120px, 1.2fr) 96px minmax(96px, 0.8fr);
        align-items: center;
        gap: 8px;
        height: ${LINE}px;
        min-width: 720px;
        padding: 0 12px;
        border-bottom: 1px solid var(--line);
      }
      .head {
        position: sticky;
        top: 0;
        z-index: 1;
        background: var(--surface);
        font-size: var(--small);
      }
      .head [role="row"] {
        height: 32px;
        color: var(--ink-2);
      }
      .head button {
        width: 100%;
        min-height: 24px;
        padding: 0;
        text-align: inherit;
        font-weight: 500;
      }
      [aria-selected="true"] {
        background: var(--accent-soft);
      }
      .name {
        width: 100%;
        min-height: 28px;
        padding: 0 4px;
        text-align: left;
      }
      .name[aria-pressed="true"] {
        font-weight: 600;
      }
      input[type="checkbox"] {
        width: 18px;
        height: 18px;
        accent-color: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  /** The rows in the table, in the data's order. */
  @property({ attribute: false }) rows: RowSet | undefined;
  /** The column that colors the map. */
  @property({ attribute: false }) colored: Column | undefined;
  @state() private by: SortBy | undefined;
  @state() private down = false;
  @state() private top = 0;
  @state() private seen = 600;
  #sorted = remember<Int32Array>();
  #resize = new ResizeObserver(() => {
    this.seen = this.clientHeight;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override render() {
    const { explorer, rows, by, down, colored } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    if (!rows || !dataset) return nothing;
    const scores = study.doc.value.model.kind === "none" ? undefined : study.scores().value;
    const selected = study.selected();
    const sorted = this.#sorted(
      [rows, dataset, scores, colored, by, down, by === "selected" ? selected : 0],
      () => sortRows(rows.rows(), by, down, { explorer, dataset, colored, selected }),
    );
    const first = Math.max(0, Math.floor(this.top / LINE) - 4);
    const last = Math.min(sorted.length, Math.ceil((this.top + this.seen) / LINE) + 4);
    const lines = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    return html`<div
      class="table"
      role="table"
      aria-label=${msg(str`${count(sorted.length)} images of the map`)}
      aria-rowcount=${sorted.length + 1}
      @scroll=${(event: Event) => {
        this.top = (event.target as HTMLElement).scrollTop;
      }}
    >
      <div class="head" role="rowgroup">
        <div role="row" aria-rowindex="1">
          ${this.#head("selected", msg("Selected"), "☑")}<span role="columnheader"><span class="offscreen">${msg("Picture")}</span></span>
          ${this.#head("name", msg("Image"))} ${this.#head("details", msg("Details"))} ${this.#head("prediction", msg("Predicted"))}
          ${this.#head("probability", msg("Probability"))} ${colored ? this.#head("color", colored.title) : html`<span role="columnheader"></span>`}
        </div>
      </div>
      <div role="rowgroup" style="position:relative;height:${sorted.length * LINE}px">
        <div style="position:absolute;inset:0 0 auto;transform:translateY(${first * LINE}px)" role="presentation">
          ${repeat(
            lines,
            (at) => sorted[at],
            (at) => this.#line(sorted[at], at, selected?.has(sorted[at]) ?? false),
          )}
        </div>
      </div>
    </div>`;
  }

  #head(by: SortBy, title: string, sign?: string) {
    const own = this.by === by;
    const sort = own ? (this.down ? "descending" : "ascending") : "none";
    return html`<span role="columnheader" aria-sort=${sort}>
      <button
        title=${msg(str`Sort by: ${title}`)}
        aria-label=${title}
        data-testid="sort-${by}"
        @click=${() => {
          this.down = own ? !this.down : isBefore(by);
          this.by = by;
        }}
      >
        <span class="cut">${sign ?? title}${own ? (this.down ? " ↓" : " ↑") : ""}</span>
      </button>
    </span>`;
  }

  #line(row: number, at: number, selected: boolean) {
    const { explorer, colored } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    if (!dataset) return nothing;
    const verdict = study.doc.value.model.kind === "none" ? undefined : explorer.verdict(row);
    const right = isRight(verdict);
    const name = rowName(dataset, row);
    return html`<div role="row" aria-rowindex=${at + 2} aria-selected=${selected}>
      <span role="cell"
        ><input type="checkbox" aria-label=${msg(str`Select ${name}`)} .checked=${selected} @change=${() => this.#toggle(row, selected)}
      /></span>
      <span role="cell">${dataset.images ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size="32"></clip-thumb>` : nothing}</span>
      <span role="cell">
        <button class="name cut" aria-pressed=${explorer.pinned.value === row} @click=${() => explorer.pin(row)}>${name}</button>
      </span>
      <span role="cell" class="cut quiet">${rowDetails(dataset, row)}</span>
      <span role="cell" class="row">
        ${
          verdict
            ? html`${right === undefined ? nothing : html`<clip-verdict ?right=${right}></clip-verdict>`}<span class="cut"
                  >${verdict.scores.classes[verdict.classes[0]].names[0]}</span
                >`
            : html`<span class="quiet cut">${msg("not classified")}</span>`
        }
      </span>
      <span role="cell" class="number">${verdict ? percent(verdict.probabilities[0]) : ""}</span>
      <span role="cell" class="cut ${colored?.kind === "number" ? "number" : ""}">${cellText(colored, row)}</span>
    </div>`;
  }

  #toggle(row: number, selected: boolean): void {
    const { explorer } = this;
    const now = explorer.study.selected()?.rows() ?? new Int32Array();
    const next = selected ? Array.from(now).filter((each) => each !== row) : [...now, row];
    explorer.select(
      next.toSorted((a, b) => a - b),
      msg("Chosen in the table"),
    );
  }
}

function cellText(column: Column | undefined, row: number): string {
  if (column?.kind === "category") return column.values[column.codes[row]] ?? "";
  if (column?.kind !== "number") return "";
  const value = column.values[row];
  return Number.isNaN(value) ? "" : String(Number(value.toPrecision(4)));
}
