import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { base } from "../style/base.js";
import { drawTile, type NoTile, type Tile, type Tiles } from "../tiles/tiles.js";

/**
 * A thumbnail: a plain background until it is loaded, a warning sign if it can't be. Set `tile`, or `tiles` and
 * `row` to have it request the picture itself.
 */
export class ThumbElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        position: relative;
        flex: none;
        width: var(--size, 48px);
        aspect-ratio: 1;
        border-radius: max(3px, calc(var(--size, 48px) / 12));
        box-shadow: inset 0 0 0 1px var(--_paper-line);
        background: var(--_skeleton);
        overflow: hidden;
      }
      :host([ready]) {
        background: var(--_paper);
      }
      canvas {
        position: absolute;
        inset: 6%;
        width: 88%;
        height: 88%;
        mix-blend-mode: multiply;
      }
      .none {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        color: var(--_warning);
        font-weight: 600;
        font-size: max(12px, calc(var(--size, 48px) / 3));
      }
    `,
  ];

  @property({ attribute: false }) tile: Tile | NoTile | undefined;
  @property({ attribute: false }) tiles: Tiles | undefined;
  @property({ type: Number }) row = -1;
  /** Side in CSS pixels. */
  @property({ type: Number }) size = 48;
  @property({ type: Boolean, reflect: true }) ready = false;
  @state() private reason = "";
  @query("canvas") private canvas!: HTMLCanvasElement;
  #listening: Tiles | undefined;
  #generation = 0;

  override render() {
    return html`<canvas aria-hidden="true"></canvas
      >${this.reason ? html`<span class="none" role="img" aria-label=${this.reason} title=${this.reason}>!</span>` : nothing}`;
  }

  get #now(): Tile | NoTile | undefined {
    return this.tile ?? (this.row >= 0 ? this.tiles?.get(this.row) : undefined);
  }

  override willUpdate(): void {
    const tile = this.#now;
    this.ready = tile !== undefined && "image" in tile;
    this.reason = tile && "reason" in tile ? tile.reason : "";
    this.style.setProperty("--size", `${this.size}px`);
  }

  override updated(): void {
    const side = Math.round(this.size * 0.88 * Math.min(2, devicePixelRatio));
    Object.assign(this.canvas, { width: side, height: side });
    const context = this.canvas.getContext("2d");
    if (context) drawTile(context, this.#now, 0, 0, side);
    this.#listen(this.tiles);
    this.#generation = this.tiles?.generation ?? 0;
    // Once drawn, the picture need not stay in the cache.
    this.tiles?.request(this.#now || this.row < 0 ? [] : [this.row], this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listen(undefined);
  }

  #listen(tiles: Tiles | undefined): void {
    if (tiles === this.#listening) return;
    this.#listening?.removeEventListener("change", this.#onChange);
    this.#listening?.request([], this);
    this.#listening = tiles;
    tiles?.addEventListener("change", this.#onChange);
  }

  /** Redraws if the picture was loaded or the rows changed. A picture dropped from the cache stays drawn. */
  #onChange = () => {
    const waits = !this.ready && !this.reason;
    if (this.tiles?.generation !== this.#generation || (waits && this.#now)) this.requestUpdate();
  };
}
