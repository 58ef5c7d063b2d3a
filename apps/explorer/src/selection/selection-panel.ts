import { count, percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { download } from "../app/download.js";
import { type Explorer, isRight } from "../app/explorer.js";
import { OwnTaskElement } from "../lib/own-task.js";
import { describeFilter } from "../panel/filter-section.js";
import "../rows/row-card.js";
import "../rows/row-grid.js";
import { labelOf } from "../rows/row-name.js";
import { rowsCsv } from "../rows/rows-csv.js";
import { chips } from "../style/chips.js";
import { shared } from "../style/shared.js";

/** Side panel with the pinned row and the selected rows, with the model's predictions. Shared by all views. */
@customElement("selection-panel")
export class SelectionPanel extends SignalWatcher(OwnTaskElement) {
  static override styles = [
    shared,
    chips,
    css`
      :host {
        display: block;
      }
      section {
        padding: 16px;
        border-bottom: 1px solid var(--line);
      }
      .head {
        display: flex;
        align-items: center;
        gap: 4px;
        margin-bottom: 12px;
      }
      .head h2 {
        flex: 1;
      }
      .head button {
        display: inline-flex;
        padding: 6px;
      }
      .says {
        display: grid;
        gap: 12px;
        margin-bottom: 16px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 8px;
        font-size: var(--small);
        line-height: 20px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private tagging = false;

  override render() {
    const { study } = this.explorer;
    const selected = study.selected();
    const shown = study.shown();
    const any = study.doc.value.selection !== undefined;
    return html`${this.#pinned()}
      <section aria-label=${msg("Selection")}>
        <div class="head">
          <h2>${msg("Selection")}</h2>
          <span class="number quiet" aria-live="polite" data-testid="selection-count">${msg(str`${count(selected?.count ?? 0)} of ${count(shown?.count ?? 0)}`)}</span>
          ${
            any
              ? html`<button title=${msg("Clear (Esc)")} aria-label=${msg("Clear selection")} @click=${() => this.explorer.dispatch({ do: "select", selection: null })}>
                  <wa-icon name="close"></wa-icon>
                </button>`
              : nothing
          }
        </div>
        ${selected && any ? this.#selected(selected.rows()) : this.#empty()}
      </section>`;
  }

  #pinned() {
    const { explorer } = this;
    const row = explorer.pinned.value;
    if (row === undefined) return nothing;
    return html`<section aria-label=${msg("Pinned image")} data-testid="pinned">
      <div class="head">
        <h2>${msg("Pinned")}</h2>
        <button aria-label=${msg("Unpin")} @click=${() => explorer.pin(undefined)}><wa-icon name="close"></wa-icon></button>
      </div>
      <row-card .explorer=${explorer} row=${row} top="5" size="80" stacked></row-card>
    </section>`;
  }

  #empty() {
    return html`<p class="small quiet">
      ${msg("Nothing is selected. Draw around images with Lasso or Box on the map, or click a cell of the confusion matrix. Click an image to pin it here.")}
    </p>`;
  }

  #selected(rows: Int32Array) {
    const { explorer } = this;
    const { selection, model } = explorer.study.doc.value;
    const words = model.kind !== "none";
    const verdicts = words ? Array.from(rows, (row) => explorer.verdict(row)) : [];
    const judged = verdicts.filter((verdict) => isRight(verdict) !== undefined);
    const right = judged.filter((verdict) => isRight(verdict)).length;
    const predictions = verdicts.flatMap((verdict) =>
      verdict ? [verdict.scores.classes[verdict.classes[0]].names[0]] : [],
    );
    return html`<div class="says">
        ${selection ? html`<p class="small quiet" data-testid="selection-title">${describeFilter(selection)}</p>` : nothing}
        ${judged.length > 0 ? html`<p data-testid="selection-accuracy">${msg(str`${count(right)} of ${count(judged.length)} images in the right class (${percent(right / judged.length)})`)}</p>` : nothing}
        ${this.#counts(msg("Most predicted"), predictions)}
        ${this.#counts(msg("Labels"), this.#labels(rows))}
        <div class="actions">
          <button class="link small" data-testid="selection-csv" @click=${() => download("clipscope-selection.csv", rowsCsv(explorer, rows))}>${msg("Export as CSV")}</button>
          <button class="link small" data-testid="tag" aria-expanded=${this.tagging} @click=${() => {
            this.tagging = !this.tagging;
          }}>${msg("Tag")}</button>
        </div>
        ${this.#change(rows)} ${this.tagging ? this.#tagForm(rows) : nothing} ${this.#tags(rows)}
      </div>
      <row-grid
        .explorer=${explorer}
        .rows=${rows}
        .chosen=${explorer.pinned.value ?? -1}
        @row-pick=${(event: CustomEvent<number>) => explorer.pin(event.detail)}
      ></row-grid>`;
  }

  /** Buttons that change the selection without drawing: by prediction, by label, or to its complement. */
  #change(rows: Int32Array) {
    const { explorer } = this;
    const shown = explorer.study.shown();
    if (!shown) return nothing;
    const take = (next: Int32Array, title: string) => explorer.select(next, title);
    const wrong = rows.filter((row) => isRight(explorer.verdict(row)) === false);
    const labels = new Set(this.#labels(rows));
    const dataset = explorer.study.dataset().value;
    const classes = () => shown.rows().filter((row) => dataset && labels.has(labelOf(dataset, row) ?? ""));
    return html`<div class="actions">
      ${
        wrong.length > 0 && wrong.length < rows.length
          ? html`<button class="link small" data-testid="only-wrong" @click=${() => take(wrong, msg("Wrong among the selected"))}>${msg("Only the wrong ones")}</button>`
          : nothing
      }
      ${
        labels.size > 0 && labels.size <= 20
          ? html`<button class="link small" data-testid="whole-classes" @click=${() => take(classes(), msg("All of these classes"))}>${msg("Add the rest of their classes")}</button>`
          : nothing
      }
      <button
        class="link small"
        data-testid="invert"
        @click=${() => {
          const chosen = new Set(rows);
          take(
            shown.rows().filter((row) => !chosen.has(row)),
            msg("Not selected before"),
          );
        }}
      >
        ${msg("Invert")}
      </button>
    </div>`;
  }

  #tagForm(rows: Int32Array) {
    const { explorer } = this;
    return html`<form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const tag = String(new FormData(event.target as HTMLFormElement).get("tag")).trim();
        const keys = explorer.study.dataset().value?.keys;
        if (!tag || !keys) return;
        explorer.dispatch({ do: "tag", tag, keys: Array.from(rows, (row) => keys[row]) });
        this.tagging = false;
      }}
    >
      <input name="tag" aria-label=${msg("Tag for the selected rows")} placeholder=${msg("Tag, such as “check”")} data-testid="tag-name" list="tags" autocomplete="off" />
      <datalist id="tags">${Object.keys(explorer.study.doc.value.edits.tags).map((tag) => html`<option value=${tag}></option>`)}</datalist>
      <button type="submit">${msg("Tag")}</button>
    </form>`;
  }

  /** The tags of the selected rows, each with a button that removes it from them. */
  #tags(rows: Int32Array) {
    const { study } = this.explorer;
    const dataset = study.dataset().value;
    const all = Object.entries(study.doc.value.edits.tags);
    if (!dataset || all.length === 0) return nothing;
    const keys = Array.from(rows, (row) => dataset.keys[row]);
    const chosen = new Set(keys);
    const here = all.flatMap(([tag, tagged]) => {
      const n = tagged.filter((key) => chosen.has(key)).length;
      return n > 0 ? [{ tag, n }] : [];
    });
    return html`<div class="chips">
      ${here.map(
        ({ tag, n }) => html`<span class="chip" data-testid="tag-chip">
          <span class="cut">${tag} <span class="quiet number">${count(n)}</span></span>
          <button
            title=${msg("Remove the tag from the selected rows")}
            aria-label=${msg(str`Remove the tag ${tag} from the selected rows`)}
            @click=${() => this.explorer.dispatch({ do: "untag", tag, keys })}
          >
            <wa-icon name="close"></wa-icon>
          </button>
        </span>`,
      )}
    </div>`;
  }

  #counts(title: string, values: readonly string[]) {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size === 0) return nothing;
    const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);
    return html`<div>
      <h3>${title}</h3>
      <dl>${most.map(([value, n]) => html`<dt class="cut" title=${value}>${value}</dt><dd class="number">${count(n)}</dd>`)}</dl>
    </div>`;
  }

  #labels(rows: Int32Array): string[] {
    const dataset = this.explorer.study.dataset().value;
    return dataset ? Array.from(rows).flatMap((row) => labelOf(dataset, row) ?? []) : [];
  }
}
