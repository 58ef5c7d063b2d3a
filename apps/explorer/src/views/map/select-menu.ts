import { count } from "@clipscope/charts";
import { type MapRegions, type RowSet, rowSet } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import { rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { chooseRows } from "./change.js";
import type { Coloring } from "./coloring.js";
import { panelStyle } from "./panel-style.js";

/** What a new choice does to the selection. */
export type SelectMode = "replace" | "add" | "remove";

/** Selecting without drawing: a region, the nearest, a value, a range. Event: `mode`, detail: a mode. */
@customElement("select-menu")
export class SelectMenu extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    toolbar,
    panelStyle,
    css`
      :host {
        width: min(300px, 80vw);
        max-height: min(70vh, 640px);
        overflow: auto;
        padding: 2px;
      }
      .list {
        display: grid;
        gap: 4px;
      }
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px;
      }
      .pair select {
        width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  /** Whether it is open: only then are the choices listed. */
  @property({ type: Boolean }) open = false;
  @property() mode: SelectMode = "replace";
  @property({ attribute: false }) coloring: Coloring | undefined;
  @property({ attribute: false }) regions: MapRegions | undefined;
  @property({ attribute: false }) names: readonly string[] = [];
  /** Nearest rows of the pinned one, without it. */
  @property({ attribute: false }) nearest: Int32Array | undefined;

  override render() {
    const { study } = this.explorer;
    const shown = study.shown();
    const dataset = study.dataset().value;
    if (!shown || !dataset || !this.open) return nothing;
    const selected = study.selected();
    const n = selected?.count ?? 0;
    return html`<div class="field">
        <span>${msg("A new choice")}</span>
        <div class="segments words" role="group" aria-label=${msg("What a new choice does")}>
          ${(
            [
              ["replace", msg("Replaces")],
              ["add", msg("Adds")],
              ["remove", msg("Subtracts")],
            ] as const
          ).map(
            ([mode, title]) =>
              html`<button aria-pressed=${this.mode === mode} data-testid="mode-${mode}" @click=${() => this.dispatchEvent(new CustomEvent("mode", { detail: mode }))}>${title}</button>`,
          )}
        </div>
      </div>
      <p class="small quiet" role="status" data-testid="chosen-count">${msg(str`${count(n)} of ${count(shown.count)} selected`)}</p>
      ${this.#pinned()} ${this.#values(shown)} ${this.#regionList()}
      <div class="list">
        <button class="wide" data-testid="select-all" @click=${() => chooseRows(this, { rows: shown.rows(), title: msg("All shown") })}>${msg("All shown")}</button>
        <button class="wide" data-testid="invert-map" @click=${() => this.#set(selected ? shown.without(selected) : shown, msg("All others"))}>
          ${msg("Invert the selection")}
        </button>
        <button class="wide" ?disabled=${n === 0} data-testid="select-none" @click=${() => this.explorer.dispatch({ do: "select", selection: null })}>
          ${msg("Nothing")}
        </button>
      </div>`;
  }

  #set(rows: RowSet, title: string): void {
    this.explorer.select(rows.rows(), title);
  }

  #pinned() {
    const row = this.explorer.pinned.value;
    const dataset = this.explorer.study.dataset().value;
    if (row === undefined || !dataset) {
      return html`<p class="small quiet">${msg("Pin an image to select its nearest or its region.")}</p>`;
    }
    const name = rowName(dataset, row);
    const { nearest, regions } = this;
    const point = regions?.rows.indexOf(row) ?? -1;
    const around =
      regions?.regions.flatMap((region, at) => (region.points.includes(point) ? [{ region, at }] : [])) ?? [];
    return html`<div class="list">
      <button
        class="wide"
        ?disabled=${!nearest}
        data-testid="select-neighbors"
        @click=${() => nearest && chooseRows(this, { rows: [row, ...nearest], title: msg(str`${nearest.length} nearest to ${name}`) })}
      >
        ${msg(str`${nearest?.length ?? 0} nearest to ${name}, and itself`)}
      </button>
      ${around.map(
        ({
          region,
          at,
        }) => html`<button class="wide" data-testid="select-region" @click=${() => this.#region(at)}>
          ${msg(str`Its region: ${this.names[at] || msg("without a name")} (${count(region.points.length)})`)}
        </button>`,
      )}
    </div>`;
  }

  #region(at: number): void {
    const { regions } = this;
    if (!regions) return;
    const { points } = regions.regions[at];
    chooseRows(this, {
      rows: points.map((point) => regions.rows[point]),
      title: msg(str`Region ${this.names[at] || at + 1}`),
    });
  }

  #regionList() {
    const { regions, names } = this;
    if (!regions || regions.regions.length === 0) return nothing;
    return html`<form class="pair" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      this.#region(Number(new FormData(event.target as HTMLFormElement).get("region")));
    }}>
      <select name="region" aria-label=${msg("Region")} data-testid="regions">
        ${regions.regions.map(
          ({ level, points }, at) =>
            html`<option value=${at}>${"· ".repeat(level)}${names[at] || msg("without a name")} (${count(points.length)})</option>`,
        )}
      </select>
      <button type="submit" class="wide" data-testid="select-this-region">${msg("Select")}</button>
    </form>`;
  }

  /** By the color: one of its values, or a range of numbers. */
  #values(shown: RowSet) {
    const { coloring } = this;
    if (!coloring) return nothing;
    if ("categories" in coloring) {
      const { codes, entries } = coloring.categories;
      const there = entries.flatMap((entry, code) => (entry.n > 0 ? [{ ...entry, code }] : []));
      return html`<form class="pair" @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const code = Number(new FormData(event.target as HTMLFormElement).get("value"));
        const rows = shown.and(rowSet(shown.size, (row) => codes[row] === code));
        chooseRows(this, { rows: rows.rows(), title: `${coloring.title}: ${entries[code].label}` });
      }}>
        <select name="value" aria-label=${coloring.title} data-testid="color-values">
          ${there.map(({ code, label, n }) => html`<option value=${code}>${label} (${count(n)})</option>`)}
        </select>
        <button type="submit" class="wide" data-testid="select-value">${msg("Select")}</button>
      </form>`;
    }
    const { values, title } = coloring;
    return html`<form class="field" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      const [from, to] = ["from", "to"].map((name) => String(form.get(name)).trim());
      const [low, high] = [from === "" ? -Infinity : Number(from), to === "" ? Infinity : Number(to)];
      const rows = shown.and(rowSet(shown.size, (row) => values[row] >= low && values[row] <= high));
      chooseRows(this, { rows: rows.rows(), title: `${title}: ${from || "…"} – ${to || "…"}` });
    }}>
      <label for="from">${msg(str`${title} from`)}</label><input id="from" name="from" type="number" step="any" data-testid="range-from" />
      <label for="to">${msg("to")}</label><input id="to" name="to" type="number" step="any" data-testid="range-to" />
      <span></span><button type="submit" class="wide" data-testid="select-range">${msg("Select")}</button>
    </form>`;
  }
}
