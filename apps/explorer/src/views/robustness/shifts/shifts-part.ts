import { accuracyBars, type Chart, count } from "@clipscope/charts";
import type { CategoryColumn } from "@clipscope/datasets";
import { type OpenedDataset, type Scores, type Study, shiftCategory } from "@clipscope/study";
import { msg, str } from "@lit/localize";
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
import "../losses/loss-panel.js";
import type { Losses } from "../losses/losses.js";
import { followsStudy, partButtons } from "../parts.js";
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
  #category = remember<CategoryColumn | undefined>();

  override render() {
    const lack = lackOf(["labels", "model"], this.explorer);
    if (lack) return html`${this.#toolbar(undefined)}${lack}`;
    const dataset = this.study.dataset().value;
    if (!dataset) return html`${this.#toolbar(undefined)}${wait(msg("Opening the data."))}`;
    const columns = shiftColumns(dataset);
    const name = dataset.roles.shift;
    const column = this.#category([dataset.columns, name], () => {
      const given = name === undefined ? undefined : dataset.columns.get(name);
      return given && (shiftCategory(given, dataset.rows) ?? (given.kind === "category" ? given : undefined));
    });
    if (!column) return html`${this.#toolbar(undefined)}${this.#noShift(columns)}`;
    const derived = this.study.scores();
    const scores = derived.value ?? derived.stale?.value;
    if (!scores) return html`${this.#toolbar(undefined)}${this.#noScores(derived)}`;
    const table = this.#tableOf(dataset, column, scores);
    return html`${this.#toolbar(table)}
      <div class="stage scroll" tabindex="0" role="region" aria-label=${msg("Accuracy by shift")}>
        <div class="inner">
          ${followsStudy()} ${this.#controls(columns, name as string, table)}
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
    return html`<div class="toolbar" role="toolbar" aria-label=${msg("Robustness")}>
      ${partButtons(this)}
      <span class="grow"></span>
      <clip-tip term=${msg("robustness")}
        >${msg("Classes, prompts and model stay the same; only the images come from another distribution: another style, place, camera or dataset. A value whose images lack some classes is also compared with the reference’s images of the same classes.")}</clip-tip
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
              ><span class="small quiet">${msg("Reference")}</span>
              <select
                data-testid="reference"
                aria-label=${msg("Reference")}
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
      ><span class="small quiet">${msg("Shift")}</span>
      <select
        data-testid="shift-column"
        aria-label=${msg("Column that is the shift")}
        @change=${(event: Event) => {
          const column = (event.target as HTMLSelectElement).value;
          if (column) this.explorer.dispatch({ do: "set-role", role: "shift", column });
        }}
      >
        ${chosen === undefined ? html`<option value="" .selected=${live(true)}>${msg("choose a column")}</option>` : nothing}
        ${columns.map(
          ({ name, title, values }) =>
            html`<option value=${name} .selected=${live(name === chosen)}>${msg(str`${title} (${count(values)} values)`)}</option>`,
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
      ${this.study.doc.value.data?.kind === "several" ? msg("Add another dataset as a shift…") : msg("Add a second dataset as the shift…")}
    </button>`;
  }

  #noShift(columns: readonly ShiftColumn[]) {
    return html`<message-card
      heading=${msg("No column is the shift")}
      text=${
        columns.length > 0
          ? msg(
              "Choose the column whose values are the distributions: styles, places, cameras, years. Or compare this data with a second dataset of the same classes.",
            )
          : msg(
              "The data has no column besides the label that divides it. Compare it with a second dataset of the same classes, or open a table with such a column.",
            )
      }
    >
      ${columns.length > 0 ? this.#columnChoice(columns, undefined) : nothing} ${this.#addButton()}
    </message-card>`;
  }

  #oneValue({ title }: CategoryColumn, table: ShiftTable | undefined) {
    const only = table?.rows[0];
    return html`<message-card
      heading=${only ? msg("There is only one distribution") : msg("No labeled image has a value")}
      text=${
        only
          ? msg(
              str`All labeled images of this study have “${only.value}” in the column “${title}”: a shift needs at least two values. Choose another column, open more of the data, or add a second dataset.`,
            )
          : msg(str`None of the labeled images has a value in the column “${title}”. Choose another column.`)
      }
      ><more-parts .explorer=${this.explorer}></more-parts
    ></message-card>`;
  }

  #noScores({ status, error, retry }: ReturnType<Study["scores"]>) {
    if (status === "failed" || status === "cancelled" || status === "missing") {
      return html`<message-card
        heading=${msg("No predictions")}
        .text=${status === "cancelled" ? msg("The computation was stopped.") : (error?.message ?? "")}
        >${status === "missing" ? nothing : html`<button class="link" data-testid="retry" @click=${retry}>${msg("Try again")}</button>`}</message-card
      >`;
    }
    return wait(
      msg("Accuracy appears once the images and class names are encoded; the bar below shows the progress."),
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
            ${stale ? msg("Recomputing for the changed study…") : msg(str`Zero-shot accuracy of ${name} by ${table.column}, among ${count(scores.classes.length)} classes, with Wilson’s 95% interval.`)}
            ${study.doc.value.filters.length > 0 ? msg("Filters do not apply here.") : ""}
            ${table.without > 0 ? msg(str`${count(table.without)} labeled images without a value are left out.`) : ""}
          </p>
        </figcaption>
        <div class="chart" data-testid="shift-chart">${this.#drawn(table, scores, headline?.text, name)}</div>
      </figure>
      ${this.#losses(table, scores, name)}
      <shift-list
        .table=${table}
        .compared=${compared}
        @wrong-pick=${({ detail }: CustomEvent<ShiftRow>) => this.#selectWrong(table, detail)}
        @losses-pick=${({ detail }: CustomEvent<ShiftRow>) => setOptions(spec, this, { pickedShift: detail.value })}
      ></shift-list>`;
  }

  #selectWrong({ column }: ShiftTable, { wrong, value }: ShiftRow): void {
    this.explorer.select(wrong, msg(str`Wrong where ${column} is ${value}`));
  }

  /** What is lost where the chosen value is, class by class. */
  #losses({ rows, reference }: ShiftTable, scores: Scores, model: string) {
    const { pickedShift } = optionsOf(spec, this.study);
    const row = rows.find(({ value }) => value === pickedShift);
    if (!row?.losses) return nothing;
    const { explorer } = this;
    const { classes, lost } = row.losses;
    const named = (index: number) => scores.classes[index].names[0];
    const losses: Losses = {
      model,
      reference,
      shift: row.value,
      classes: classes.map(({ class: index, before, after }) => ({ name: named(index), before, after })),
      ...(lost && { lost: { all: lost.length, open: lost.length } }),
      selectable: true,
    };
    const ofClass = (place: number) => row.rows.filter((_, i) => row.labels[i] === classes[place].class);
    return html`<loss-panel
      .losses=${losses}
      @lost-pick=${() => explorer.select(lost ?? [], msg(str`Right on ${reference}, wrong on ${row.value}`))}
      @class-pick=${({ detail }: CustomEvent<number>) =>
        explorer.select(ofClass(detail), msg(str`${named(classes[detail].class)} on ${row.value}`))}
      @losses-close=${() => setOptions(spec, this, { pickedShift: "" })}
    ></loss-panel>`;
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
      note: msg(
        str`By ${table.column}, ${count(table.rows.reduce((sum, { accuracy }) => sum + accuracy.n, 0))} images; 95% Wilson intervals`,
      ),
      source: { ...(data && { data }), model, seed: sample?.seed ?? seed },
    };
  }

  #drawn(table: ShiftTable, scores: Scores, title: string | undefined, model: string) {
    return this.#chart.show([table, title, this.theme], (width) => {
      const chart = accuracyBars(shiftBars(table), {
        width,
        label: msg("Zero-shot accuracy"),
        chance: 1 / scores.classes.length,
        ...(table.rows.some(({ accuracy }) => accuracy.high > 0.5) && { most: 1 }),
        ...this.#words(table, title, model),
      });
      const pick = (bar: { title: string }) => {
        const row = table.rows.find(({ value }) => value === bar.title);
        if (!row) return;
        this.#selectWrong(table, row);
        if (row.losses) setOptions(spec, this, { pickedShift: row.value });
      };
      return { chart, element: chart.element({ pick }) };
    });
  }
}

const wait = (text: string) =>
  html`<message-card heading=${msg("No results yet")} .text=${text}></message-card>`;
