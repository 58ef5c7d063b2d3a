import "@awesome.me/webawesome/dist/components/icon/icon.js";
import "@awesome.me/webawesome/dist/components/option/option.js";
import "@awesome.me/webawesome/dist/components/select/select.js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../elements/export-menu.js";
import type { Marks, Tool } from "@clipscope/charts";
import type { ExportFile } from "../elements/export-menu.js";
import { type Color, colors } from "../lib/url-state.js";
import { shared } from "../style/shared.js";
import { toolbar } from "../style/toolbar.js";

/** The map's options. */
export interface MapChoice {
  tool?: Tool;
  marks?: Marks;
  table?: boolean;
  color?: Color;
}

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
const colorTitles: Record<Color, string> = {
  group: "Color: group",
  subgroup: "Color: subgroup",
  prediction: "Color: prediction",
  correct: "Color: right or wrong",
  rendition: "Color: rendition",
};

/** The map's controls. Events: `choose` (detail: the choice) and `zoom` (detail: a factor, 0 to show all). */
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
      wa-select {
        width: 184px;
      }
      @container (max-width: 800px) {
        .toolbar button span {
          display: none;
        }
        .toolbar {
          gap: 8px;
        }
        wa-select {
          width: 168px;
        }
      }
    `,
  ];

  @property() tool: Tool = "pan";
  @property() marks: Marks = "auto";
  @property() color: Color = "group";
  @property({ type: Boolean }) table = false;
  @property({ attribute: false }) files: readonly ExportFile[] = [];

  override render() {
    return html`<div class="toolbar" role="toolbar" aria-label="Map">
      <div class="segments" role="group" aria-label="Tool">
        ${tools.map(
          ([tool, label, icon, title]) => html`<button
            aria-pressed=${this.tool === tool && !this.table}
            data-testid="tool-${tool}"
            aria-label=${label}
            title=${title}
            @click=${() => this.#tell({ tool, table: false })}
          >
            <wa-icon name=${icon}></wa-icon><span>${label}</span>
          </button>`,
        )}
      </div>
      <div class="segments" role="group" aria-label="Zoom">
        ${this.#zoom("Zoom out", "minus", 1 / 1.6)} ${this.#zoom("Zoom in", "plus", 1.6)}
        ${this.#zoom("Show all", "fit", 0)}
      </div>
      <div class="segments words" role="group" aria-label="Draw as">
        ${marks.map(
          ([value, label]) =>
            html`<button
              aria-pressed=${this.marks === value}
              data-testid="marks-${value}"
              @click=${() => this.#tell({ marks: value })}
            >
              ${label}
            </button>`,
        )}
      </div>
      <wa-select
        size="s"
        value=${this.color}
        data-testid="color"
        label="Color by"
        @change=${(event: Event) => this.#tell({ color: (event.target as HTMLInputElement).value as Color })}
      >
        ${colors.map((value) => html`<wa-option value=${value}>${colorTitles[value]}</wa-option>`)}
      </wa-select>
      <span class="grow"></span>
      <clip-tip term="the map"
        >Each image is a point; images whose embeddings have a high cosine lie near each other (UMAP, 15 neighbors, minimal
        distance 0.1). Distances between far groups mean little: what is near is near, what is far is only not near.</clip-tip
      >
      <button
        aria-pressed=${this.table}
        aria-label="Table"
        title="The same as a table"
        data-testid="map-table"
        @click=${() => this.#tell({ table: !this.table })}
      >
        <wa-icon name="table"></wa-icon>
      </button>
      <export-menu .files=${this.files}></export-menu>
    </div>`;
  }

  #zoom(label: string, icon: string, factor: number) {
    return html`<button
      aria-label=${label}
      title=${label}
      @click=${() => this.dispatchEvent(new CustomEvent("zoom", { detail: factor }))}
    >
      <wa-icon name=${icon}></wa-icon>
    </button>`;
  }

  #tell(choice: MapChoice): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: choice }));
  }
}
