import { nothing, type PropertyValues, svg } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { html, unsafeStatic } from "lit/static-html.js";
import type { NeighborsEvents } from "../../events.js";
import { decimal } from "../../format.js";
import { base } from "../../style/base.js";
import type { Tiles } from "../../tiles/tiles.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { checkNeighbors, type Neighbor, type NeighborQuery, sayNeighbor, sayNeighbors } from "./neighbor.js";
import { neighborsStyle } from "./neighbors-style.js";

const pin = svg`<path d="M7 1.5a4 4 0 0 1 4 4c0 2.8-4 7-4 7s-4-4.2-4-7a4 4 0 0 1 4-4Z"/>`;

/**
 * A query, a picture or a text, and its nearest neighbors with cosines, labels, right or wrong, and whether the map has
 * them near the query too. Arrow keys move between neighbors, Enter picks one. While it is `busy` without neighbors it
 * has as many empty places as are `expected`; if there is no query, set a `message`, with a button as a child element
 * if it helps. Its pictures are the `thumb` element that `define` registers with the same prefix.
 */
export class NeighborsElement extends ChartElement<NeighborsEvents> {
  static override styles = [base, noteStyle, neighborsStyle];

  @property({ attribute: false }) query: NeighborQuery | undefined;
  /** The nearest first; undefined until they are found. */
  @property({ attribute: false }) neighbors: readonly Neighbor[] | undefined;
  /** Pictures of the rows. */
  @property({ attribute: false }) tiles: Tiles | undefined;
  /** Row of a neighbor to mark, such as the one that is pinned on a map. */
  @property({ attribute: false }) selected: number | undefined;
  /** Number of neighbors that are searched for. */
  @property({ type: Number }) expected = 10;
  /** Shown if there is no query: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;
  /** The neighbor that the Tab key reaches. */
  @state() private focused = 0;

  override willUpdate(changes: PropertyValues<this>): void {
    if (!changes.has("neighbors") || !this.neighbors) return;
    checkNeighbors(this.neighbors);
    this.focused = Math.max(0, Math.min(this.focused, this.neighbors.length - 1));
  }

  override render() {
    const { query, neighbors } = this;
    if (!query || this.message) return note(this.message, this.busy && !query);
    return html`<div class="all">
      <div class="query">${this.#query(query)}
        <div class="about" aria-live="polite">${neighbors ? sayNeighbors(neighbors) : this.busy ? "searching" : "not searched yet"}</div>
        ${this.#key(neighbors ?? [])}
      </div>
      ${
        neighbors
          ? html`<ol aria-label="Nearest neighbors" @keydown=${this.#onKey}>
              ${repeat(
                neighbors,
                ({ row }) => row,
                (neighbor, place) => html`<li>${this.#neighbor(neighbor, place)}</li>`,
              )}
            </ol>`
          : html`<ol aria-hidden="true">
              ${Array.from({ length: this.expected }, () => html`<li class="waiting"></li>`)}
            </ol>`
      }
    </div>`;
  }

  #query({ row, tile, text, label }: NeighborQuery) {
    const pictured = tile !== undefined || row !== undefined;
    return html`${pictured ? this.#thumb(row, 112, tile) : nothing}
      ${text === undefined ? nothing : html`<blockquote>${pictured ? text : `“${text}”`}</blockquote>`}
      ${label === undefined ? nothing : html`<span>${label}</span>`}`;
  }

  #neighbor(neighbor: Neighbor, place: number) {
    const { row, cosine, label, text, right, kept } = neighbor;
    const verdict = this.#sibling("verdict");
    return html`<button
      tabindex=${place === this.focused ? 0 : -1}
      title=${sayNeighbor(neighbor, place)}
      aria-pressed=${row === this.selected}
      @pointerenter=${() => this.tell("neighbor-hover", row)}
      @pointerleave=${() => this.tell("neighbor-hover", undefined)}
      @focus=${() => {
        this.focused = place;
        this.tell("neighbor-hover", row);
      }}
      @blur=${() => this.tell("neighbor-hover", undefined)}
      @click=${() => this.tell("neighbor-pick", row)}
    >
      ${text === undefined ? this.#thumb(row, 72) : html`<span class="text">“${text}”</span>`}
      <span class="figures">
        ${right === undefined ? nothing : html`<${verdict} ?right=${right}></${verdict}>`}
        <span class="number">${decimal(cosine)}</span>
        ${kept === undefined ? nothing : mapMark(kept)}
      </span>
      <span class="label">${label ?? ""}</span>
    </button>`;
  }

  #thumb(row: number | undefined, size: number, tile?: NeighborQuery["tile"]) {
    const thumb = this.#sibling("thumb");
    return html`<${thumb} class="picture" size=${size} .tiles=${tile ? undefined : this.tiles} .tile=${tile} .row=${row ?? -1}></${thumb}>`;
  }

  /** The tag of another element that was registered with the same prefix. */
  #sibling(name: "thumb" | "verdict") {
    return unsafeStatic(this.localName.replace(/[^-]+$/, name));
  }

  #key(neighbors: readonly Neighbor[]) {
    if (neighbors.every(({ kept }) => kept === undefined)) return nothing;
    return html`<div class="key">
      <span>${mapMark(true)} near on the map too</span><span>${mapMark(false)} far on the map</span>
    </div>`;
  }

  #onKey = (event: KeyboardEvent) => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLButtonElement>("ol button")];
    const last = buttons.length - 1;
    const top = buttons[0]?.offsetTop;
    const columns = Math.max(1, buttons.filter(({ offsetTop }) => offsetTop === top).length);
    const moves: Record<string, number> = {
      ArrowLeft: this.focused - 1,
      ArrowRight: this.focused + 1,
      ArrowUp: this.focused - columns,
      ArrowDown: this.focused + columns,
      Home: 0,
      End: last,
    };
    if (!(event.key in moves)) return;
    buttons[Math.max(0, Math.min(last, moves[event.key]))]?.focus();
    event.preventDefault();
  };
}

/** A filled pin for a neighbor that is near on the map, a dashed one for one that is not. */
function mapMark(kept: boolean) {
  const words = kept ? "near on the map" : "far on the map";
  return html`<svg class="kept ${kept ? "yes" : "no"}" viewBox="0 0 14 14" role="img" aria-label=${words}>${pin}</svg>`;
}
