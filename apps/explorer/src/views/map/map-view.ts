import {
  type MapView as Camera,
  count,
  type LegendEvents,
  type PointDetail,
  type PointsDetail,
  type ScatterElement,
  scatterSvg,
  type Tool,
} from "@clipscope/charts";
import { rowSet, type Study } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { chartWords } from "../../app/chart-words.js";
import { download } from "../../app/download.js";
import type { Explorer } from "../../app/explorer.js";
import { type MapLook, mapRecipe } from "../../code/recipes/map-recipe.js";
import { chartDownloads } from "../../elements/chart-downloads.js";
import { OwnTaskElement } from "../../lib/own-task.js";
import { remember } from "../../lib/remember.js";
import "../../rows/row-card.js";
import { rowName } from "../../rows/row-name.js";
import { rowsCsv } from "../../rows/rows-csv.js";
import { shared } from "../../style/shared.js";
import { optionsOf } from "../registry.js";
import type { ChosenRows } from "./change.js";
import "./compare-panel.js";
import { valueTitles } from "./coloring.js";
import { legendWords } from "./legend-words.js";
import type { MapNow } from "./map-state.js";
import { MapState } from "./map-state.js";
import { mapStyle } from "./map-style.js";
import "./map-table.js";
import "./map-toolbar.js";
import type { ToolbarState } from "./map-toolbar.js";
import "./map-tree.js";
import "./neighbors-panel.js";
import "./results-panel.js";
import { queryOf } from "./search.js";
import type { SelectMode } from "./select-menu.js";
import { shapeKey } from "./shape-key.js";
import { type MapOptions, map as spec } from "./spec.js";
import { stepTitle } from "./step-title.js";

/** Hover delay in milliseconds before the card opens; while one is open, the next follows immediately. */
const CARD_DELAY = 125;

/** The whole map. */
const WHOLE: Camera = { x: 0.5, y: 0.5, k: 1 };

/** "?webgl" or "?canvas" in the URL selects the renderer, for comparison. */
const address = new URLSearchParams(location.search);
const renderer = address.has("webgl") ? "webgl" : address.has("canvas") ? "canvas" : "auto";

/** The Map view: rows laid out by their embeddings, as a map, a table or a tree. */
@customElement("map-view")
export class MapView extends SignalWatcher(OwnTaskElement) {
  static override styles = [shared, mapStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  @state() private tool: Tool = "pan";
  @state() private mode: SelectMode = "replace";
  @state() private card: { row: number; x: number; y: number } | undefined;
  /** An image file that is searched for; it never leaves the tab, so it is not in the document. */
  @state() private image: File | undefined;
  /** Where between two compared layouts the map is. */
  @state() private at = 0;
  /** What the panel beside the map showed when it was closed. */
  @state() private closed = "";
  @state() private drawnWith = "";
  /** Whether the neighbors of very many images were asked for. */
  @state() private asked = false;
  @query("clip-scatter") private map!: ScatterElement | null;
  #timer = 0;
  readonly #bar = remember<ToolbarState>();
  #state: MapState | undefined;
  #now: MapNow | undefined;

  override render() {
    const { explorer, study, image, at } = this;
    const options = optionsOf(spec, study);
    this.#state ??= new MapState(explorer);
    const now = this.#state.now(options, { image, at, asked: this.asked });
    this.#now = now;
    if (!now) return nothing;
    const { drawn, legend, waiting, dataset, shown } = now;
    const { drawnWith } = this;
    const bar = this.#bar(
      [
        ...[
          now.color,
          now.coloring,
          now.columns.length,
          now.regions?.value,
          now.names,
          now.neighborhood,
          now.gap,
        ],
        ...[drawnWith, image, dataset, now.words],
      ],
      () => ({
        ...now,
        pictures: dataset.images,
        regions: now.regions?.value,
        nearest: now.neighborhood?.rows,
        renderer: drawnWith,
        image: image?.name ?? "",
        files: this.#files(),
      }),
    );
    return html`<map-toolbar
        .explorer=${explorer}
        .tool=${this.tool}
        .mode=${this.mode}
        .options=${options}
        .now=${bar}
        @choose=${this.#onChoose}
        @choose-rows=${this.#onChooseRows}
        @search-image=${this.#onImage}
        @mode=${(event: CustomEvent<SelectMode>) => {
          this.mode = event.detail;
        }}
        @tool=${(event: CustomEvent<Tool>) => {
          this.tool = event.detail;
          if (options.as !== "map") this.#set({ as: "map" });
        }}
      ></map-toolbar>
      <div class="legend">
        <clip-legend
          class="scroll"
          .entries=${legend.entries}
          .hiddenIds=${options.hidden}
          .ramp=${legend.ramp}
          .words=${legendWords()}
          adjustable
          @hidden-change=${(event: CustomEvent<LegendEvents["hidden-change"]>) => this.#set({ hidden: event.detail })}
          @ramp-change=${(event: CustomEvent<LegendEvents["ramp-change"]>) => this.#set(event.detail)}
        ></clip-legend>
        ${waiting ? html`<span class="waiting" role="status" data-testid="color-waiting">${waiting}</span>` : nothing}
        ${drawn.shapes ? shapeKey(drawn.shapes, msg("Shapes")) : nothing}
      </div>
      <div class="stage" @choose=${this.#onChoose} @choose-rows=${this.#onChooseRows}>
        ${
          options.as === "table"
            ? html`<map-table .explorer=${explorer} .rows=${now.visible} .colored=${now.column}></map-table>`
            : options.as === "tree" && now.regions
              ? html`<map-tree
                  .explorer=${explorer}
                  .regions=${now.regions}
                  .names=${now.names}
                  .rows=${now.visible}
                  .neighborsOf=${this.#neighborsOf(options)}
                ></map-tree>`
              : options.as === "tree"
                ? html`<p class="note" role="status">${msg("The tree appears once the map is laid out.")}</p>`
                : html`<clip-scatter
                  aria-label=${msg(str`Map of ${count(shown.count)} images. Arrow keys move between images, Enter pins, plus and minus zoom, 0 shows all.`)}
                  .positions=${now.points.positions}
                  .categories=${drawn.categories}
                  .shapes=${drawn.shapes}
                  .amounts=${drawn.amounts}
                  .visible=${drawn.visible}
                  .selected=${drawn.selected}
                  .hiddenIds=${options.hidden}
                  .regions=${now.labels}
                  labels=${options.names && !now.compared?.comparison && (now.labels || (now.layout.status === "done" && !now.regions && drawn.categories && now.color !== "right")) ? "regions" : "none"}
                  .anchors=${now.anchors}
                  .links=${now.links}
                  ?contours=${options.contours}
                  .tiles=${drawn.tiles}
                  .nameOf=${drawn.nameOf}
                  .pinned=${now.points.pointOf(now.pinned)}
                  .hovered=${now.points.pointOf(explorer.hovered.value)}
                  .view=${options.camera ?? WHOLE}
                  tool=${this.tool}
                  marks=${dataset.images ? options.marks : "dots"}
                  motion=${now.compared?.comparison ? "none" : "auto"}
                  renderer=${renderer}
                  @point-hover=${this.#onHover}
                  @point-pick=${(event: CustomEvent<PointDetail>) => explorer.pin(now.points.rowOf(event.detail.row))}
                  @points-select=${this.#onSelect}
                  @anchor-pick=${(event: CustomEvent<{ id: string }>) => this.#onAnchor(event.detail.id)}
                  @renderer-change=${(event: CustomEvent<string>) => {
                    this.drawnWith = event.detail;
                  }}
                  @view-change=${(event: CustomEvent<Camera>) => this.#set({ camera: event.detail }, true)}
                ><span slot="show-all">${msg("Show all")}</span></clip-scatter>
                ${this.#zoom()} ${this.#note(now.layout)} ${this.#dock(options, now)} ${this.#card()}`
        }
      </div>`;
  }

  #zoom() {
    const button = (label: string, icon: string, factor: number) =>
      html`<button aria-label=${label} title=${label} data-testid="zoom-${icon}" @click=${() => this.map?.zoomBy(factor)}>
        <wa-icon name=${icon}></wa-icon>
      </button>`;
    return html`<div class="zoom" role="group" aria-label=${msg("Zoom")}>
      ${button(msg("Zoom in"), "plus", 1.6)} ${button(msg("Zoom out"), "minus", 1 / 1.6)} ${button(msg("Show all"), "fit", 0)}
    </div>`;
  }

  /** The panel beside the map: what is compared, or found, or the neighbors of the pinned image. */
  #dock(options: MapOptions, now: MapNow) {
    const { explorer } = this;
    const { search, compared, pinned, neighborhood, dataset } = now;
    const about = compared
      ? "compare"
      : search
        ? `search ${search.words}`
        : pinned === undefined
          ? ""
          : `row ${pinned}`;
    if (about === "") return nothing;
    const title = compared
      ? msg("Before and after")
      : search
        ? msg(str`Nearest to ${search.words}`)
        : msg(str`Neighbors of ${rowName(dataset, pinned as number)}`);
    if (this.closed === about) {
      return html`<button class="reopen" data-testid="dock-open" @click=${() => {
        this.closed = "";
      }}>${title}</button>`;
    }
    const content = compared
      ? html`<compare-panel
          .explorer=${explorer}
          .options=${options}
          .columns=${now.columns}
          .comparison=${compared.comparison}
          .message=${compared.message}
          .titles=${compared.titles}
          .at=${this.at}
          @travel=${(event: CustomEvent<number>) => {
            this.at = event.detail;
          }}
        ></compare-panel>`
      : search
        ? html`<results-panel
            .explorer=${explorer}
            .words=${search.words}
            .row=${search.row}
            .similarity=${search.similarity.value}
            .error=${search.similarity.error?.message ?? ""}
          ></results-panel>`
        : html`<neighbors-panel
            .explorer=${explorer}
            .options=${options}
            .row=${pinned}
            .neighborhood=${neighborhood}
            ?waits=${!now.searches}
            @search-neighbors=${() => {
              this.asked = true;
            }}
            @zoom-to=${(event: CustomEvent<readonly number[]>) => this.#zoomTo(event.detail)}
          ></neighbors-panel>`;
    return html`<section class="dock" aria-label=${title} data-testid="dock">
      <div class="head">
        <h2 class="cut" title=${title}>${title}</h2>
        <button aria-label=${msg("Close")} title=${msg("Close")} data-testid="dock-close" @click=${() => this.#close(about)}>
          <wa-icon name="close"></wa-icon>
        </button>
      </div>
      ${content}
    </section>`;
  }

  #close(about: string): void {
    if (about === "compare") this.#set({ compare: "" });
    else this.closed = about;
  }

  /** Message that says why there is no layout, with a button to try again. */
  #note({ status, error, retry }: MapNow["layout"]) {
    if (status !== "failed" && status !== "cancelled" && status !== "missing") return nothing;
    return html`<p class="note" role="status" data-testid="map-note">
      ${status === "cancelled" ? msg("The layout was stopped: the images stay where they were.") : error?.message}
      ${status === "missing" ? nothing : html`<button class="link small" @click=${() => retry()}>${status === "cancelled" ? msg("Continue") : msg("Try again")}</button>`}
    </p>`;
  }

  #card() {
    const { card, map } = this;
    if (!card || !map) return nothing;
    const left = card.x + 340 > map.clientWidth ? Math.max(8, card.x - 324) : card.x + 20;
    const top = Math.max(8, Math.min(map.clientHeight - 160, card.y - 40));
    return html`<div class="card" data-testid="card" style="left:${left}px;top:${top}px">
      <row-card .explorer=${this.explorer} row=${card.row}></row-card>
    </div>`;
  }

  /** Finds neighbors of rows for the tree: the graph is searched when the first image is opened. */
  #neighborsOf(options: MapOptions) {
    return (row: number): Int32Array | undefined => {
      const graph = this.study.neighborGraph(options.neighbors).value;
      const at = graph?.rows.indexOf(row) ?? -1;
      if (!graph || at < 0) return undefined;
      return graph.indices.slice(at * graph.k, (at + 1) * graph.k).map((index) => graph.rows[index]);
    };
  }

  #zoomTo(rows: readonly number[]): void {
    const points = rows.map((row) => this.#now?.points.pointOf(row)).filter((point) => point !== undefined);
    if (points.length > 0) this.map?.zoomTo(points);
  }

  /** Changes options. Changes of the same options that follow each other are one step; `quiet` adds none. */
  #set(options: Partial<MapOptions>, quiet = false): void {
    const merge = `map ${Object.keys(options).sort().join(" ")}`;
    this.explorer.dispatch(
      { do: "set-view", view: spec.id, options, title: stepTitle(options) },
      { quiet, merge },
    );
  }

  #onChoose = (event: Event) => {
    const options = (event as CustomEvent<Partial<MapOptions>>).detail;
    if (options.query !== undefined) this.image = undefined;
    if (options.compare !== undefined) this.at = 0;
    this.#set(options);
  };

  #onImage = (event: Event) => {
    this.image = (event as CustomEvent<File | undefined>).detail;
    if (this.image && optionsOf(spec, this.study).query !== "") this.#set({ query: "" });
  };

  #onAnchor(id: string): void {
    const prompt = this.#now?.prompts.get(id);
    if (prompt !== undefined) this.#set({ query: prompt });
  }

  #onHover = (event: CustomEvent<PointDetail>) => {
    const { x, y } = event.detail;
    const row = this.#now?.points.rowOf(event.detail.row);
    clearTimeout(this.#timer);
    this.explorer.hovered.value = row;
    if (row === undefined) this.card = undefined;
    else if (this.card) this.card = { row, x, y };
    else
      this.#timer = window.setTimeout(() => {
        this.card = { row, x, y };
      }, CARD_DELAY);
  };

  #onSelect = (event: CustomEvent<PointsDetail>) => {
    const { rows: chosen, tool, how } = event.detail;
    const points = this.#now?.points;
    if (!points) return;
    const rows = Int32Array.from(chosen, (point) => points.rows[point]);
    this.#select(
      { rows, title: tool === "box" ? msg("In the box") : msg("In the lasso") },
      how === "replace" ? this.mode : how,
    );
  };

  #onChooseRows = (event: Event) => this.#select((event as CustomEvent<ChosenRows>).detail, this.mode);

  /** Selects rows, adds them to the selection, or takes them out of it. */
  #select({ rows, title }: ChosenRows, how: SelectMode): void {
    const dataset = this.study.dataset().value;
    if (!dataset) return;
    const before = this.study.selected();
    const picked = rowSet(dataset.rows, rows);
    if (how === "replace" || (!before && how === "add")) this.explorer.select(picked.rows(), title);
    else {
      const next = how === "add" ? before?.or(picked) : before?.without(picked);
      this.explorer.select(next?.rows() ?? [], msg("Chosen on the map"));
    }
  }

  #files() {
    const { explorer } = this;
    return [
      ...chartDownloads("clipscope-map", this.#chart, () => this.#table(), {
        explorer,
        title: () => msg(str`Map of ${this.#now?.dataset.title ?? ""}`),
        recipe: () => this.#recipe(),
      }),
      { title: msg("As on the screen (PNG)"), id: "screen", make: this.#exportPicture },
    ];
  }

  /** The rows of the map as CSV, with the computed columns that color, shape and filter it. */
  #table(): string {
    const now = this.#now;
    if (!now) return "";
    const filtered = this.study.doc
      .peek()
      .filters.flatMap((filter) => ("column" in filter ? [filter.column] : []));
    const names = new Set([now.color, optionsOf(spec, this.study).shape, ...filtered]);
    const computed = now.columns.filter(({ name, from }) => from === "computed" && names.has(name));
    return rowsCsv(this.explorer, now.visible.rows(), { more: computed.map(({ name }) => name) });
  }

  /** A drawing of the map with all shown points, independent of the zoom. */
  #chart = () => {
    const { map, study } = this;
    const now = this.#now;
    if (!map?.positions || !now) return undefined;
    const { dataset, points, coloring } = now;
    return scatterSvg(map, {
      ...chartWords(study, msg(str`Map of ${dataset.title}`)),
      width: 800,
      keys: (point) => {
        const row = points.rowOf(point) ?? point;
        return dataset.keys[row] ?? String(row);
      },
      ...(coloring && "values" in coloring && { amountLabel: coloring.title }),
    });
  };

  /** How the drawing is computed. */
  #recipe() {
    const { study } = this;
    const now = this.#now;
    if (!now) return undefined;
    const { color, coloring, dataset } = now;
    const { scale, breaks, invert, query, hidden } = optionsOf(spec, study);
    const column = study.column(color);
    const spoken = column?.kind === "category" && valueTitles(column.values) !== String;
    const look: MapLook = {
      color,
      ...(spoken && { spoken }),
      ...(query !== "" && { query: queryOf(query, dataset.keys) }),
      ...(coloring &&
        "values" in coloring && {
          amountLabel: coloring.title,
          ramp: { scale, invert, ...(breaks && { breaks }) },
        }),
      hidden,
    };
    return mapRecipe(study.doc.peek(), look, chartWords(study, msg(str`Map of ${dataset.title}`)));
  }

  #exportPicture = () => {
    this.map?.toCanvas().toBlob((blob) => {
      if (blob) download("clipscope-map.png", blob);
    }, "image/png");
  };
}
