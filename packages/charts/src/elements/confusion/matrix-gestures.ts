import type { MapView } from "../../events.js";
import { clampView, type MatrixLayout } from "./matrix-layout.js";

/** Pixels that a pointer may move between press and release of a click. */
const STILL = 4;

export interface GestureHost extends HTMLElement {
  readonly layout: MatrixLayout;
  readonly view: MapView;
  /** Number of categories. */
  readonly count: number;
  moveTo(view: MapView): void;
}

/**
 * Zoom with the wheel and with two fingers, and pan by dragging, of a matrix. At zoom 1 a finger scrolls the page
 * instead. `clicked` is called for a press without movement.
 */
export class MatrixGestures {
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #moved = 0;

  constructor(
    readonly host: GestureHost,
    readonly clicked: (event: PointerEvent) => void,
  ) {
    host.addEventListener("wheel", this.#onWheel, { passive: false });
    host.addEventListener("pointerdown", this.#onDown);
    host.addEventListener("pointermove", this.#onMove);
    host.addEventListener("pointerup", this.#onUp);
    host.addEventListener("pointercancel", this.#onEnd);
    // Two fingers zoom the matrix, never the page.
    const keep = (event: TouchEvent) => {
      if (event.touches.length > 1) event.preventDefault();
    };
    host.addEventListener("touchstart", keep, { passive: false });
    host.addEventListener("touchmove", keep, { passive: false });
  }

  /** Whether the matrix is being dragged, so that nothing is under the pointer. */
  get dragging(): boolean {
    return this.#pointers.size > 0 && this.#moved > STILL;
  }

  /** Zooms by a factor; the point at (x, y), in pixels from the element's corner, stays where it is. */
  zoomAt(factor: number, x: number, y: number): void {
    const { layout, view, count } = this.host;
    const along = (value: number, from: number, side: number) =>
      Math.min(1, Math.max(0, (value - from) / side)) - 0.5;
    const [u, v] = [along(x, layout.left, layout.width), along(y, layout.top, layout.height)];
    const { k } = clampView({ ...view, k: view.k * factor }, count);
    const shift = 1 / view.k - 1 / k;
    this.host.moveTo({ x: view.x + u * shift, y: view.y + v * shift, k });
  }

  #panBy(dx: number, dy: number): void {
    const { layout, view } = this.host;
    this.host.moveTo({
      x: view.x - dx / (layout.width * view.k),
      y: view.y - dy / (layout.height * view.k),
      k: view.k,
    });
  }

  #at(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.host.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #onWheel = (event: WheelEvent) => {
    const { x, y } = this.#at(event);
    const lines = event.deltaMode === 1 ? 20 : 1;
    event.preventDefault();
    this.zoomAt(2 ** (-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), x, y);
  };

  #onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (this.#pointers.size === 0) this.#moved = 0;
    this.#pointers.set(event.pointerId, this.#at(event));
  };

  #onMove = (event: PointerEvent) => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#at(event);
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId);
    this.#pointers.set(event.pointerId, now);
    this.#moved += Math.hypot(now.x - before.x, now.y - before.y);
    const [other] = others.map(([, point]) => point);
    if (other) {
      const spread = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y);
      this.zoomAt(spread(now) / Math.max(1, spread(before)), (now.x + other.x) / 2, (now.y + other.y) / 2);
      this.#panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
      return;
    }
    if (this.host.view.k === 1 || this.#moved <= STILL) return;
    if (!this.host.hasPointerCapture(event.pointerId)) this.host.setPointerCapture(event.pointerId);
    this.#panBy(now.x - before.x, now.y - before.y);
  };

  #onUp = (event: PointerEvent) => {
    const pressed = this.#pointers.has(event.pointerId);
    const alone = this.#pointers.size === 1;
    this.#onEnd(event);
    if (pressed && alone && this.#moved <= STILL) this.clicked(event);
  };

  #onEnd = (event: PointerEvent) => {
    this.#pointers.delete(event.pointerId);
  };
}
