import "@awesome.me/webawesome/dist/components/option/option.js";
import "@awesome.me/webawesome/dist/components/select/select.js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../elements/colour-legend.js";
import type { LegendEntry } from "../elements/colour-legend.js";
import "../elements/export-menu.js";
import "../elements/info-tip.js";
import "../elements/message-card.js";
import "../elements/point-map/point-map.js";
import type { Marks, PointMap, Tool } from "../elements/point-map/point-map.js";
import type { Scene } from "../elements/point-map/scene.js";
import type { Categories } from "../lib/categories.js";
import { count } from "../lib/format.js";
import { Palette } from "../lib/palette.js";
import type { Colour } from "../lib/url-state.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { toolbar } from "../style/toolbar.js";
import { download, mapCsv, mapPicture } from "./exports.js";
import "./item-card.js";
import "./item-table.js";
import { colourCategories, legendOf, regionLabels, sceneOf } from "./map-scene.js";

/** Milliseconds of pointing before the card opens; once one is open the next follows at once. */
const cardDelay = 125;

const colourTitles: Record<Colour, string> = {
  group: "Colour: group",
  subgroup: "Colour: subgroup",
  prediction: "Colour: prediction",
  correct: "Colour: right or wrong",
  rendition: "Colour: rendition",
};

/** The images laid out by what the model sees in them. */
@customElement("map-view")
export class MapView extends LitElement {
  static override styles = [
    shared,
    toolbar,
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
      point-map,
      item-table {
        position: absolute;
        inset: 0;
      }
      colour-legend {
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
      wa-select {
        width: 176px;
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
  @query("point-map") private map!: PointMap | null;
  #timer = 0;
  #scene: { key: unknown[]; scene: Scene; categories: Categories; legend: LegendEntry[] } | undefined;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.selection, this.session.settings]);
  }

  override render() {
    const { session } = this;
    const { items, positions } = session;
    if (!items || !positions) return html`<div></div>`;
    const { colour, hidden } = session.settings.state;
    const { scene, categories, legend } = this.#sceneFor(colour, hidden);
    const palette = new Palette(this);
    return html`${this.#toolbar(colour)}
      <colour-legend
        class="scroll"
        .entries=${legend}
        .hiddenIds=${hidden}
        @hidden-change=${(event: CustomEvent) => session.settings.set({ hidden: event.detail })}
      ></colour-legend>
      <div class="stage">
        ${
          this.table
            ? html`<item-table .session=${session}></item-table>`
            : html`<point-map
                  aria-label="Map of ${count(items.length)} images. Arrows walk from image to image, Enter pins, plus and minus zoom."
                  .scene=${scene}
                  .positions=${positions}
                  .labels=${regionLabels(categories, legend, hidden, positions, palette)}
                  .nameOf=${this.#nameOf}
                  .pinned=${session.selection.pinned}
                  .tool=${this.tool}
                  .marks=${this.marks}
                  .theme=${this.theme}
                  ?plain=${new URLSearchParams(location.search).has("canvas")}
                  @point-hover=${this.#onHover}
                  @point-pick=${(event: CustomEvent) => session.selection.pin(event.detail.point)}
                  @points-select=${this.#onSelect}
                ></point-map>
                ${this.#card()}`
        }
      </div>`;
  }

  #toolbar(colour: Colour) {
    const tools: [Tool, string, string][] = [
      ["pan", "Pan", "move"],
      ["box", "Box", "box"],
      ["lasso", "Lasso", "lasso"],
    ];
    const marks: [Marks, string][] = [
      ["auto", "Auto"],
      ["dots", "Dots"],
      ["images", "Images"],
    ];
    return html`<div class="toolbar" role="toolbar" aria-label="Map">
      <div class="segments" role="group" aria-label="Tool">
        ${tools.map(
          ([tool, label, icon]) => html`<button
            aria-pressed=${this.tool === tool}
            data-testid="tool-${tool}"
            title=${tool === "pan" ? "Drag to move, wheel to zoom" : `Draw around images (or ${tool === "box" ? "Alt" : "Shift"} and drag)`}
            @click=${() => {
              this.tool = tool;
              this.table = false;
            }}
          >
            <wa-icon name=${icon}></wa-icon><span>${label}</span>
          </button>`,
        )}
      </div>
      <div class="segments" role="group" aria-label="Zoom">
        <button aria-label="Zoom out" @click=${() => this.map?.zoomBy(1 / 1.6)}><wa-icon name="minus"></wa-icon></button>
        <button aria-label="Zoom in" @click=${() => this.map?.zoomBy(1.6)}><wa-icon name="plus"></wa-icon></button>
        <button aria-label="Show all" @click=${() => this.map?.zoomBy(0)}><wa-icon name="fit"></wa-icon></button>
      </div>
      <div class="segments" role="group" aria-label="Draw as">
        ${marks.map(
          ([value, label]) =>
            html`<button aria-pressed=${this.marks === value} data-testid="marks-${value}" @click=${() => {
              this.marks = value;
            }}>${label}</button>`,
        )}
      </div>
      <wa-select size="s" value=${colour} data-testid="colour" aria-label="Colour by" @change=${this.#onColour}>
          ${Object.entries(colourTitles).map(([value, title]) => html`<wa-option value=${value}>${title}</wa-option>`)}
        </wa-select>
      <span class="grow"></span>
      <info-tip term="the map"
        >Each image is a point; images whose embeddings have a high cosine lie near each other (UMAP, 15 neighbours, minimal
        distance 0.1). Distances between far groups mean little: what is near is near, what is far is only not near.</info-tip
      >
      <button aria-pressed=${this.table} aria-label="Table" title="The same as a table" data-testid="map-table" @click=${() => {
        this.table = !this.table;
      }}><wa-icon name="table"></wa-icon></button>
      <export-menu
        .files=${[
          {
            title: "Positions and predictions (CSV)",
            id: "csv",
            make: () => download("clipscope-map.csv", mapCsv(this.session)),
          },
          { title: "Picture with legend (PNG)", id: "png", make: this.#exportPicture },
        ]}
      ></export-menu>
    </div>`;
  }

  /** The scene, made again only when something in it changed. */
  #sceneFor(colour: Colour, hidden: readonly string[]) {
    const { session } = this;
    const atlases = session.items?.renditions.map(({ id }) => session.library.atlas(id)) ?? [];
    const scores = session.items?.renditions.map((rendition) => session.scoreOf(rendition)) ?? [];
    const known = session.items?.renditions.map(({ id }) => session.model.known(id)?.count) ?? [];
    const key = [
      session.items,
      colour,
      hidden,
      this.theme,
      session.selection.items,
      ...atlases,
      ...scores,
      ...known,
    ];
    const last = this.#scene;
    if (last && last.key.length === key.length && last.key.every((part, i) => part === key[i])) return last;
    const categories = colourCategories(session, colour);
    const legend = legendOf(categories, colour);
    const scene = sceneOf(session, categories, legend, hidden, new Palette(this));
    this.#scene = { key, scene, categories, legend };
    return this.#scene;
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

  #onColour = (event: Event) => {
    const colour = (event.target as HTMLInputElement).value as Colour;
    this.session.settings.set({ colour, hidden: [] });
  };

  #exportPicture = async () => {
    const { scene, legend } = this.#scene ?? {};
    const { positions } = this.session;
    if (!scene || !legend || !positions || !this.map) return;
    download("clipscope-map.png", await mapPicture(this, scene, legend, positions, this.map.camera));
  };
}
