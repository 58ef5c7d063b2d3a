import "@awesome.me/webawesome/dist/components/checkbox/checkbox.js";
import "@awesome.me/webawesome/dist/components/icon/icon.js";
import "@awesome.me/webawesome/dist/components/popover/popover.js";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import "../../elements/export-menu.js";
import type { ExportFile } from "../../elements/export-menu.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import type { Level } from "./levels.js";
import type { ConfusionOptions } from "./spec.js";
import { orderWords, shareWords } from "./words.js";

const TOPS = [0, 10, 20, 50, 100, 200];

/** A run that the matrix can be compared with: its value in the options, and its title. */
export interface Comparable {
  id: string;
  title: string;
}

/** The controls of the Confusion view. Events: `choose` (detail: options), `pin-run`. */
@customElement("confusion-toolbar")
export class ConfusionToolbar extends LitElement {
  static override styles = [
    shared,
    toolbar,
    css`
      :host {
        display: block;
        min-width: 0;
        container-type: inline-size;
      }
      .toolbar {
        flex-wrap: wrap;
        gap: 4px 12px;
        padding-block: 4px;
        overflow: visible;
      }
      select {
        max-width: 168px;
        text-overflow: ellipsis;
      }
      .settings {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 8px 12px;
        width: 260px;
        font-size: 13px;
      }
      .settings wa-checkbox {
        grid-column: 1 / -1;
      }
      .actions {
        gap: 4px;
        margin-left: auto;
      }
      .map {
        display: none;
      }
      @media (min-width: 1200px) {
        .map {
          display: inline-flex !important;
        }
      }
      @container (max-width: 1080px) {
        label > .small {
          display: none;
        }
        .toolbar {
          gap: 4px 8px;
        }
        .toolbar select {
          max-width: 140px;
        }
      }
    `,
  ];

  @property({ attribute: false }) options!: ConfusionOptions;
  @property({ attribute: false }) levels: readonly Level[] = [];
  @property({ attribute: false }) runs: readonly Comparable[] = [];
  @property({ attribute: false }) files: readonly ExportFile[] = [];
  /** Whether the map is shown beside the matrix. */
  @property({ type: Boolean }) mapped = false;

  override render() {
    const { options } = this;
    return html`<div class="toolbar" role="toolbar" aria-label=${msg("Confusion")}>
      ${this.#levels()} ${this.#choice(msg("Order"), "order", Object.entries(orderWords(this.levels.length > 1)), options.order, (order) => ({ order }))}
      ${this.#choice(msg("Cells"), "share", Object.entries(shareWords()), options.share, (share) => ({ share }))} ${this.#compare()}
      <span class="actions row">
        <button id="look" aria-label=${msg("Look")} title=${msg("Scale, categories, diagonal")} data-testid="confusion-look"><wa-icon name="sliders"></wa-icon></button>
        <wa-popover for="look" placement="bottom-end">${this.#look()}</wa-popover>
        <clip-tip term=${msg("the matrix")}
          >${msg("A row is a true class, a column what was predicted; blue is right, orange is wrong, and darker is more. Every image is judged among all single classes first; coarser levels only add those judgments up, so their diagonal is the same category, not always the right class. In a difference, blue is better and orange worse.")}</clip-tip
        >
        ${this.#table()}
        <button
          class="map"
          aria-pressed=${this.mapped}
          aria-label=${msg("Map beside the matrix")}
          title=${msg("Map beside the matrix")}
          data-testid="confusion-map"
          @click=${() => this.#choose({ map: this.mapped ? "hidden" : "shown" })}
        >
          <wa-icon name="panel-right"></wa-icon>
        </button>
        <export-menu .files=${this.files}></export-menu>
      </span>
    </div>`;
  }

  #levels() {
    const { levels, options } = this;
    if (levels.length < 2) return nothing;
    const base = levels.find(({ column }) => column === options.by) ?? levels[0];
    return html`<div class="segments words" role="group" aria-label=${msg("Rolled up by")}>
        ${levels.toReversed().map(
          ({ column, title }) =>
            html`<button
              aria-pressed=${column === base.column}
              data-testid="level-${column || "class"}"
              @click=${() => this.#choose({ by: column, toggled: [], cell: undefined, camera: undefined })}
            >
              ${column === "" ? msg("Class") : title.charAt(0).toUpperCase() + title.slice(1)}
            </button>`,
        )}
      </div>
      ${
        options.toggled.length > 0
          ? html`<button class="link" data-testid="reset-folds" @click=${() => this.#choose({ toggled: [] })}>
              ${options.toggled.length === 1 ? msg("Undo 1 fold") : msg(str`Undo ${options.toggled.length} folds`)}
            </button>`
          : nothing
      }`;
  }

  #compare() {
    const { options, runs } = this;
    const chosen = runs.some(({ id }) => id === options.compare) ? options.compare : "";
    const all: [string, string][] = [
      ["", msg("no comparison")],
      ...runs.map(({ id, title }) => [id, title] as [string, string]),
    ];
    return html`<span class="row">
        ${this.#choice(msg("Compare with"), "compare-run", all, chosen, (compare) => ({ compare }))}
        ${
          chosen === ""
            ? html`<button
                title=${msg("Keeps the current classes and templates, to compare later ones with")}
                aria-label=${msg("Compare later edits with the current state")}
                data-testid="pin-run"
                @click=${() => this.dispatchEvent(new CustomEvent("pin-run"))}
              >
                <wa-icon name="pin"></wa-icon>
              </button>`
            : nothing
        }
      </span>
      ${
        chosen === ""
          ? nothing
          : html`<div class="segments words" role="group" aria-label=${msg("Two runs")}>
              ${(
                [
                  ["difference", msg("Difference")],
                  ["beside", msg("Side by side")],
                ] as const
              ).map(
                ([runs, title]) =>
                  html`<button aria-pressed=${options.runs === runs} data-testid="runs-${runs}" @click=${() => this.#choose({ runs })}>${title}</button>`,
              )}
            </div>`
      }`;
  }

  #look() {
    const { options } = this;
    const scales = [
      ["linear", msg("in proportion")],
      ["root", msg("square root")],
      ["log", msg("logarithm")],
    ] as const;
    const tops = TOPS.map(
      (top) => [String(top), top === 0 ? msg("all") : msg(str`${top} with most errors`)] as const,
    );
    return html`<div class="settings">
      ${this.#setting(msg("Shades"), "scale", scales, options.scale, (scale) => ({ scale }))}
      ${this.#setting(msg("Categories"), "top", tops, String(options.top), (top) => ({ top: Number(top) }))}
      <wa-checkbox
        size="s"
        data-testid="hide-diagonal"
        .checked=${live(options.hideDiagonal)}
        @change=${() => this.#choose({ hideDiagonal: !options.hideDiagonal })}
        >${msg("Hide the diagonal")}</wa-checkbox
      >
    </div>`;
  }

  #table() {
    const { table } = this.options;
    return html`<button
      aria-pressed=${table !== ""}
      aria-label=${msg("Table")}
      title=${msg("Show as a table")}
      data-testid="confusion-table"
      @click=${() => this.#choose({ table: table === "" ? "cells" : "" })}
    >
      <wa-icon name="table"></wa-icon>
    </button>`;
  }

  #setting<T extends string>(
    title: string,
    id: string,
    choices: readonly (readonly [T, string])[],
    chosen: T,
    options: (value: T) => Partial<ConfusionOptions>,
  ) {
    return html`<label for=${id}>${title}</label>${this.#select(title, id, choices, chosen, options)}`;
  }

  #choice<T extends string>(
    title: string,
    id: string,
    choices: readonly (readonly [string, string])[],
    chosen: T,
    options: (value: T) => Partial<ConfusionOptions>,
  ) {
    return html`<label class="row"><span class="small quiet">${title}</span>${this.#select(title, id, choices as [T, string][], chosen, options)}</label>`;
  }

  #select<T extends string>(
    title: string,
    id: string,
    choices: readonly (readonly [T, string])[],
    chosen: T,
    options: (value: T) => Partial<ConfusionOptions>,
  ) {
    return html`<select
      id=${id}
      data-testid=${id}
      aria-label=${title}
      @change=${(event: Event) => this.#choose(options((event.target as HTMLSelectElement).value as T))}
    >
      ${choices.map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`)}
    </select>`;
  }

  #choose(options: Partial<ConfusionOptions>): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: options }));
  }
}
