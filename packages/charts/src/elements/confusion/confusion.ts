import { css, html, nothing, type PropertyValues } from "lit";
import { property, query } from "lit/decorators.js";
import type { CellPlace, ConfusionEvents, MapView, NamePlace } from "../../events.js";
import { base } from "../../style/base.js";
import { Themed } from "../../style/themed.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { Resized } from "../resized.js";
import { drawBars } from "./draw-bars.js";
import { drawCells } from "./draw-cells.js";
import { drawMarks } from "./draw-marks.js";
import { columnsOf, drawCursorNames, drawNames, nameAt, rowsOf } from "./draw-names.js";
import { drawScale } from "./draw-scale.js";
import type { MatrixData } from "./matrix-data.js";
import { type GestureHost, MatrixGestures } from "./matrix-gestures.js";
import { movedCursor } from "./matrix-keys.js";
import { clampView, LEAST_VISIBLE, layOutMatrix, type MatrixLayout, WHOLE } from "./matrix-layout.js";
import { type MatrixStyle, matrixStyle } from "./matrix-style.js";
import { NOT_DRAWN, type ShadedCells, shadedCells } from "./shaded-cells.js";

const ZOOM = 1.6;
/** Radius in pixels within which the nearest filled cell is picked, where cells are too small to hit. */
const REACH = 5;

/**
 * A confusion matrix of two categories to thousands, drawn from `matrixData`: zoom with the wheel, two fingers or
 * the buttons, pan by dragging, move with the arrow keys, Home, End, Page Up and Page Down, pan with Shift and the
 * arrow keys. If there is no data, set a `message`, with a button as a child element if it helps, or set `busy`.
 */
export class ConfusionElement extends ChartElement<ConfusionEvents> implements GestureHost {
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
        cursor: grab;
      }
      .zoom {
        position: absolute;
        left: 4px;
        top: 4px;
        display: flex;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_surface);
        cursor: default;
      }
      .zoom button {
        min-width: 24px;
        height: 24px;
        padding: 3px;
      }
      .zoom button:disabled {
        color: var(--_ink-3);
        background: none;
        cursor: default;
      }
      .zoom svg {
        display: block;
        width: 16px;
        height: 16px;
        margin: auto;
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
  /** The visible part; setting it moves there. Default: everything. */
  @property({ attribute: false }) view: MapView = WHOLE;
  /** Cells with an outline, such as those of the selected images. */
  @property({ attribute: false }) marked: readonly CellPlace[] = [];
  /** Description of the cursor's cell for screen readers. */
  @property() description = "";
  /** Shown if there is no data: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;
  /** Whether only a part of the matrix is visible. */
  @property({ type: Boolean, reflect: true }) zoomed = false;
  @query("#cells") private canvas!: HTMLCanvasElement;
  @query("#cursor") private above!: HTMLCanvasElement;
  readonly #themed = new Themed(this, () => this.#paint());
  readonly #gestures: MatrixGestures;
  #frame = 0;
  /** Whether the next frame draws the cells too, or only the cursor. */
  #all = true;
  #shaded: ShadedCells | undefined;
  /** Width of the longest category name, in pixels. */
  #longestName = 0;
  #rest = 0;

  constructor() {
    super();
    new Resized(this, () => {
      this.#themed.check();
      this.#paint();
    });
    this.#gestures = new MatrixGestures(this, (event) => {
      if (event.composedPath().some((each) => each instanceof HTMLButtonElement)) return;
      const cell = this.#cellAt(event);
      const name = cell ? undefined : this.#nameAt(event);
      if (cell) this.tell("cell-pick", cell);
      else if (name) this.tell("name-pick", name);
    });
    this.addEventListener("pointermove", this.#onMove);
    this.addEventListener("pointerleave", () => this.tell("cell-hover", undefined));
    this.addEventListener("keydown", this.#onKey);
  }

  override render() {
    return html`<canvas id="cells" aria-hidden="true"></canvas><canvas id="cursor" aria-hidden="true"></canvas>
      ${note(this.message, this.busy)} ${this.count > LEAST_VISIBLE ? this.#buttons() : nothing}
      <div class="offscreen" aria-live="polite">${this.description}</div>`;
  }

  #buttons() {
    const button = (label: string, path: string, factor: number, disabled = false) =>
      html`<button tabindex="-1" aria-label=${label} title=${label} ?disabled=${disabled} @click=${() => this.zoomBy(factor)}>
        <svg viewBox="0 0 16 16"><path d=${path} /></svg>
      </button>`;
    return html`<div class="zoom">
      ${button("Zoom in (+)", "M8 3v10M3 8h10", ZOOM)} ${button("Zoom out (−)", "M3 8h10", 1 / ZOOM, !this.zoomed)}
      ${button("Show all (0)", "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3", 0, !this.zoomed)}
    </div>`;
  }

  get count(): number {
    return this.data?.categories.length ?? 0;
  }

  /** Where the cells and their names are. */
  get layout(): MatrixLayout {
    const content = { n: Math.max(1, this.count), name: this.#longestName };
    return layOutMatrix(this.clientWidth, this.clientHeight, content, clampView(this.view, content.n));
  }

  /** Zooms by a factor about the center; 0 shows the whole matrix. */
  zoomBy(factor: number): void {
    const { left, top, width, height } = this.layout;
    if (factor === 0) this.moveTo(WHOLE);
    else this.#gestures.zoomAt(factor, left + width / 2, top + height / 2);
  }

  /** Shows another part of the matrix. */
  moveTo(view: MapView): void {
    const next = clampView(view, Math.max(1, this.count));
    const { x, y, k } = this.view;
    if (next.x === x && next.y === y && next.k === k) return;
    this.view = next;
    clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => this.tell("view-change", this.view), 200);
  }

  override firstUpdated(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "application");
    this.ariaLabel ??=
      "Confusion matrix: rows are true classes, columns are predictions. Move with the arrow keys, open with Enter.";
  }

  override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has("view")) this.zoomed = clampView(this.view, Math.max(1, this.count)).k > 1;
  }

  override updated(changes: PropertyValues<this>): void {
    if (changes.has("data")) {
      this.#shaded = this.data && shadedCells(this.data);
      this.#measure();
      const before = changes.get("data")?.categories.length;
      if (before !== undefined && before !== this.count) this.moveTo(WHOLE);
    }
    const above = new Set<PropertyKey>(["cursor", "marked", "description"]);
    this.#paint([...changes.keys()].some((each) => !above.has(each)));
  }

  #measure(): void {
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    context.font = `600 12px ${getComputedStyle(this).fontFamily}`;
    let longest = 0;
    for (const name of this.data?.categories ?? [])
      longest = Math.max(longest, context.measureText(name).width);
    this.#longestName = longest;
  }

  #paint(all = true): void {
    this.#all ||= all;
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { data } = this;
      const shaded = this.#shaded;
      if (!data || !shaded || this.clientWidth === 0) return;
      const style = matrixStyle(this.#themed.palette, getComputedStyle(this).fontFamily);
      if (this.#all) this.#drawCells(data, shaded, style);
      this.#all = false;
      this.#drawCursor(data, style);
    });
  }

  /** An empty canvas of the element's size, in CSS pixels. */
  #cleared(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const ratio = Math.min(2, devicePixelRatio);
    canvas.width = Math.round(this.clientWidth * ratio);
    canvas.height = Math.round(this.clientHeight * ratio);
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    context.scale(ratio, ratio);
    return context;
  }

  #drawCells(data: MatrixData, shaded: ShadedCells, style: MatrixStyle): void {
    const context = this.#cleared(this.canvas);
    const { layout } = this;
    context.fillStyle = style.surface;
    context.fillRect(0, 0, this.clientWidth, this.clientHeight);
    drawCells(context, data, shaded, layout, style);
    drawNames(context, data, layout, style);
    drawBars(context, data, layout, style);
    drawScale(context, data, shaded, layout, style);
  }

  /** The ring may extend beyond the matrix by the width of its line. */
  #drawCursor(data: MatrixData, style: MatrixStyle): void {
    const context = this.#cleared(this.above);
    const { layout, cursor } = this;
    drawMarks(context, this.marked, layout, style);
    if (!cursor || cursor.row >= this.count || cursor.column >= this.count) return;
    const { left, top, width, height, cellWidth, cellHeight, dx, dy } = layout;
    drawCursorNames(context, data, layout, style, cursor);
    context.beginPath();
    context.rect(left - 2, top - 2, width + 4, height + 4);
    context.clip();
    context.strokeStyle = style.ink;
    context.lineWidth = 2;
    const [wide, tall] = [Math.max(cellWidth, 6) + 2, Math.max(cellHeight, 6) + 2];
    const x = left + dx + (cursor.column + 0.5) * cellWidth - wide / 2;
    const y = top + dy + (cursor.row + 0.5) * cellHeight - tall / 2;
    context.strokeRect(x, y, wide, tall);
  }

  #cellAt(event: MouseEvent): CellPlace | undefined {
    const bounds = this.getBoundingClientRect();
    const { left, top, width, height, cellWidth, cellHeight, dx, dy } = this.layout;
    const x = event.clientX - bounds.left - left;
    const y = event.clientY - bounds.top - top;
    if (!this.data || x < 0 || y < 0 || x >= width || y >= height) return undefined;
    const inside = (value: number) => Math.max(0, Math.min(this.count - 1, Math.floor(value)));
    const place = { row: inside((y - dy) / cellHeight), column: inside((x - dx) / cellWidth) };
    return Math.min(cellWidth, cellHeight) >= 4 ? place : this.#nearestFilled(place);
  }

  /** The categories whose name beside the rows or above the columns is under the pointer. */
  #nameAt(event: MouseEvent): NamePlace | undefined {
    const bounds = this.getBoundingClientRect();
    const { layout, data } = this;
    const x = event.clientX - bounds.left - layout.left;
    const y = event.clientY - bounds.top - layout.top;
    if (!data) return undefined;
    if (x < 0) return nameAt(data, rowsOf(layout), y);
    return y < 0 ? nameAt(data, columnsOf(layout), x) : undefined;
  }

  #nearestFilled(place: CellPlace): CellPlace {
    const { cellWidth, cellHeight } = this.layout;
    const { data, count } = this;
    const shaded = this.#shaded;
    if (!data || !shaded) return place;
    const around = (at: number, cell: number): [number, number] => {
      const reach = Math.ceil(REACH / cell);
      return [Math.max(0, at - reach), Math.min(count, at + reach + 1)];
    };
    let best = place;
    let least = REACH;
    shaded.index.within(around(place.row, cellHeight), around(place.column, cellWidth), (at) => {
      if (shaded.levels[at] === NOT_DRAWN) return;
      const { row, column } = data.cells[at];
      const distance = Math.hypot((row - place.row) * cellHeight, (column - place.column) * cellWidth);
      if (distance < least) [least, best] = [distance, { row, column }];
    });
    return best;
  }

  #onMove = (event: PointerEvent) => {
    if (!this.#gestures.dragging) this.tell("cell-hover", this.#cellAt(event));
  };

  #onKey = (event: KeyboardEvent) => {
    const { rows } = this.layout;
    const pan = event.shiftKey && panKeys[event.key];
    const next = movedCursor(event, this.cursor, {
      count: this.count,
      page: Math.max(1, rows[1] - rows[0] - 1),
    });
    if (pan) {
      const { x, y, k } = this.view;
      this.moveTo({ x: x + (0.25 * pan[0]) / k, y: y + (0.25 * pan[1]) / k, k });
    } else if (next) {
      this.#show(next);
      this.tell("cell-hover", next);
    } else if (event.key === "Enter" && this.cursor) this.tell("cell-pick", this.cursor);
    else if (event.key === "+" || event.key === "=") this.#zoomToCursor(ZOOM);
    else if (event.key === "-") this.#zoomToCursor(1 / ZOOM);
    else if (event.key === "0") this.zoomBy(0);
    else return;
    event.preventDefault();
  };

  /** Zooms about the cursor's cell, or about the center without one. */
  #zoomToCursor(factor: number): void {
    const { cursor } = this;
    if (!cursor) {
      this.zoomBy(factor);
      return;
    }
    const { left, top, cellWidth, cellHeight, dx, dy } = this.layout;
    const x = left + dx + (cursor.column + 0.5) * cellWidth;
    const y = top + dy + (cursor.row + 0.5) * cellHeight;
    this.#gestures.zoomAt(factor, x, y);
  }

  /** Moves the visible part until it contains a cell. */
  #show({ row, column }: CellPlace): void {
    const n = this.count;
    const { x, y, k } = this.view;
    const half = 0.5 / k;
    const moved = (center: number, cell: number) =>
      Math.min(cell / n + half, Math.max((cell + 1) / n - half, center));
    this.moveTo({ x: moved(x, column), y: moved(y, row), k });
  }
}

const panKeys: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
