import {
  type Categories,
  count,
  type Marks,
  type PointDetail,
  type PointsDetail,
  type ScatterElement,
  type Tool,
} from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { remember } from "../lib/remember.js";
import type { SheetTiles } from "../lib/sheet-tiles.js";
import type { Color } from "../lib/url-state.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { download, mapCsv, mapPicture } from "./exports.js";
import "./item-card.js";
import "./item-table.js";
import "./map-toolbar.js";
import { colorCategories, itemTiles } from "./map-scene.js";
import type { MapChoice } from "./map-toolbar.js";

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
  #categories = remember<Categories>();
  #tiles = remember<SheetTiles>();

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
    const categories = this.#categoriesFor(color);
    const selected = new Set(session.selection.items);
    const atlases = session.renditions.map(({ id }) => session.library.atlas(id));
    const known = { has: (item: number) => !session.embedded(item) };
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
        .entries=${categories.entries}
        .hiddenIds=${hidden}
        @hidden-change=${(event: CustomEvent) => session.settings.set({ hidden: event.detail })}
      ></clip-legend>
      <div class="stage">
        ${
          this.table
            ? html`<item-table .session=${session}></item-table>`
            : html`<clip-scatter
                  aria-label="Map of ${count(items.length)} images. Arrow keys move between images, Enter pins, plus and minus zoom."
                  .positions=${positions}
                  .categories=${categories}
                  .hiddenIds=${hidden}
                  .selected=${selected}
                  .pending=${known}
                  .tiles=${this.#tiles([session.items, ...atlases], () => itemTiles(session))}
                  labels=${this.#isNamed(color) ? "regions" : "none"}
                  .nameOf=${this.#nameOf}
                  .pinned=${session.selection.pinned}
                  .tool=${this.tool}
                  .marks=${this.marks}
                  renderer=${rendererChoice}
                  @point-hover=${this.#onHover}
                  @point-pick=${(event: CustomEvent<PointDetail>) => session.selection.pin(event.detail.row)}
                  @points-select=${this.#onSelect}
                ></clip-scatter>
                ${this.#card()}`
        }
      </div>`;
  }

  #categoriesFor(color: Color): Categories {
    const { session } = this;
    const scores = session.renditions.map((rendition) => session.scoreOf(rendition));
    return this.#categories([session.items, color, ...scores], () => colorCategories(session, color));
  }

  /** The place of correct images, or of a rendition's, has no meaning. */
  #isNamed(color: Color): boolean {
    return color !== "correct" && color !== "rendition" && this.session.layout.meaningful;
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

  #onHover = (event: CustomEvent<PointDetail>) => {
    const { row: point, x, y } = event.detail;
    clearTimeout(this.#timer);
    this.session.selection.hover(point);
    if (point === undefined) this.card = undefined;
    else if (this.card) this.card = { item: point, x, y };
    else
      this.#timer = window.setTimeout(() => {
        this.card = { item: point, x, y };
      }, cardDelay);
  };

  #onSelect = (event: CustomEvent<PointsDetail>) => {
    this.session.selection.select(
      [...event.detail.rows],
      event.detail.tool === "box" ? "In the box" : "In the lasso",
    );
  };

  #choose({ color, ...choice }: MapChoice): void {
    Object.assign(this, choice);
    if (color) this.session.settings.set({ color, hidden: [] });
  }

  #exportPicture = async () => {
    const { color, hidden } = this.session.settings.state;
    const shown = this.#categoriesFor(color).entries.filter(({ id, n }) => n > 0 && !hidden.includes(id));
    if (this.map) download("clipscope-map.png", await mapPicture(this, this.map.toCanvas(2), shown));
  };
}
