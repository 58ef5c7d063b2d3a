import {
  type MapView as Camera,
  type Categories,
  count,
  type LegendEvents,
  type PointDetail,
  type PointsDetail,
  type Rows,
  type ScatterElement,
  scatterSvg,
  type Tiles,
  type Tool,
} from "@clipscope/charts";
import { type MapPositions, rowSet, type SimilarityQuery, type Study } from "@clipscope/study";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { chartWords } from "../../app/chart-words.js";
import { download } from "../../app/download.js";
import type { Explorer } from "../../app/explorer.js";
import { type MapLook, mapRecipe } from "../../code/recipes/map-recipe.js";
import { chartDownloads } from "../../elements/chart-downloads.js";
import { remember } from "../../lib/remember.js";
import "../../rows/row-card.js";
import { rowName } from "../../rows/row-name.js";
import "../../rows/row-table.js";
import { rowsCsv } from "../../rows/rows-csv.js";
import { shared } from "../../style/shared.js";
import { optionsOf, setOptions } from "../registry.js";
import { type Coloring, coloringOf, defaultColor } from "./coloring.js";
import "./map-toolbar.js";
import { Points } from "./points.js";
import { type MapOptions, map as spec } from "./spec.js";

/** Hover delay in milliseconds before the card opens; while one is open, the next follows immediately. */
const CARD_DELAY = 125;

/** Points from which on a forming layout is drawn once in PACE milliseconds. */
const LARGE = 20_000;
const PACE = 1000;

/** The whole map. */
const WHOLE: Camera = { x: 0.5, y: 0.5, k: 1 };

/** "?webgl" or "?canvas" in the URL selects the renderer, for comparison. */
const address = new URLSearchParams(location.search);
const renderer = address.has("webgl") ? "webgl" : address.has("canvas") ? "canvas" : "auto";

/** The Map view: rows laid out by their embeddings. */
@customElement("map-view")
export class MapView extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr);
        height: 100%;
      }
      .stage {
        position: relative;
        min-height: 0;
      }
      clip-scatter,
      row-table {
        position: absolute;
        inset: 0;
      }
      clip-legend {
        max-height: 60px;
        padding: 4px;
        border-bottom: 1px solid var(--line);
      }
      .note {
        position: absolute;
        inset: auto 16px 12px;
        z-index: 1;
        font-size: var(--small);
        pointer-events: none;
      }
      .note button {
        pointer-events: auto;
      }
      .card {
        position: absolute;
        z-index: 2;
        width: 304px;
        padding: 12px;
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
        pointer-events: none;
      }
      @media (max-width: 760px) {
        .card {
          width: 260px;
        }
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  @state() private tool: Tool = "pan";
  @state() private card: { row: number; x: number; y: number } | undefined;
  @query("clip-scatter") private map!: ScatterElement | null;
  #timer = 0;
  /** The layout drawn last, and when it was first drawn. */
  #drawnLast: MapPositions | undefined;
  #drawnAt = 0;
  #points = remember<Points>();
  #drawn = remember<Drawn>();
  #coloring = remember<Coloring | undefined>();

  override render() {
    const { explorer, study } = this;
    const dataset = study.dataset().value;
    const shown = study.shown();
    if (!dataset || !shown) return nothing;
    const options = optionsOf(spec, study);
    const columns = study.columns();
    const color = columns.some(({ name }) => name === options.color)
      ? options.color
      : defaultColor(dataset, columns);
    const layout = study.map();
    const positions = this.#paced(study.mapNow(), layout.status === "done");
    const points = this.#points([dataset, positions], () =>
      positions ? Points.of(positions) : Points.grid(dataset),
    );
    const coloring = this.#coloringFor(options, color);
    const selected = study.selected();
    const { categories, amounts, ...drawn } = this.#drawn(
      [points, coloring, shown, selected, explorer.tiles],
      () => ({
        ...onPoints(points, coloring),
        visible: points.among(shown),
        selected: selected && points.among(selected),
        tiles: dataset.images ? points.tiles(explorer.tiles) : undefined,
        nameOf: (point: number) => rowName(dataset, points.rows[point]),
      }),
    );
    const words = study.doc.value.model.kind !== "none";
    return html`<map-toolbar
        .tool=${this.tool}
        .options=${options}
        .color=${color}
        .columns=${columns}
        ?words=${words}
        ?pictures=${dataset.images}
        .files=${[
          ...chartDownloads("clipscope-map", this.#chart, () => rowsCsv(explorer, shown.rows()), {
            explorer,
            title: () => `Map of ${dataset.title}`,
            recipe: () => this.#recipe(color),
          }),
          { title: "As on the screen (PNG)", id: "screen", make: this.#exportPicture },
        ]}
        @choose=${(event: CustomEvent<Partial<MapOptions>>) => setOptions(spec, this, event.detail)}
        @tool=${(event: CustomEvent<Tool>) => {
          this.tool = event.detail;
          if (options.table) setOptions(spec, this, { table: false });
        }}
        @zoom=${(event: CustomEvent<number>) => this.map?.zoomBy(event.detail)}
      ></map-toolbar>
      <clip-legend
        class="scroll"
        .entries=${categories?.entries.filter(({ n }) => n > 0) ?? []}
        .hiddenIds=${options.hidden}
        .ramp=${coloring && "amounts" in coloring ? coloring : undefined}
        @hidden-change=${(event: CustomEvent<LegendEvents["hidden-change"]>) => setOptions(spec, this, { hidden: event.detail })}
      ></clip-legend>
      <div class="stage">
        ${
          options.table
            ? html`<row-table .explorer=${explorer}></row-table>`
            : html`<clip-scatter
                  aria-label="Map of ${count(shown.count)} images. Arrow keys move between images, Enter pins, plus and minus zoom, 0 shows all."
                  .positions=${points.positions}
                  .categories=${categories}
                  .amounts=${amounts}
                  .visible=${drawn.visible}
                  .selected=${drawn.selected}
                  .hiddenIds=${options.hidden}
                  labels=${layout.status === "done" && color !== "right" && categories ? "regions" : "none"}
                  .tiles=${drawn.tiles}
                  .nameOf=${drawn.nameOf}
                  .pinned=${points.pointOf(explorer.pinned.value)}
                  .hovered=${points.pointOf(explorer.hovered.value)}
                  .view=${options.camera ?? WHOLE}
                  tool=${this.tool}
                  marks=${dataset.images ? options.marks : "dots"}
                  renderer=${renderer}
                  @point-hover=${this.#onHover}
                  @point-pick=${(event: CustomEvent<PointDetail>) => explorer.pin(points.rowOf(event.detail.row))}
                  @points-select=${this.#onSelect}
                  @view-change=${(event: CustomEvent<Camera>) => setOptions(spec, this, { camera: event.detail }, true)}
                ></clip-scatter>
                ${this.#note(layout)} ${this.#card()}`
        }
      </div>`;
  }

  /** The positions to draw: a large layout that forms is drawn once a second, which leaves time for the user. */
  #paced(positions: MapPositions | undefined, isFinal: boolean): MapPositions | undefined {
    const now = performance.now();
    const isSmall = (positions?.rows.length ?? 0) <= LARGE;
    if (isFinal || isSmall || !this.#drawnLast || now - this.#drawnAt >= PACE) {
      this.#drawnLast = positions;
      this.#drawnAt = now;
    }
    return this.#drawnLast;
  }

  /** Colors by the cosines with the query if there is one, otherwise by a column. */
  #coloringFor(options: MapOptions, color: string): Coloring | undefined {
    const { study } = this;
    const dataset = study.dataset().value;
    const shown = study.shown();
    if (!dataset || !shown) return undefined;
    if (options.query !== "" && study.embedded().value) {
      const similarity = study.similarity(queryOf(options.query, dataset.keys)).value;
      return this.#coloring([options.query, similarity], () => {
        if (!similarity) return undefined;
        const values = new Float32Array(dataset.rows).fill(Number.NaN);
        for (const [at, row] of similarity.rows.entries()) values[row] = similarity.cosines[at];
        return { amounts: { values }, title: `Cosine with “${options.query}”` };
      });
    }
    const column = study.column(color);
    const labels = dataset.roles.label === undefined ? undefined : dataset.columns.get(dataset.roles.label);
    return this.#coloring([color, column, labels, shown], () => coloringOf(color, column, labels, shown));
  }

  /** Message that says why there is no layout, with a button to try again. */
  #note({ status, error, retry }: ReturnType<Study["map"]>) {
    if (status !== "failed" && status !== "cancelled" && status !== "missing") return nothing;
    return html`<p class="note" role="status" data-testid="map-note">
      ${status === "cancelled" ? "The layout was stopped: the images stay where they were." : error?.message}
      ${status === "missing" ? nothing : html`<button class="link small" @click=${() => retry()}>${status === "cancelled" ? "Continue" : "Try again"}</button>`}
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

  #onHover = (event: CustomEvent<PointDetail>) => {
    const { x, y } = event.detail;
    const row = this.#points.last()?.rowOf(event.detail.row);
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
    const before = this.study.selected();
    const dataset = this.study.dataset().value;
    const points = this.#points.last();
    if (!dataset || !points) return;
    const picked = rowSet(
      dataset.rows,
      Int32Array.from(chosen, (point) => points.rows[point]),
    );
    const next =
      how === "add" && before
        ? before.or(picked)
        : how === "remove" && before
          ? before.without(picked)
          : picked;
    const where = tool === "box" ? "In the box" : "In the lasso";
    this.explorer.select(next.rows(), how === "replace" ? where : "Chosen on the map");
  };

  /** A drawing of the map with all shown points, independent of the zoom. */
  #chart = () => {
    const { map, study } = this;
    const dataset = study.dataset().value;
    if (!map?.positions || !dataset) return undefined;
    const points = this.#points.last();
    const coloring = this.#coloring.last();
    return scatterSvg(map, {
      ...chartWords(study, `Map of ${dataset.title}`),
      width: 800,
      keys: (point) => {
        const row = points?.rowOf(point) ?? point;
        return dataset.keys[row] ?? String(row);
      },
      ...(coloring && "amounts" in coloring && { amountLabel: coloring.title }),
    });
  };

  /** How the drawing is computed. */
  #recipe(color: string) {
    const { study } = this;
    const dataset = study.dataset().value;
    if (!dataset) return undefined;
    const { query, hidden } = optionsOf(spec, study);
    const coloring = this.#coloring.last();
    const asked = query === "" ? undefined : queryOf(query, dataset.keys);
    const look: MapLook = {
      color,
      ...(asked && { query: asked as MapLook["query"] }),
      ...(coloring && "amounts" in coloring && { amountLabel: coloring.title }),
      hidden,
    };
    return mapRecipe(study.doc.peek(), look, chartWords(study, `Map of ${dataset.title}`));
  }

  #exportPicture = () => {
    this.map?.toCanvas().toBlob((blob) => {
      if (blob) download("clipscope-map.png", blob);
    }, "image/png");
  };
}

/** Properties of the map element, indexed by point. */
interface Drawn {
  categories?: Categories;
  amounts?: { values: Float32Array };
  visible: Rows;
  selected: Rows | undefined;
  tiles: Tiles | undefined;
  nameOf(point: number): string;
}

/** Converts a coloring of rows to one of points. */
function onPoints(points: Points, coloring: Coloring | undefined): Pick<Drawn, "categories" | "amounts"> {
  if (!coloring) return {};
  if ("amounts" in coloring) return { amounts: { values: points.take(coloring.amounts.values) } };
  const { codes, entries } = coloring.categories;
  return { categories: { codes: points.take(codes), entries } };
}

/** A query as the address holds it: words, or a row by its key. */
function queryOf(text: string, keys: readonly string[]): SimilarityQuery {
  const row = text.startsWith("row:") ? keys.indexOf(text.slice(4)) : -1;
  return row >= 0 ? { row } : { text };
}
