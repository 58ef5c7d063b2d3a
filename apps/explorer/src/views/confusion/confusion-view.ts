import "@awesome.me/webawesome/dist/components/checkbox/checkbox.js";
import {
  type Cell,
  type CellPlace,
  type ConfusionShare,
  confusionSvg,
  counted,
  type MatrixData,
  percent,
} from "@clipscope/charts";
import type { Study } from "@clipscope/study";
import { toCsv } from "@clipscope/toolkit";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { chartWords } from "../../app/chart-words.js";
import type { Explorer } from "../../app/explorer.js";
import { type ConfusionLook, confusionRecipe } from "../../code/recipes/confusion-recipe.js";
import { chartDownloads } from "../../elements/chart-downloads.js";
import "../../elements/export-menu.js";
import "../../elements/message-card.js";
import { remember } from "../../lib/remember.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { optionsOf, setOptions } from "../registry.js";
import "./confusion-list.js";
import { type Level, levelsOf } from "./levels.js";
import { cellTitle, confusionOf, describeCell, type RowConfusion, summarize } from "./matrix.js";
import { type Order, type Share, sharesOf } from "./roll-up.js";
import { type ConfusionOptions, confusion as spec } from "./spec.js";

const orders: Record<Order, string> = {
  dataset: "as in the data",
  name: "by name",
  errors: "most errors first",
};
const shares: Record<Share, string> = {
  row: "of the true class",
  column: "of the prediction",
  total: "of all images",
};

const chartShares: Record<Share, ConfusionShare> = { row: "label", column: "prediction", total: "all" };

/** The Confusion view: true classes against predictions, at a chosen level. A cell opens its images. */
@customElement("confusion-view")
export class ConfusionView extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    toolbar,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        height: 100%;
      }
      .stage {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 256px;
        min-height: 0;
      }
      figure {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        min-height: 0;
        margin: 0;
      }
      /* Two lines always, so that the matrix does not move under the pointer when the caption changes. */
      figcaption {
        display: flex;
        gap: 12px;
        height: 56px;
        padding: 12px 16px 0;
        font-size: 13px;
        line-height: 18px;
        overflow: hidden;
      }
      .stale {
        opacity: 0.45;
      }
      confusion-list {
        border-left: 1px solid var(--line);
      }
      label.row {
        font-size: 13px;
      }
      @media (max-width: 1240px) {
        .stage {
          grid-template-columns: minmax(0, 1fr);
          overflow: auto;
        }
        figure {
          height: min(640px, 66dvh);
        }
        confusion-list {
          min-height: 320px;
          border-left: 0;
          border-top: 1px solid var(--line);
        }
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  @state() private cursor: CellPlace | undefined;
  #levels = remember<Level[]>();
  #made = remember<{ confusion: RowConfusion; data: MatrixData } | undefined>();

  override render() {
    const { study } = this;
    const options = optionsOf(spec, study);
    const derived = study.scores();
    const scores = derived.value ?? derived.stale?.value;
    const dataset = study.dataset().value;
    const shown = study.shown();
    if (!scores || !dataset || !shown) {
      const failed =
        derived.status === "failed" || derived.status === "cancelled" || derived.status === "missing";
      return html`<span></span><message-card
          heading=${failed ? "No predictions" : "No predictions yet"}
          .text=${failed ? (derived.error?.message ?? "The computation was stopped.") : "The matrix appears once the images and class names are encoded; the bar below shows the progress."}
          >${failed && derived.status !== "missing" ? html`<button class="link" @click=${() => derived.retry()}>Try again</button>` : nothing}</message-card
        >`;
    }
    const levels = this.#levels([dataset, scores, study.classes()], () =>
      levelsOf(dataset, scores, study.classes()),
    );
    const level = levels.find(({ column }) => column === options.by) ?? levels[0];
    const made = this.#made(
      [scores, shown, level, options.order, options.share, options.hideDiagonal],
      () => {
        const confusion = confusionOf(scores, shown, level, options.order);
        if (!confusion) return undefined;
        const { categories, cells, metrics } = confusion;
        const data: MatrixData = {
          categories,
          cells,
          values: sharesOf(confusion, options.share),
          share: chartShares[options.share],
          scale: "root",
          hideDiagonal: options.hideDiagonal,
          difference: false,
          blocks: [],
          recall: metrics.recall,
          precision: metrics.precision,
          f1: metrics.f1,
        };
        return { confusion, data };
      },
    );
    if (!made) {
      return html`${this.#toolbar(options, levels, level)}<message-card
          heading="Nothing to compare"
          text="None of the images shown has a label in one of the classes: remove a filter, or choose another label column."
        ></message-card>`;
    }
    const { confusion, data } = made;
    const stale = derived.value === undefined;
    const caption = stale
      ? "Recomputing for the changed texts…"
      : describeCell(confusion, this.cursor, options.share) || summarize(confusion);
    return html`${this.#toolbar(options, levels, level)}
      <div class="stage">
        <figure>
          <figcaption><span class="grow" data-testid="cell">${caption}</span></figcaption>
          <clip-confusion
            class=${stale ? "stale" : ""}
            data-testid="matrix"
            data-categories=${confusion.categories.length}
            data-stale=${stale}
            .data=${data}
            .cursor=${this.cursor}
            .description=${describeCell(confusion, this.cursor, options.share)}
            @cell-hover=${(event: CustomEvent<CellPlace | undefined>) => {
              this.cursor = event.detail;
            }}
            @cell-pick=${(event: CustomEvent<CellPlace>) => this.#open(confusion, event.detail)}
          ></clip-confusion>
        </figure>
        <confusion-list
          .confusion=${confusion}
          .cells=${data.cells}
          .shares=${data.values}
          @cell-pick=${(event: CustomEvent<CellPlace>) => {
            this.cursor = event.detail;
            this.#open(confusion, event.detail);
          }}
        ></confusion-list>
      </div>`;
  }

  #toolbar(options: ConfusionOptions, levels: readonly Level[], level: Level) {
    const set = (changed: Partial<ConfusionOptions>) => setOptions(spec, this, changed);
    return html`<div class="toolbar" role="toolbar" aria-label="Confusion">
      ${
        levels.length > 1
          ? html`<div class="segments words" role="group" aria-label="Rolled up by">
              ${levels.toReversed().map(
                ({ column, title }) =>
                  html`<button
                    aria-pressed=${column === level.column}
                    data-testid="level-${column || "class"}"
                    @click=${() => {
                      this.cursor = undefined;
                      set({ by: column });
                    }}
                  >
                    ${title.charAt(0).toUpperCase() + title.slice(1)}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      ${this.#choice("Share", "share", shares, options.share, (share) => set({ share }))}
      ${this.#choice("Order", "order", orders, options.order, (order) => set({ order }))}
      <wa-checkbox
        size="s"
        data-testid="hide-diagonal"
        .checked=${options.hideDiagonal}
        @change=${() => set({ hideDiagonal: !options.hideDiagonal })}
        >Hide the diagonal</wa-checkbox
      >
      <span class="grow"></span>
      <clip-tip term="the matrix"
        >A row is a true class, a column what was predicted; blue is right, orange is wrong, and darker is a larger share. Every
        image is judged among all single classes first; coarser levels only add those judgments up.</clip-tip
      >
      <export-menu
        .files=${chartDownloads(
          "clipscope-confusion",
          () => this.#chart(options),
          () => this.#csv(options),
          {
            explorer: this.explorer,
            title: () => `Confusion of ${this.study.dataset().value?.title ?? "the data"}`,
            recipe: () => this.#recipe(options),
          },
        )}
      ></export-menu>
    </div>`;
  }

  #choice<T extends string>(
    title: string,
    id: string,
    choices: Record<T, string>,
    chosen: T,
    take: (value: T) => void,
  ) {
    return html`<label class="row">
      <span class="small quiet">${title}</span>
      <select data-testid=${id} aria-label=${title} @change=${(event: Event) => take((event.target as HTMLSelectElement).value as T)}>
        ${(Object.entries(choices) as [T, string][]).map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`)}
      </select>
    </label>`;
  }

  /** Selects the images of a cell; an empty cell keeps the selection. */
  #open({ labels, predictions, rows, categories }: RowConfusion, place: CellPlace): void {
    this.cursor = place;
    const found = rows.filter((_, i) => labels[i] === place.row && predictions[i] === place.column);
    if (found.length > 0) this.explorer.select(found, cellTitle(categories, place));
  }

  #csv(options: ConfusionOptions): string {
    const made = this.#made.last();
    if (!made) return "";
    const { confusion, data } = made;
    const rows = confusion.cells.map(({ row, column, n }: Cell, i) => [
      confusion.categories[row],
      confusion.categories[column],
      n,
      data.values[i],
    ]);
    return toCsv({ columns: ["true", "predicted", "images", `share ${shares[options.share]}`], rows });
  }

  /** How the drawing is computed. */
  #recipe({ by, share, order, hideDiagonal }: ConfusionOptions) {
    const made = this.#made.last();
    if (!made) return undefined;
    const { study } = this;
    const look: ConfusionLook = {
      by,
      ...(order !== "dataset" && { order: made.confusion.categories }),
      share: chartShares[share],
      hideDiagonal,
    };
    return confusionRecipe(study.doc.peek(), look, chartWords(study, titleOf(made.confusion)));
  }

  /** A drawing of the whole matrix, independent of the zoom. */
  #chart({ share, hideDiagonal }: ConfusionOptions) {
    const made = this.#made.last();
    if (!made) return undefined;
    const { categories, cells } = made.confusion;
    return confusionSvg(cells, {
      ...chartWords(this.study, titleOf(made.confusion)),
      names: categories,
      share: chartShares[share],
      hideDiagonal,
    });
  }
}

function titleOf({ cells, matrix, categories }: RowConfusion): string {
  const right = cells.reduce((sum, { row, column, n }) => sum + (row === column ? n : 0), 0);
  return `${percent(right / matrix.total)} right among ${counted(categories.length, "category", "categories")}`;
}
