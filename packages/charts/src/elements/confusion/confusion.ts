import {
  type D3ZoomEvent,
  pointer,
  select,
  type ZoomBehavior,
  type ZoomTransform,
  zoom,
  zoomIdentity,
} from "d3";
import { css, html, nothing, type PropertyValues } from "lit";
import { property, query } from "lit/decorators.js";
import type { CellPlace, ConfusionEvents } from "../../events.js";
import { base } from "../../style/base.js";
import { Themed } from "../../style/themed.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { Resized } from "../resized.js";
import { drawMatrix } from "./draw-matrix.js";
import type { MatrixData } from "./matrix-data.js";
import { largestZoom, layOutMatrix, type MatrixLayout } from "./matrix-layout.js";

const steps: Record<string, [rows: number, columns: number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};
/** Minimum number of categories for zoom buttons. */
const zoomedFrom = 24;

/**
 * A confusion matrix of two categories to thousands, drawn from `matrixData`: zoom with the wheel or the buttons,
 * pan by dragging, move with the arrow keys, Home and End. If there is no data, set a `message`, with a button as a
 * child element if it helps, or set `busy`.
 */
export class ConfusionElement extends ChartElement<ConfusionEvents> {
  static override styles = [
    base,
    noteStyle,
    css`
      :host {
        display: block;
        position: relative;
        overflow: hidden;
        touch-action: pan-y;
      }
      :host([zoomed]) {
        touch-action: none;
      }
      .zoom {
        position: absolute;
        left: 4px;
        top: 4px;
        display: flex;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_surface);
      }
      .zoom button {
        width: 24px;
        height: 24px;
        padding: 3px;
      }
      .zoom svg {
        display: block;
        width: 16px;
        height: 16px;
        fill: none;
        stroke: currentColor;
        stroke-width: 1.6;
        stroke-linecap: round;
      }
      :host(:focus-visible) {
        outline-offset: -2px;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
    `,
  ];

  @property({ attribute: false }) data: MatrixData | undefined;
  @property({ attribute: false }) cursor: CellPlace | undefined;
  /** Description of the cursor's cell for screen readers. */
  @property() description = "";
  /** Shown if there is no data: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;
  /** Whether only a part of the matrix is visible. */
  @property({ type: Boolean, reflect: true }) zoomed = false;
  @query("canvas") private canvas!: HTMLCanvasElement;
  readonly #themed = new Themed(this, () => this.#paint());
  #transform: ZoomTransform = zoomIdentity;
  #zoom!: ZoomBehavior<HTMLElement, unknown>;
  #frame = 0;
  /** Width of the longest category name, in pixels. */
  #longestName = 0;

  constructor() {
    super();
    new Resized(this, () => {
      this.#themed.check();
      this.requestUpdate();
    });
  }

  override render() {
    const zooms = (this.data?.categories.length ?? 0) > zoomedFrom;
    return html`<canvas aria-hidden="true"></canvas>
      ${note(this.message, this.busy)} ${zooms ? this.#buttons() : nothing}
      <div class="offscreen" aria-live="polite">${this.description}</div>`;
  }

  #buttons() {
    const button = (label: string, path: string, factor: number) =>
      html`<button tabindex="-1" aria-label=${label} title=${label} @click=${() => this.zoomBy(factor)}>
        <svg viewBox="0 0 16 16"><path d=${path} /></svg>
      </button>`;
    return html`<div class="zoom" @click=${(event: Event) => event.preventDefault()}>
      ${button("Zoom in", "M8 3v10M3 8h10", 1.6)} ${button("Zoom out", "M3 8h10", 1 / 1.6)}
      ${button("Show all", "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", 0)}
    </div>`;
  }

  /** Zooms by a factor about the center; 0 shows the whole matrix. */
  zoomBy(factor: number): void {
    const node = select(this as HTMLElement);
    if (factor === 0) this.#zoom.transform(node, zoomIdentity);
    else this.#zoom.scaleBy(node, factor);
  }

  override firstUpdated(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "application");
    this.ariaLabel ??=
      "Confusion matrix: rows are true classes, columns are predictions. Move with the arrow keys, open with Enter.";
    this.#zoom = zoom<HTMLElement, unknown>()
      .filter((event: MouseEvent & { touches?: TouchList }) => {
        // One finger on the unzoomed matrix scrolls the page; two zoom the matrix.
        const single = event.type === "mousedown" || event.touches?.length === 1;
        return !event.button && (!single || this.#transform.k > 1);
      })
      .on("zoom", ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
        this.#transform = transform;
        this.zoomed = transform.k > 1;
        this.#paint();
      });
    select(this as HTMLElement)
      .call(this.#zoom)
      .on("dblclick.zoom", null);
    this.addEventListener("pointermove", (event) => this.tell("cell-hover", this.#cellAt(event)));
    this.addEventListener("pointerleave", () => this.tell("cell-hover", undefined));
    this.addEventListener("click", (event) => {
      const cell = this.#cellAt(event);
      if (cell && !event.defaultPrevented) this.tell("cell-pick", cell);
    });
    this.addEventListener("keydown", this.#onKey);
  }

  override updated(changes: PropertyValues<this>): void {
    if (changes.has("data")) this.#measure();
    if (changes.has("data") && changes.get("data")?.categories.length !== this.data?.categories.length) {
      this.zoomBy(0);
    }
    this.#zoom.scaleExtent([1, largestZoom(this.#layout, this.data?.categories.length ?? 1)]);
    this.#paint();
  }

  get #layout(): MatrixLayout {
    const n = this.data?.categories.length ?? 1;
    const name = this.#longestName;
    const still = layOutMatrix(this.clientWidth, this.clientHeight, n, name, zoomIdentity);
    const { k, x, y } = this.#transform;
    // d3 zooms about the element's corner; the cells start at (left, top) and must fill their square.
    const clamp = (offset: number) => Math.min(0, Math.max(still.side * (1 - k), offset));
    const dx = clamp(x + still.left * (k - 1));
    const dy = clamp(y + still.top * (k - 1));
    return layOutMatrix(this.clientWidth, this.clientHeight, n, name, { k, x: dx, y: dy });
  }

  #measure(): void {
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    context.font = `12px ${getComputedStyle(this).fontFamily}`;
    const widths = (this.data?.categories ?? []).map((name) => context.measureText(name).width);
    this.#longestName = Math.max(0, ...widths);
  }

  #paint(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height, data } = this;
    if (!data || width === 0) return;
    const ratio = Math.min(2, devicePixelRatio);
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    context.scale(ratio, ratio);
    const color = (name: string) => this.#themed.palette.css(`var(--_${name})`);
    context.fillStyle = color("surface");
    context.fillRect(0, 0, width, height);
    drawMatrix(
      context,
      data,
      this.#layout,
      {
        ink: color("ink"),
        quiet: color("ink-2"),
        line: color("line"),
        empty: color("amount-0"),
        surface: color("surface"),
        right: color("right"),
        wrong: color("wrong"),
        font: getComputedStyle(this).fontFamily,
      },
      this.cursor,
    );
  }

  #cellAt(event: MouseEvent): CellPlace | undefined {
    const [x, y] = pointer(event, this);
    const { left, top, side, cell, dx, dy } = this.#layout;
    if (!this.data || x < left || y < top || x >= left + side || y >= top + side) return undefined;
    const place = { row: Math.floor((y - top - dy) / cell), column: Math.floor((x - left - dx) / cell) };
    return cell >= 4 ? place : this.#nearestFilled(place, 5 / cell);
  }

  /** The filled cell nearest to the pointer, for cells too small to hit. */
  #nearestFilled(place: CellPlace, radius: number): CellPlace {
    let best = place;
    let least = radius;
    for (const { row, column } of this.data?.cells ?? []) {
      const distance = Math.hypot(row - place.row, column - place.column);
      if (distance < least) [least, best] = [distance, { row, column }];
    }
    return best;
  }

  #onKey = (event: KeyboardEvent) => {
    const last = (this.data?.categories.length ?? 0) - 1;
    const step = steps[event.key];
    if (step && last >= 0) {
      const inside = (value: number) => Math.max(0, Math.min(last, value));
      const { row, column } = this.cursor ?? { row: 0, column: 0 };
      const next = { row: inside(row + step[0]), column: inside(column + step[1]) };
      this.tell("cell-hover", this.cursor ? next : { row, column });
    } else if (event.key === "Enter" && this.cursor) this.tell("cell-pick", this.cursor);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.6);
    else if (event.key === "-") this.zoomBy(1 / 1.6);
    else if (event.key === "0") this.zoomBy(0);
    else return;
    event.preventDefault();
  };
}
