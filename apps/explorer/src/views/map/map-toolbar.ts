import "@awesome.me/webawesome/dist/components/icon/icon.js";
import "@awesome.me/webawesome/dist/components/popover/popover.js";
import type { Tool } from "@clipscope/charts";
import type { Anchors, ColumnInfo, MapRegions } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../app/explorer.js";
import "../../elements/export-menu.js";
import type { ExportFile } from "../../elements/export-menu.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { change } from "./change.js";
import type { Coloring } from "./coloring.js";
import "./layout-settings.js";
import "./map-layers.js";
import "./map-search.js";
import "./select-menu.js";
import type { SelectMode } from "./select-menu.js";
import type { MapOptions } from "./spec.js";

/** What the toolbar shows besides the options. */
export interface ToolbarState {
  /** The column that colors the points. */
  color: string;
  coloring: Coloring | undefined;
  columns: readonly ColumnInfo[];
  /** Whether texts can be compared with the points. */
  words: boolean;
  /** Whether there are pictures to draw. */
  pictures: boolean;
  regions: MapRegions | undefined;
  names: readonly string[];
  nearest: Int32Array | undefined;
  gap: Anchors["gap"];
  renderer: string;
  /** Name of an image file that is searched for; "" for none. */
  image: string;
  files: readonly ExportFile[];
}

/** The map's controls. Events: `choose` (detail: options), `tool` (detail: a tool), `mode` (detail: a mode). */
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
      .toolbar {
        gap: 8px;
      }
      select {
        max-width: 128px;
      }
      map-search {
        flex: 1 1 180px;
        max-width: 280px;
      }
      .toolbar button {
        min-width: 30px;
        justify-content: center;
      }
      @container (max-width: 980px) {
        label > .small,
        .toolbar button > span {
          display: none;
        }
      }
      @container (max-width: 700px) {
        .toolbar {
          flex-wrap: wrap;
          padding-block: 8px;
          overflow: visible;
        }
        .toolbar > .grow {
          display: none;
        }
        .toolbar button {
          min-width: 34px;
          height: 34px;
        }
        .segments button {
          height: 32px;
        }
        map-search,
        select {
          height: 34px;
        }
        map-search {
          flex: 1 1 100px;
        }
        .actions {
          gap: 0;
        }
        clip-tip {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property() tool: Tool = "pan";
  @property() mode: SelectMode = "replace";
  @property({ attribute: false }) options!: MapOptions;
  @property({ attribute: false }) now!: ToolbarState;
  /** Id of the open menu. */
  @state() private open = "";

  override render() {
    const { options, now, explorer } = this;
    const tools: [Tool, string, string, string][] = [
      ["pan", msg("Pan"), "move", msg("Drag to move, wheel to zoom")],
      ["box", msg("Box"), "box", msg("Draw a box around images (or hold Alt and drag)")],
      ["lasso", msg("Lasso"), "lasso", msg("Draw around images (or hold Shift and drag)")],
    ];
    return html`<div class="toolbar" role="toolbar" aria-label=${msg("Map")}>
      <div class="segments tools" role="group" aria-label=${msg("Tool")}>
        ${tools.map(
          ([tool, label, icon, title]) => html`<button
            aria-pressed=${this.tool === tool && options.as === "map"}
            data-testid="tool-${tool}"
            aria-label=${label}
            title=${title}
            @click=${() => this.#tell("tool", tool)}
          >
            <wa-icon name=${icon}></wa-icon><span>${label}</span>
          </button>`,
        )}
      </div>
      ${this.#menu(
        "select",
        "choose",
        msg("Select"),
        msg("Select without drawing"),
        html`<select-menu
          .explorer=${explorer}
          ?open=${this.open === "select"}
          .mode=${this.mode}
          .coloring=${now.coloring}
          .regions=${now.regions}
          .names=${now.names}
          .nearest=${now.nearest}
          @mode=${(event: CustomEvent<SelectMode>) => this.#tell("mode", event.detail)}
        ></select-menu>`,
        "bottom-start",
      )}
      <label class="row">
        <span class="small quiet">${msg("Color")}</span>
        <select
          data-testid="color"
          aria-label=${msg("Color by")}
          @change=${(event: Event) =>
            change(this, {
              color: (event.target as HTMLSelectElement).value,
              ...{ hidden: [], query: "", breaks: undefined, scale: "linear" as const, invert: false },
            })}
        >
          ${now.color === "" ? html`<option value="" .selected=${live(true)}>${msg("nothing")}</option>` : nothing}
          ${now.columns
            .filter(({ kind }) => kind === "category" || kind === "number")
            .map(
              ({ name, title }) =>
                html`<option value=${name} .selected=${live(name === now.color)}>${title}</option>`,
            )}
        </select>
      </label>
      <map-search
        .words=${options.query.startsWith("row:") ? "" : options.query}
        .image=${now.image}
        ?reads=${now.words}
      ></map-search>
      <span class="grow"></span>
      <span class="actions row">
        ${this.#menu(
          "layers",
          "layers",
          msg("Layers"),
          msg("What is drawn"),
          html`<map-layers
            .options=${options}
            .columns=${now.columns}
            ?pictures=${now.pictures}
            ?words=${now.words}
            .gap=${now.gap}
            .renderer=${now.renderer}
          ></map-layers>`,
        )}
        <button
          aria-pressed=${options.compare !== ""}
          aria-label=${msg("Before and after")}
          title=${msg("Before and after: two seeds, models or shifts")}
          data-testid="compare-open"
          @click=${() => change(this, { compare: options.compare === "" ? "seed" : "", as: "map" })}
        >
          <wa-icon name="compare"></wa-icon>
        </button>
        ${this.#menu(
          "map-settings",
          "sliders",
          msg("Layout"),
          msg("Layout settings, and what they do to this map"),
          html`<layout-settings .explorer=${explorer} .options=${options} ?open=${this.open === "map-settings"}></layout-settings>`,
        )}
        <clip-tip term=${msg("the map")}>${this.#explain()}</clip-tip>
        <div class="segments" role="group" aria-label=${msg("Show as")}>
          ${this.#as("table", "table", msg("Table"), msg("Show as a table"))} ${this.#as("tree", "tree", msg("Tree"), msg("Show as a tree of regions"))}
        </div>
        <export-menu .files=${now.files}></export-menu>
      </span>
    </div>`;
  }

  #explain() {
    const { method, nNeighbors, minDist } = this.options;
    const how =
      method === "umap"
        ? msg(str`UMAP, ${nNeighbors} neighbors, minimal distance ${minDist}`)
        : msg("the first two principal components");
    return msg(
      str`Each image is a point; images whose embeddings are alike lie near each other (${how}). Nearby points are similar; the distances between groups that are far apart mean little.`,
    );
  }

  /** A button with a menu. */
  #menu(id: string, icon: string, label: string, title: string, content: unknown, placement = "bottom-end") {
    const told = (open: boolean) => (event: Event) => {
      if (event.target !== event.currentTarget) return;
      if (open) this.open = id;
      else if (this.open === id) this.open = "";
    };
    return html`<button id=${id} aria-label=${label} title=${title} data-testid=${id}>
        <wa-icon name=${icon}></wa-icon>${id === "select" ? html`<span>${label}</span>` : nothing}
      </button>
      <wa-popover for=${id} placement=${placement} @wa-show=${told(true)} @wa-after-hide=${told(false)}>${content}</wa-popover>`;
  }

  #as(as: "table" | "tree", icon: string, label: string, title: string) {
    const on = this.options.as === as;
    return html`<button aria-pressed=${on} aria-label=${label} title=${title} data-testid="map-${as}" @click=${() => change(this, { as: on ? "map" : as })}>
      <wa-icon name=${icon}></wa-icon>
    </button>`;
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
