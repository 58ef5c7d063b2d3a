import { accuracyBars, type Chart, count } from "@clipscope/charts";
import type { CategoryColumn } from "@clipscope/datasets";
import type { OpenedDataset, Scores, Study } from "@clipscope/study";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { askToOpen } from "../../../app/ask.js";
import type { Explorer } from "../../../app/explorer.js";
import { lackOf } from "../../../app/lack.js";
import { usesOf } from "../../../builtin/uses.js";
import { shiftsRecipe } from "../../../code/recipes/shifts-recipe.js";
import { chartDownloads } from "../../../elements/chart-downloads.js";
import "../../../elements/export-menu.js";
import "../../../builtin/more-parts.js";
import "../../../elements/message-card.js";
import { remember } from "../../../lib/remember.js";
import { shared } from "../../../style/shared.js";
import { toolbar } from "../../../style/toolbar.js";
import { optionsOf, setOptions } from "../../registry.js";
import { DrawnChart } from "../drawn-chart.js";
import { modelName } from "../model-name.js";
import { partButtons } from "../parts.js";
import { robustness as spec } from "../spec.js";
import { partStyle } from "../style.js";
import { headlineOf } from "./headline.js";
import { shiftBars } from "./shift-bars.js";
import { type ShiftColumn, shiftColumns } from "./shift-columns.js";
import "./shift-list.js";
import { type ShiftRow, type ShiftTable, shiftTable } from "./shift-table.js";

/** Accuracy of the active texts by the values of any column, or by dataset. */
@customElement("shifts-part")
export class ShiftsPart extends SignalWatcher(LitElement) {
  static override styles = [shared, toolbar, partStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  #chart = new DrawnChart<Chart<unknown>>(this, 48, 1400);
  #table = remember<ShiftTable | undefined>();

  override render() {
    const lack = lackOf(["labels", "model"], this.explorer);
    if (lack) return html`${this.#toolbar(undefined)}${lack}`;
    const dataset = this.study.dataset().value;
    if (!dataset) return html`${this.#toolbar(undefined)}${wait("Opening the data.")}`;
    const columns = shiftColumns(dataset);
    const name = dataset.roles.shift;
    const column = name === undefined ? undefined : dataset.columns.get(name);
    if (column?.kind !== "category") return html`${this.#toolbar(undefined)}${this.#noShift(columns)}`;
    const derived = this.study.scores();
    const scores = derived.value ?? derived.stale?.value;
    if (!scores) return html`${this.#toolbar(undefined)}${this.#noScores(derived)}`;
    const table = this.#tableOf(dataset, column, scores);
    return html`${this.#toolbar(table)}
      <div class="stage scroll" tabindex="0" role="region" aria-label="Accuracy by shift">
        <div class="inner">
          ${this.#controls(columns, name as string, table)}
          ${
            table && table.rows.length > 1
              ? this.#result(table, scores, derived.value === undefined)
              : this.#oneValue(column, table)
          }
        </div>
      </div>`;
  }

  #tableOf(dataset: OpenedDataset, column: CategoryColumn, scores: Scores): ShiftTable | undefined {
    const { study } = this;
    const { reference } = optionsOf(spec, study);
    const compared = study.doc.value.compareWith && study.scores({ which: "compareWith" }).value;
    return this.#table([dataset, column, scores, compared, reference], () => {
      const uses = usesOf(study.doc.value, dataset, column.title);
      return shiftTable(column, scores, {
        ...(reference && { reference }),
        ...(compared && { compared }),
        ...(uses && { uses }),
      });
    });
  }

  #toolbar(table: ShiftTable | undefined) {
    return html`<div class="toolbar" role="toolbar" aria-label="Robustness">
      ${partButtons(this)}
      <span class="grow"></span>
      <clip-tip term="robustness"
        >Classes, prompts and model stay the same; only the images come from another distribution: another style, place, camera or
        dataset. A value whose images lack some classes is also compared with the reference’s images of the same classes.</clip-tip
      >
      ${
        table
          ? html`<export-menu .files=${chartDownloads(
              "clipscope-shifts",
              () => this.#chart.chart,
              undefined,
              {
                explorer: this.explorer,
                title: () => headlineOf(table)?.text ?? "Accuracy by shift",
                recipe: () => this.#recipe(table),
              },
            )}></export-menu>`
          : nothing
      }
    </div>`;
  }

  #controls(columns: readonly ShiftColumn[], chosen: string, table: ShiftTable | undefined) {
    return html`<div class="controls">
      ${this.#columnChoice(columns, chosen)}
      ${
        table
          ? html`<label class="row"
              ><span class="small quiet">Reference</span>
              <select
                data-testid="reference"
                aria-label="Reference"
                @change=${(event: Event) => setOptions(spec, this, { reference: (event.target as HTMLSelectElement).value })}
              >
                ${table.rows.map(({ value }) => html`<option value=${value} .selected=${live(value === table.reference)}>${value}</option>`)}
              </select></label
            >`
          : nothing
      }
      ${this.#addButton()}
    </div>`;
  }

  #columnChoice(columns: readonly ShiftColumn[], chosen: string | undefined) {
    return html`<label class="row"
      ><span class="small quiet">Shift</span>
      <select
        data-testid="shift-column"
        aria-label="Column that is the shift"
        @change=${(event: Event) => {
          const column = (event.target as HTMLSelectElement).value;
          if (column) this.explorer.dispatch({ do: "set-role", role: "shift", column });
        }}
      >
        ${chosen === undefined ? html`<option value="" .selected=${live(true)}>choose a column</option>` : nothing}
        ${columns.map(
          ({ name, title, values }) =>
            html`<option value=${name} .selected=${live(name === chosen)}>${title} (${count(values)} ${values === 1 ? "value" : "values"})</option>`,
        )}
      </select></label
    >`;
  }

  #addButton() {
    return html`<button
      class="link small"
      data-testid="add-dataset"
      @click=${() => askToOpen(this, "shift")}
    >
      Add a second dataset as the shift…
    </button>`;
  }

  #noShift(columns: readonly ShiftColumn[]) {
    return html`<message-card
      heading="No column is the shift"
      text=${
        columns.length > 0
          ? "Choose the column whose values are the distributions: styles, places, cameras, years. Or compare this data with a second dataset of the same classes."
          : "The data has no category column besides the label. Compare it with a second dataset of the same classes, or open a table with such a column."
      }
    >
      ${columns.length > 0 ? this.#columnChoice(columns, undefined) : nothing} ${this.#addButton()}
    </message-card>`;
  }

  #oneValue({ title }: CategoryColumn, table: ShiftTable | undefined) {
    const only = table?.rows[0];
    return html`<message-card
      heading=${only ? "There is only one distribution" : "No labeled image has a value"}
      text=${
        only
          ? `All labeled images of this study have “${only.value}” in the column “${title}”: a shift needs at least two values. Choose another column, open more of the data, or add a second dataset.`
          : `None of the labeled images has a value in the column “${title}”. Choose another column.`
      }
      ><more-parts .explorer=${this.explorer}></more-parts
    ></message-card>`;
  }

  #noScores({ status, error, retry }: ReturnType<Study["scores"]>) {
    if (status === "failed" || status === "cancelled" || status === "missing") {
      return html`<message-card
        heading="No predictions"
        .text=${status === "cancelled" ? "The computation was stopped." : (error?.message ?? "")}
        >${status === "missing" ? nothing : html`<button class="link" data-testid="retry" @click=${retry}>Try again</button>`}</message-card
      >`;
    }
    return wait(
      "Accuracy appears once the images and class names are encoded; the bar below shows the progress.",
    );
  }

  #result(table: ShiftTable, scores: Scores, stale: boolean) {
    const headline = headlineOf(table);
    const { study } = this;
    const name = modelName(study);
    const compared = table.rows.some((row) => row.compared) ? modelName(study, "compareWith") : undefined;
    return html`<figure class=${stale ? "stale" : ""}>
        <figcaption>
          <h2 data-testid="headline" data-stale=${stale}>${headline?.text}</h2>
          <p class="small quiet">
            ${stale ? "Recomputing for the changed study…" : html`Zero-shot accuracy of ${name} by ${table.column}, among ${count(scores.classes.length)} classes, with Wilson’s 95% interval.`}
            ${study.doc.value.filters.length > 0 ? "Filters do not apply here." : ""}
            ${table.without > 0 ? `${count(table.without)} labeled images without a value are left out.` : ""}
          </p>
        </figcaption>
        <div class="chart" data-testid="shift-chart">${this.#drawn(table, scores, headline?.text, name)}</div>
      </figure>
      <shift-list
        .table=${table}
        .compared=${compared}
        @wrong-pick=${({ detail }: CustomEvent<ShiftRow>) => {
          this.explorer.select(detail.wrong, `Wrong where ${table.column} is ${detail.value}`);
        }}
      ></shift-list>`;
  }

  #recipe(table: ShiftTable) {
    const { study } = this;
    const name = study.dataset().value?.roles.shift;
    if (name === undefined) return undefined;
    return shiftsRecipe(
      name,
      shiftBars(table),
      this.#words(table, headlineOf(table)?.text, modelName(study)),
    );
  }

  #words(table: ShiftTable, title: string | undefined, model: string) {
    const { study } = this;
    const { seed, sample } = study.doc.value;
    const data = study.dataset().value?.title;
    return {
      ...(title && { title }),
      note: `By ${table.column}, ${count(table.rows.reduce((sum, { accuracy }) => sum + accuracy.n, 0))} images; 95% Wilson intervals`,
      source: { ...(data && { data }), model, seed: sample?.seed ?? seed },
    };
  }

  #drawn(table: ShiftTable, scores: Scores, title: string | undefined, model: string) {
    return this.#chart.show([table, title, this.theme], (width) => {
      const chart = accuracyBars(shiftBars(table), {
        width,
        label: "Zero-shot accuracy",
        chance: 1 / scores.classes.length,
        ...this.#words(table, title, model),
      });
      const pick = (bar: { title: string }) => {
        const row = table.rows.find(({ value }) => value === bar.title);
        if (row) this.explorer.select(row.wrong, `Wrong where ${table.column} is ${row.value}`);
      };
      return { chart, element: chart.element({ pick }) };
    });
  }
}

const wait = (text: string) => html`<message-card heading="No results yet" .text=${text}></message-card>`;
