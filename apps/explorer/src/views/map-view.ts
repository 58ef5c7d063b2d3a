import type { LegendEntry, MapLabel, Marks, Positions, ScatterElement, Scene, Tool } from "@clipscope/charts";
import { count, Palette } from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Categories } from "../lib/categories.js";
import { remember } from "../lib/remember.js";
import type { Color } from "../lib/url-state.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { download, mapCsv, mapPicture } from "./exports.js";
import "./item-card.js";
import "./item-table.js";
import "./map-toolbar.js";
import { colorCategories, legendOf, regionLabels, sceneOf } from "./map-scene.js";
import type { MapChoice } from "./map-toolbar.js";

const none: MapLabel[] = [];
/** Hover delay in milliseconds before the card opens; while one is open, the next follows immediately. */
const cardDelay = 125;

/** "?webgl" or "?canvas" in the URL selects the renderer, for comparison. */
const address = new URLSearchParams(location.search);
const rendererChoice = address.has("webgl") ? "webgl" : address.has("canvas") ? "canvas" : "auto";

/** The Map view: images laid out by their embeddings. */
@customElement("map-view")
export class MapView extends LitElement {
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
      item-table {
        position: absolute;
        inset: 0;
      }
      clip-legend {
        max-height: 60px;
        padding: 4px;
        border-bottom: 1px solid var(--line);
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

  @property({ attribute: false }) session!: Session;
  @property() theme = "";
  @state() private tool: Tool = "pan";
  @state() private marks: Marks = "auto";
  @state() private table = false;
  @state() private card: { item: number; x: number; y: number } | undefined;
  @query("clip-scatter") private map!: ScatterElement | null;
  #timer = 0;
  #categories = remember<{ categories: Categories; legend: LegendEntry[] }>();
  #scene = remember<Scene>();
  #labels = remember<MapLabel[]>();

  constructor() {
    super();
    new Watch(this, () => {
      const { session } = this;
      return [session, session.model, session.layout, session.selection, session.settings];
    });
  }

  override render() {
    const { session } = this;
    const { items } = session;
    const { positions } = session.layout;
    if (!items || !positions) return html`<div></div>`;
    const { color, hidden } = session.settings.state;
    const { categories, legend } = this.#categoriesFor(color);
    const scene = this.#sceneFor(categories, legend, hidden);
    return html`<map-toolbar
        .tool=${this.tool}
        .marks=${this.marks}
        .color=${color}
        .table=${this.table}
        .files=${[
          {
            title: "Positions and predictions (CSV)",
            id: "csv",
            make: () => download("clipscope-map.csv", mapCsv(session)),
          },
          { title: "Picture with legend (PNG)", id: "png", make: this.#exportPicture },
        ]}
        @choose=${(event: CustomEvent<MapChoice>) => this.#choose(event.detail)}
        @zoom=${(event: CustomEvent<number>) => this.map?.zoomBy(event.detail)}
      ></map-toolbar>
      <clip-legend
        class="scroll"
        .entries=${legend}
        .hiddenIds=${hidden}
        @hidden-change=${(event: CustomEvent) => session.settings.set({ hidden: event.detail })}
      ></clip-legend>
      <div class="stage">
        ${
          this.table
            ? html`<item-table .session=${session}></item-table>`
            : html`<clip-scatter
                  aria-label="Map of ${count(items.length)} images. Arrow keys move between images, Enter pins, plus and minus zoom."
                  .scene=${scene}
                  .positions=${positions}
                  .labels=${this.#labelsFor(categories, legend, hidden, positions)}
                  .nameOf=${this.#nameOf}
                  .pinned=${session.selection.pinned}
                  .tool=${this.tool}
                  .marks=${this.marks}
                  renderer=${rendererChoice}
                  @point-hover=${this.#onHover}
                  @point-pick=${(event: CustomEvent) => session.selection.pin(event.detail.point)}
                  @points-select=${this.#onSelect}
                ></clip-scatter>
                ${this.#card()}`
        }
      </div>`;
  }

  #categoriesFor(color: Color): { categories: Categories; legend: LegendEntry[] } {
    const { session } = this;
    const scores = session.renditions.map((rendition) => session.scoreOf(rendition));
    return this.#categories([session.items, color, ...scores], () => {
      const categories = colorCategories(session, color);
      return { categories, legend: legendOf(categories, color) };
    });
  }

  #sceneFor(categories: Categories, legend: LegendEntry[], hidden: readonly string[]): Scene {
    const { session } = this;
    const atlases = session.renditions.map(({ id }) => session.library.atlas(id));
    const known = session.renditions.map(({ id }) => session.model.known(id)?.count);
    const from = [categories, hidden, this.theme, session.selection.items, ...atlases, ...known];
    return this.#scene(from, () => sceneOf(session, categories, legend, hidden, new Palette(this)));
  }

  #labelsFor(
    categories: Categories,
    legend: LegendEntry[],
    hidden: readonly string[],
    positions: Positions,
  ): MapLabel[] {
    const { color } = this.session.settings.state;
    // The average position of correct images, or of a rendition's, is not meaningful.
    if (color === "correct" || color === "rendition" || !this.session.layout.meaningful) return none;
    const from = [categories, hidden, positions, this.theme];
    return this.#labels(from, () => regionLabels(categories, legend, hidden, positions, new Palette(this)));
  }

  #nameOf = (item: number) => {
    const { items, index } = this.session;
    return items && index ? index.concepts[items.concept[item]].name : "";
  };

  #card() {
    const { card, map } = this;
    if (!card || !map) return nothing;
    const left = card.x + 340 > map.clientWidth ? Math.max(8, card.x - 324) : card.x + 20;
    const top = Math.max(8, Math.min(map.clientHeight - 160, card.y - 40));
    return html`<div class="card" data-testid="card" style="left:${left}px;top:${top}px">
      <item-card .session=${this.session} item=${card.item}></item-card>
    </div>`;
  }

  #onHover = (event: CustomEvent<{ point: number | undefined; x: number; y: number }>) => {
    const { point, x, y } = event.detail;
    clearTimeout(this.#timer);
    this.session.selection.hover(point);
    if (point === undefined) this.card = undefined;
    else if (this.card) this.card = { item: point, x, y };
    else
      this.#timer = window.setTimeout(() => {
        this.card = { item: point, x, y };
      }, cardDelay);
  };

  #onSelect = (event: CustomEvent<{ points: number[]; tool: Tool }>) => {
    this.session.selection.select(
      event.detail.points,
      event.detail.tool === "box" ? "In the box" : "In the lasso",
    );
  };

  #choose({ color, ...choice }: MapChoice): void {
    Object.assign(this, choice);
    if (color) this.session.settings.set({ color, hidden: [] });
  }

  #exportPicture = async () => {
    const { color, hidden } = this.session.settings.state;
    const { categories, legend } = this.#categoriesFor(color);
    const { positions } = this.session.layout;
    if (!positions || !this.map) return;
    const scene = this.#sceneFor(categories, legend, hidden);
    download("clipscope-map.png", await mapPicture(this, scene, legend, positions, this.map.camera));
  };
}
