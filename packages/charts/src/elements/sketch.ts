import { css, html } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { SketchEvents } from "../events.js";
import { base } from "../style/base.js";
import { ChartElement } from "./element.js";

/** Side of the picture in pixels. */
const SIDE = 256;
const INKS = [
  ["black", "#1a1b1d"],
  ["red", "#d32f2f"],
  ["yellow", "#f2a900"],
  ["green", "#2e7d32"],
  ["blue", "#1565c0"],
  ["brown", "#8e5a2b"],
] as const;
const PENS = [
  ["fine", 5],
  ["medium", 10],
  ["broad", 22],
] as const;
/** Pixels that an arrow key moves the pen. */
const STEP = 8;

interface Stroke {
  color: string;
  width: number;
  points: [x: number, y: number][];
}

/**
 * A white square to draw on, with the pointer or with the keyboard: arrow keys move the pen, Space puts it down and
 * lifts it. Gives the picture as a PNG file after each stroke.
 */
export class SketchElement extends ChartElement<SketchEvents> {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 8px;
        width: 256px;
        max-width: 100%;
      }
      canvas {
        width: 100%;
        aspect-ratio: 1;
        border-radius: var(--_radius);
        box-shadow: inset 0 0 0 1px var(--_line-strong), 0 0 0 1px var(--_line-strong);
        background: #fff;
        cursor: crosshair;
        touch-action: none;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
      }
      .tool {
        display: inline-grid;
        place-content: center;
        width: 28px;
        height: 28px;
        padding: 0;
      }
      .tool i {
        border-radius: 50%;
        background: var(--_ink);
      }
      .ink i {
        box-shadow: 0 0 0 1px var(--_line-strong);
        width: 18px;
        height: 18px;
      }
      .tool[aria-pressed="true"] {
        box-shadow: inset 0 0 0 2px var(--_accent);
      }
      .words {
        min-height: 28px;
        font-size: var(--_small);
      }
      button:disabled {
        color: var(--_ink-3);
        cursor: default;
      }
    `,
  ];

  /** Accessible name of the drawing. */
  @property() label = "Drawing";
  @state() private strokes: readonly Stroke[] = [];
  @state() private color: string = INKS[0][1];
  @state() private pen: number = PENS[1][1];
  @query("canvas") private canvas!: HTMLCanvasElement;
  #drawing: Stroke | undefined;
  /** The keyboard's pen, and whether it is down. */
  #place: [number, number] = [SIDE / 2, SIDE / 2];
  #down = false;
  @state() private said = "";

  override render() {
    return html`<canvas
        width=${SIDE}
        height=${SIDE}
        tabindex="0"
        role="application"
        aria-label="${this.label}. Arrow keys move the pen, Space puts it down or lifts it."
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointercancel=${this.#onUp}
        @keydown=${this.#onKey}
        @blur=${() => this.#draw()}
      ></canvas>
      <div class="tools" role="group" aria-label="Pen">
        ${INKS.map(
          ([name, color]) => html`<button
            class="tool ink"
            aria-pressed=${this.color === color}
            aria-label="Draw in ${name}"
            title=${name}
            @click=${() => {
              this.color = color;
            }}
          >
            <i style="background:${color}"></i>
          </button>`,
        )}
        ${PENS.map(
          ([name, width]) => html`<button
            class="tool"
            aria-pressed=${this.pen === width}
            aria-label="Draw with a ${name} pen"
            title="${name} pen"
            @click=${() => {
              this.pen = width;
            }}
          >
            <i style="width:${width * 0.8}px;height:${width * 0.8}px"></i>
          </button>`,
        )}
        <button class="words" ?disabled=${this.strokes.length === 0} @click=${() => this.#change(this.strokes.slice(0, -1))}>Undo stroke</button>
        <button class="words" ?disabled=${this.strokes.length === 0} @click=${() => this.clear()}>Clear</button>
      </div>
      <span class="offscreen" aria-live="polite">${this.said}</span>`;
  }

  override firstUpdated(): void {
    this.#draw();
  }

  /** Removes everything; gives no picture. */
  clear(): void {
    this.strokes = [];
    this.#drawing = undefined;
    this.#down = false;
    this.#draw();
    this.tell("picture-change", undefined);
  }

  #change(strokes: readonly Stroke[]): void {
    if (strokes.length === 0) {
      this.clear();
      return;
    }
    this.strokes = strokes;
    this.#draw();
    this.canvas.toBlob((file) => file && this.tell("picture-change", file));
  }

  #at(event: PointerEvent): [number, number] {
    const { left, top, width } = this.canvas.getBoundingClientRect();
    return [((event.clientX - left) * SIDE) / width, ((event.clientY - top) * SIDE) / width];
  }

  #onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.#drawing = { color: this.color, width: this.pen, points: [this.#at(event)] };
    this.#draw();
  };

  #onMove = (event: PointerEvent) => {
    if (!this.#drawing || this.#down) return;
    this.#drawing.points.push(this.#at(event));
    this.#draw();
  };

  #onUp = () => {
    if (this.#down) return;
    this.#finish();
  };

  #finish(): void {
    const stroke = this.#drawing;
    this.#drawing = undefined;
    if (stroke) this.#change([...this.strokes, stroke]);
  }

  #onKey = (event: KeyboardEvent) => {
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    };
    const move = moves[event.key];
    if (move) {
      const inside = (value: number) => Math.max(0, Math.min(SIDE, value));
      this.#place = [inside(this.#place[0] + move[0]), inside(this.#place[1] + move[1])];
      if (this.#down) this.#drawing?.points.push([...this.#place]);
    } else if (event.key === " ") {
      this.#down = !this.#down;
      if (this.#down) this.#drawing = { color: this.color, width: this.pen, points: [[...this.#place]] };
      else this.#finish();
      this.said = this.#down ? "The pen is down." : "The pen is lifted.";
    } else return;
    event.preventDefault();
    this.#draw();
    this.#drawPen();
  };

  #draw(): void {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
    Object.assign(context, { lineCap: "round", lineJoin: "round" });
    for (const { color, width, points } of [...this.strokes, ...(this.#drawing ? [this.#drawing] : [])]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(...points[0]);
      for (const point of points) context.lineTo(...point);
      context.stroke();
    }
  }

  /** A ring where the keyboard's pen is; it is not part of the picture. */
  #drawPen(): void {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.strokeStyle = "#0b8693";
    context.lineWidth = 2;
    context.beginPath();
    context.arc(...this.#place, this.pen / 2 + 3, 0, 2 * Math.PI);
    context.stroke();
  }
}
