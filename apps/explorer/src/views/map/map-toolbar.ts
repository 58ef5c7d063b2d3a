import "@awesome.me/webawesome/dist/components/icon/icon.js";
import "@awesome.me/webawesome/dist/components/popover/popover.js";
import type { Marks, Tool } from "@clipscope/charts";
import type { ColumnInfo } from "@clipscope/study";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import "../../elements/export-menu.js";
import type { ExportFile } from "../../elements/export-menu.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import type { MapOptions } from "./spec.js";

const tools: [Tool, string, string, string][] = [
  ["pan", "Pan", "move", "Drag to move, wheel to zoom"],
  ["box", "Box", "box", "Draw a box around images (or hold Alt and drag)"],
  ["lasso", "Lasso", "lasso", "Draw around images (or hold Shift and drag)"],
];
const marks: [Marks, string][] = [
  ["auto", "Auto"],
  ["dots", "Dots"],
  ["images", "Images"],
];

/** The map's controls. Events: `choose` (detail: options), `tool` (detail: a tool), `zoom` (detail: a factor, 0 to show all). */
@customElement("map-toolbar")
export class MapToolbar extends LitElement {
  static override styles = [
    shared,
    toolbar,
    css`
      :host {
        display: block;
        min-width: 0;
        container-type: inline-size;
      }
      select {
        max-width: 120px;
      }
      .search {
        width: 140px;
        height: 30px;
        font-size: 13px;
      }
      .settings {
        display: grid;
        grid-template-columns: auto 96px;
        align-items: center;
        gap: 8px 12px;
        font-size: 13px;
      }
      .settings p {
        grid-column: 1 / -1;
        max-width: 280px;
      }
      @container (max-width: 980px) {
        label > .small {
          display: none;
        }
        .toolbar .tools button span {
          display: none;
        }
        .toolbar {
          gap: 8px;
        }
      }
      @container (560px < width <= 880px) {
        .toolbar {
          flex-wrap: wrap;
          padding-block: 8px;
        }
        .search {
          flex: 1 1 100px;
        }
        .toolbar > .grow {
          display: none;
        }
        .actions {
          margin-left: auto;
        }
      }
      @container (560px < width <= 850px) {
        .search {
          flex-basis: 200px;
        }
      }
    `,
  ];

  @property() tool: Tool = "pan";
  @property({ attribute: false }) options!: MapOptions;
  /** The column that colors the points. */
  @property() color = "";
  @property({ attribute: false }) columns: readonly ColumnInfo[] = [];
  @property({ attribute: false }) files: readonly ExportFile[] = [];
  /** Whether texts can be compared with the points. */
  @property({ type: Boolean }) words = false;
  /** Whether there are pictures to draw. */
  @property({ type: Boolean }) pictures = false;

  override render() {
    const { options } = this;
    return html`<div class="toolbar" role="toolbar" aria-label="Map">
      <div class="segments tools" role="group" aria-label="Tool">
        ${tools.map(
          ([tool, label, icon, title]) => html`<button
            aria-pressed=${this.tool === tool && !options.table}
            data-testid="tool-${tool}"
            aria-label=${label}
            title=${title}
            @click=${() => this.#tell("tool", tool)}
          >
            <wa-icon name=${icon}></wa-icon><span>${label}</span>
          </button>`,
        )}
      </div>
      <div class="segments" role="group" aria-label="Zoom">
        ${this.#zoom("Zoom out", "minus", 1 / 1.6)} ${this.#zoom("Zoom in", "plus", 1.6)}
        ${this.#zoom("Show all", "fit", 0)}
      </div>
      ${
        this.pictures
          ? html`<div class="segments words" role="group" aria-label="Draw as">
              ${marks.map(
                ([value, label]) =>
                  html`<button aria-pressed=${options.marks === value} data-testid="marks-${value}" @click=${() => this.#choose({ marks: value })}>
                    ${label}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <label class="row">
        <span class="small quiet">Color</span>
        <select
          data-testid="color"
          aria-label="Color by"
          @change=${(event: Event) => this.#choose({ color: (event.target as HTMLSelectElement).value, hidden: [], query: "" })}
        >
          ${this.color === "" ? html`<option value="" .selected=${live(true)}>nothing</option>` : nothing}
          ${this.columns
            .filter(({ kind }) => kind === "category" || kind === "number")
            .map(
              ({ name, title }) =>
                html`<option value=${name} .selected=${live(name === this.color)}>${title}</option>`,
            )}
        </select>
      </label>
      ${
        this.words
          ? html`<input
              class="search"
              type="search"
              placeholder="Color by words…"
              aria-label="Color the map by words"
              data-testid="query"
              .value=${options.query.startsWith("row:") ? "" : options.query}
              @input=${(event: Event) => this.#later((event.target as HTMLInputElement).value)}
            />`
          : nothing
      }
      <span class="grow"></span>
      <span class="actions row">
        <button id="settings" aria-label="Layout settings" title="Layout settings" data-testid="map-settings"><wa-icon name="sliders"></wa-icon></button>
        <wa-popover for="settings" placement="bottom-end">${this.#settings()}</wa-popover>
        <clip-tip term="the map"
          >Each image is a point; images whose embeddings have a high cosine lie near each other
          (${options.method === "umap" ? `UMAP, ${options.nNeighbors} neighbors, minimal distance ${options.minDist}` : "the first two principal components"}).
          Nearby points are similar; the distances between groups that are far apart mean little.</clip-tip
        >
        <button aria-pressed=${options.table} aria-label="Table" title="Show as a table" data-testid="map-table" @click=${() => this.#choose({ table: !options.table })}>
          <wa-icon name="table"></wa-icon>
        </button>
        <export-menu .files=${this.files}></export-menu>
      </span>
    </div>`;
  }

  #settings() {
    const { options } = this;
    const number = (name: "nNeighbors" | "minDist", title: string, step: number, min: number, max: number) =>
      html`<label for=${name}>${title}</label>
        <input
          id=${name}
          type="number"
          .value=${String(options[name])}
          step=${step}
          min=${min}
          max=${max}
          data-testid=${name}
          @change=${(event: Event) => {
            const value = Number((event.target as HTMLInputElement).value);
            if (value >= min && value <= max) this.#choose({ [name]: value });
          }}
        />`;
    return html`<div class="settings">
      <label for="method">Layout</label>
      <select id="method" data-testid="method" @change=${(event: Event) => this.#choose({ method: (event.target as HTMLSelectElement).value as "umap" | "pca" })}>
        <option value="umap" .selected=${live(options.method === "umap")}>UMAP</option>
        <option value="pca" .selected=${live(options.method === "pca")}>PCA</option>
      </select>
      ${
        options.method === "umap"
          ? html`${number("nNeighbors", "Neighbors", 1, 2, 200)} ${number("minDist", "Minimal distance", 0.05, 0, 0.99)}
              <p class="small quiet">More neighbors show larger structures, fewer show smaller ones; a smaller distance packs groups more tightly.</p>`
          : nothing
      }
    </div>`;
  }

  #timer = 0;
  #later(query: string): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#choose({ query: query.trim() }), 250);
  }

  #zoom(label: string, icon: string, factor: number) {
    return html`<button aria-label=${label} title=${label} data-testid="zoom-${icon}" @click=${() => this.#tell("zoom", factor)}>
      <wa-icon name=${icon}></wa-icon>
    </button>`;
  }

  #choose(options: Partial<MapOptions>): void {
    this.#tell("choose", options);
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
