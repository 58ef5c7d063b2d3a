import { count, counted } from "@clipscope/charts";
import type { Filter } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../app/explorer.js";
import { OwnTaskElement } from "../lib/own-task.js";
import { chips } from "../style/chips.js";
import { shared } from "../style/shared.js";
import { panelStyle } from "./panel-style.js";

/** Filters as chips; rows that do not pass all of them are hidden in every view. */
@customElement("filter-section")
export class FilterSection extends SignalWatcher(OwnTaskElement) {
  static override styles = [shared, panelStyle, chips];

  @property({ attribute: false }) explorer!: Explorer;
  /** Column of the filter being added. */
  @state() private column: string | undefined;

  override render() {
    const { study } = this.explorer;
    const dataset = study.dataset().value;
    if (!dataset) return nothing;
    const { filters, selection } = study.doc.value;
    const shown = study.shown()?.count ?? 0;
    const total = dataset.sampled?.length ?? dataset.rows;
    return html`<section aria-label=${msg("Filters")}>
      <h2>
        <span class="grow">${msg("Filters")}</span>
        <span class="number quiet small" data-testid="shown-count" aria-live="polite">${filters.length > 0 ? msg(str`${count(shown)} of ${count(total)}`) : ""}</span>
      </h2>
      <div class="chips">
        ${filters.map(
          (filter, index) => html`<span class="chip" data-testid="filter">
            <span class="cut">${describeFilter(filter)}</span>
            <button aria-label=${msg(str`Remove the filter ${describeFilter(filter)}`)} @click=${() => this.explorer.dispatch({ do: "remove-filter", index })}>
              <wa-icon name="close"></wa-icon>
            </button>
          </span>`,
        )}
      </div>
      <div class="field" style="grid-template-columns:minmax(0,1fr) minmax(0,1fr)">
        <select
          aria-label=${msg("Column of a new filter")}
          data-testid="filter-column"
          @change=${(event: Event) => {
            this.column = (event.target as HTMLSelectElement).value || undefined;
          }}
        >
          <option value="" .selected=${live(this.column === undefined)}>${msg("Add a filter…")}</option>
          ${study.columns().map(({ name, title }) => html`<option value=${name} .selected=${live(name === this.column)}>${title}</option>`)}
        </select>
        ${this.column === undefined ? nothing : keyed(this.column, this.#condition(this.column))}
      </div>
      <div class="actions">
        ${
          selection
            ? html`<button class="link small" data-testid="keep-selection" @click=${() => this.#keepOnly(selection)}>${msg("Show only the selection")}</button>`
            : nothing
        }
        ${filters.length > 1 ? html`<button class="link small" @click=${() => this.explorer.dispatch({ do: "clear-filters" })}>${msg("Remove all filters")}</button>` : nothing}
      </div>
    </section>`;
  }

  /** Input for a condition on a column: a choice of values, a range, or a text. */
  #condition(name: string) {
    const column = this.explorer.study.column(name);
    if (!column) return html`<span class="quiet">${msg("computing…")}</span>`;
    if ((column.kind === "category" || column.kind === "list") && column.values.length <= 400) {
      return html`<select
        aria-label=${msg("Value")}
        data-testid="filter-value"
        @change=${(event: Event) => this.#add({ kind: "values", column: name, values: [(event.target as HTMLSelectElement).value] })}
      >
        <option value="" disabled selected>${msg("Choose a value")}</option>
        ${column.values.map((value) => html`<option value=${value}>${value}</option>`)}
      </select>`;
    }
    const numeric = column.kind === "number";
    return html`<input
      aria-label=${numeric ? msg("Range, such as 0.2-0.5 or >0.9") : msg("Text to find")}
      placeholder=${numeric ? msg(">0.9 or 0.2-0.5") : msg("contains…")}
      data-testid="filter-text"
      @change=${(event: Event) => {
        const text = (event.target as HTMLInputElement).value.trim();
        const filter = numeric ? rangeOf(name, text) : ({ kind: "text", column: name, query: text } as const);
        if (text && filter) this.#add(filter);
        else if (text)
          this.explorer.notify({ text: msg(str`“${text}” is not a range: write >0.9, <0.5 or 0.2-0.5.`) });
      }}
    />`;
  }

  #add(filter: Filter): void {
    this.explorer.dispatch({ do: "add-filter", filter });
    this.column = undefined;
  }

  #keepOnly(selection: Filter): void {
    const merge = `keep ${this.explorer.study.doc.peek().filters.length}`;
    this.explorer.dispatch({ do: "add-filter", filter: selection }, { merge });
    this.explorer.dispatch({ do: "select", selection: null }, { merge });
  }
}

/** Short description of a filter. */
export function describeFilter(filter: Filter): string {
  const not = filter.not ? msg("not ") : "";
  switch (filter.kind) {
    case "values":
      return `${filter.column}: ${not}${filter.values.map((value) => value ?? msg("missing")).join(", ")}`;
    case "range": {
      const { from, to } = filter;
      const range =
        from === undefined ? `≤ ${to}` : to === undefined ? `≥ ${from}` : msg(str`${from} to ${to}`);
      return `${filter.column}: ${not}${range}`;
    }
    case "text":
      return `${filter.column}: ${not}“${filter.query}”`;
    case "rows":
      return `${not}${filter.title} (${counted(filter.keys.length, msg("row"), msg("rows"))})`;
  }
}

/** Parses ">0.9", "<0.5", "0.2-0.5" or "0.2 to 0.5"; undefined for anything else. */
export function rangeOf(column: string, text: string): Filter | undefined {
  const number = "(-?\\d+(?:\\.\\d+)?(?:e-?\\d+)?)";
  const above = new RegExp(`^(?:>|>=|≥)\\s*${number}$`).exec(text);
  if (above) return { kind: "range", column, from: Number(above[1]) };
  const below = new RegExp(`^(?:<|<=|≤)\\s*${number}$`).exec(text);
  if (below) return { kind: "range", column, to: Number(below[1]) };
  const between = new RegExp(`^${number}\\s*(?:-|–|to)\\s*${number}$`).exec(text);
  return between ? { kind: "range", column, from: Number(between[1]), to: Number(between[2]) } : undefined;
}
