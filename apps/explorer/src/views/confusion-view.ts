import "@awesome.me/webawesome/dist/components/checkbox/checkbox.js";
import "@awesome.me/webawesome/dist/components/option/option.js";
import "@awesome.me/webawesome/dist/components/select/select.js";
import { css, html, LitElement } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../elements/export-menu.js";
import type { Cell, CellPlace, ConfusionElement, MatrixData } from "@clipscope/charts";
import "../elements/message-card.js";
import { type Confusion, type Normalize, type Order, sharesOf } from "../lib/confusion.js";
import { toCsv } from "../lib/csv.js";
import { remember } from "../lib/remember.js";
import type { Rollup } from "../lib/url-state.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { toolbar } from "../style/toolbar.js";
import "./confusion-list.js";
import { cellTitle, confusionOf, describeCell, summarize } from "./confusion-of.js";
import { canvasBlob, download } from "./exports.js";

const orders: Record<Order, string> = {
  dataset: "As in the dataset",
  name: "By name",
  errors: "Most errors first",
};
const shares: Record<Normalize, string> = {
  row: "of true class",
  column: "of prediction",
  total: "of all images",
};

/** The Confusion view: true classes against predictions, at a chosen level. A cell opens its images. */
@customElement("confusion-view")
export class ConfusionView extends LitElement {
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
      figcaption {
        display: flex;
        gap: 12px;
        min-height: 44px;
        padding: 12px 16px 0;
        font-size: 13px;
        line-height: 18px;
      }
      confusion-list {
        border-left: 1px solid var(--line);
      }
      wa-select {
        width: 156px;
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

  @property({ attribute: false }) session!: Session;
  @property() theme = "";
  @state() private by: Normalize = "row";
  @state() private order: Order = "dataset";
  @state() private hideDiagonal = false;
  @state() private cursor: CellPlace | undefined;
  @query("clip-confusion") private plot!: ConfusionElement | null;
  #made = remember<{ confusion: Confusion; data: MatrixData } | undefined>();

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.settings]);
  }

  override render() {
    const { session } = this;
    const { rollup } = session.settings.state;
    const made = this.#make(rollup);
    if (!made) {
      return html`${this.#toolbar(rollup)}<message-card
          heading="No predictions yet"
          text="The matrix appears once the images and class names are encoded; the bar below shows the progress."
        ></message-card>`;
    }
    const { confusion, data } = made;
    return html`${this.#toolbar(rollup)}
      <div class="stage">
        <figure>
          <figcaption>
            <span class="grow" data-testid="cell" aria-live="polite">${describeCell(confusion, this.cursor) || summarize(confusion)}</span>
          </figcaption>
          <clip-confusion
            data-testid="matrix"
            data-categories=${confusion.categories.length}
            .data=${data}
            .cursor=${this.cursor}
            .description=${describeCell(confusion, this.cursor)}
            @cell-hover=${(event: CustomEvent<CellPlace | undefined>) => {
              this.cursor = event.detail;
            }}
            @cell-pick=${(event: CustomEvent<CellPlace>) => this.#open(confusion, event.detail)}
          ></clip-confusion>
        </figure>
        <confusion-list
          .confusion=${confusion}
          .cells=${data.cells}
          .shares=${data.shares}
          @cell-pick=${(event: CustomEvent<CellPlace>) => {
            this.cursor = event.detail;
            this.#open(confusion, event.detail);
          }}
        ></confusion-list>
      </div>`;
  }

  #toolbar(rollup: Rollup) {
    const { session } = this;
    const rollups: Rollup[] = ["group", "subgroup", "concept"];
    return html`<div class="toolbar" role="toolbar" aria-label="Confusion">
      <div class="segments words" role="group" aria-label="Rolled up by">
        ${rollups.map(
          (value) =>
            html`<button
              aria-pressed=${rollup === value}
              data-testid="rollup-${value}"
              @click=${() => {
                this.cursor = undefined;
                session.settings.set({ rollup: value });
              }}
            >
              ${value.charAt(0).toUpperCase() + value.slice(1)}
            </button>`,
        )}
      </div>
      <label class="row"
        ><span class="small quiet">Share</span>
        <wa-select
          size="s"
          value=${this.by}
          label="Share"
          data-testid="normalize"
          @change=${(event: Event) => {
            this.by = (event.target as HTMLInputElement).value as Normalize;
          }}
          >${Object.entries(shares).map(([value, title]) => html`<wa-option value=${value}>${title}</wa-option>`)}</wa-select
        ></label
      >
      <label class="row"
        ><span class="small quiet">Order</span>
        <wa-select
          size="s"
          value=${this.order}
          label="Order"
          @change=${(event: Event) => {
            this.order = (event.target as HTMLInputElement).value as Order;
          }}
          >${Object.entries(orders).map(([value, title]) => html`<wa-option value=${value}>${title}</wa-option>`)}</wa-select
        ></label
      >
      <wa-checkbox
        size="s"
        data-testid="hide-diagonal"
        .checked=${this.hideDiagonal}
        @change=${() => {
          this.hideDiagonal = !this.hideDiagonal;
        }}
        >Hide the diagonal</wa-checkbox
      >
      <span class="grow"></span>
      <clip-tip term="the matrix"
        >A row is a true class, a column what was predicted; blue is right, orange is wrong, and the shade is the square root of
        the share so that rare errors show. Every image is judged among all single classes first; groups and subgroups only add
        those judgments up.</clip-tip
      >
      <export-menu
        .files=${[
          { title: "Cells (CSV)", id: "csv", make: this.#exportCsv },
          { title: "Picture (PNG)", id: "png", make: this.#exportPng },
        ]}
      ></export-menu>
    </div>`;
  }

  #make(rollup: Rollup) {
    const { session } = this;
    const scores = session.renditions.map((rendition) => session.scoreOf(rendition));
    return this.#made([rollup, this.by, this.order, this.hideDiagonal, session.items, ...scores], () => {
      const confusion = confusionOf(session, rollup, this.order);
      if (!confusion) return undefined;
      const { categories, cells, metrics } = confusion;
      const { recall, precision } = metrics;
      const shares = sharesOf(confusion, this.by);
      const data: MatrixData = {
        categories,
        cells,
        shares,
        hideDiagonal: this.hideDiagonal,
        recall,
        precision,
      };
      return { confusion, data };
    });
  }

  #open(confusion: Confusion, { row, column }: CellPlace): void {
    this.cursor = { row, column };
    const items: number[] = [];
    confusion.labels.forEach((label, item) => {
      if (label === row && confusion.predictions[item] === column) items.push(item);
    });
    this.session.selection.select(items, cellTitle(confusion.categories, { row, column }));
  }

  #exportCsv = () => {
    const { confusion, data } = this.#make(this.session.settings.state.rollup) ?? {};
    if (!confusion || !data) return;
    const rows = confusion.cells.map(({ row, column, n }: Cell, i) => [
      confusion.categories[row],
      confusion.categories[column],
      n,
      data.shares[i],
    ]);
    download(
      "clipscope-confusion.csv",
      toCsv(["true", "predicted", "images", `share ${shares[this.by]}`], rows),
    );
  };

  #exportPng = async () => {
    if (this.plot) download("clipscope-confusion.png", await canvasBlob(this.plot.picture));
  };
}
