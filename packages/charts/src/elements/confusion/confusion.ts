import {
  type D3ZoomEvent,
  pointer,
  select,
  type ZoomBehavior,
  type ZoomTransform,
  zoom,
  zoomIdentity,
} from "d3";
import { css, html, type PropertyValues } from "lit";
import { property, query } from "lit/decorators.js";
import type { CellPlace, ConfusionEvents } from "../../events.js";
import { base } from "../../style/base.js";
import { Themed } from "../../style/themed.js";
import { ChartElement } from "../element.js";
import { Resized } from "../resized.js";
import { drawMatrix, type MatrixData } from "./draw-matrix.js";
import { layOutMatrix, type MatrixLayout } from "./matrix-layout.js";

/**
 * A square matrix on a canvas, from ten categories to thousands: zoom with the wheel, pan by dragging, move
 * with the arrow keys. Events: `cell-hover` (detail: the cell or undefined) and `cell-pick` (detail: the
 * cell).
 */
export class ConfusionElement extends ChartElement<ConfusionEvents> {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        overflow: hidden;
        touch-action: none;
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
  @query("canvas") private canvas!: HTMLCanvasElement;
  readonly #themed = new Themed(this, () => this.#paint());
  #transform: ZoomTransform = zoomIdentity;
  #zoom!: ZoomBehavior<HTMLElement, unknown>;
  #frame = 0;
  /** Width of the longest category name, in pixels. */
  #longestName = 0;

  constructor() {
    super();
    new Resized(this, () => this.#paint());
  }

  override render() {
    return html`<canvas aria-hidden="true"></canvas>
      <div role="row" class="offscreen"><div role="gridcell" id="cell">${this.description}</div></div>`;
  }

  override firstUpdated(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "grid");
    this.setAttribute(
      "aria-label",
      "Confusion matrix: rows are true classes, columns are predictions. Move with the arrow keys, open with Enter.",
    );
    this.#zoom = zoom<HTMLElement, unknown>()
      .scaleExtent([1, 200])
      .filter((event: MouseEvent) => !event.button && (event.type !== "mousedown" || this.#transform.k > 1))
      .on("zoom", ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
        this.#transform = transform;
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
      select(this as HTMLElement).call(this.#zoom.transform, zoomIdentity);
    }
    this.#paint();
  }

  /** The canvas, for export. */
  get picture(): HTMLCanvasElement {
    return this.canvas;
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
        accent: color("accent"),
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
    const n = this.data?.categories.length ?? 0;
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const at = this.cursor ?? { row: 0, column: 0 };
    const inside = (value: number) => Math.max(0, Math.min(n - 1, value));
    if (step && n > 0) {
      const next = this.cursor ? { row: inside(at.row + step[0]), column: inside(at.column + step[1]) } : at;
      this.tell("cell-hover", next);
    } else if (event.key === "Enter" && this.cursor) this.tell("cell-pick", this.cursor);
    else if (event.key === "0") select(this as HTMLElement).call(this.#zoom.transform, zoomIdentity);
    else return;
    event.preventDefault();
  };
}
