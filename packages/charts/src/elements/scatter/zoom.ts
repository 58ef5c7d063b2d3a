import { type D3ZoomEvent, select, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3";
import type { MapView } from "../../events.js";
import type { Point } from "../../geometry/polygon.js";
import { type Layout, largestZoom, sideOf } from "./camera.js";
import { isCalm, type MotionChoice } from "./motion.js";
import { type Tool, toolOf } from "./outline.js";

/** The map that is zoomed. */
interface Zoomed extends HTMLElement {
  tool: Tool;
  motion: MotionChoice;
}

/**
 * Pan and zoom of a map. The view, a center in the unit square and a zoom factor, is kept when the map's size
 * changes; the transform is the view in pixels.
 */
export class MapZoom {
  transform: ZoomTransform = zoomIdentity;
  #view: MapView = { x: 0.5, y: 0.5, k: 1 };
  #layout: Layout = { extent: [1, 1], space: 0.02, n: 0 };
  #size: [width: number, height: number] = [0, 0];
  readonly #zoom: ZoomBehavior<HTMLElement, unknown>;
  #before = this.#view;
  #placing = false;

  /** `changed` is called after every step; `settled` when the user has finished moving to another view. */
  constructor(
    private readonly map: Zoomed,
    changed: () => void,
    settled: (view: MapView) => void,
  ) {
    this.#zoom = zoom<HTMLElement, unknown>()
      .filter((event: MouseEvent & { touches?: TouchList }) => {
        if (event.type === "wheel" || (event.touches?.length ?? 0) > 1) return true;
        return toolOf(event, map.tool) === "pan" && !event.button;
      })
      .on("start", () => {
        this.#before = this.#view;
      })
      .on("zoom", ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
        this.transform = transform;
        if (!this.#placing) this.#view = this.#viewOf(transform);
        changed();
      })
      .on("end", () => {
        if (!this.#placing && this.#view !== this.#before) settled(this.#view);
      });
    select(map as HTMLElement)
      .call(this.#zoom)
      .on("dblclick.zoom", null);
  }

  /** The visible part. */
  get view(): MapView {
    return this.#view;
  }

  /** The layout that is shown. */
  get layout(): Layout {
    return this.#layout;
  }

  isAt({ x, y, k }: MapView): boolean {
    const view = this.#view;
    return view.x === x && view.y === y && view.k === k;
  }

  /** Shows another view, layout or size of the map, without `settled`. */
  place({ view = this.#view, layout = this.#layout }: { view?: MapView; layout?: Layout } = {}): void {
    this.#view = view;
    this.#layout = layout;
    const { clientWidth: width, clientHeight: height } = this.map;
    if (width === 0 || height === 0) return;
    this.#size = [width, height];
    this.#zoom.scaleExtent([0.5, largestZoom(width, height, layout)]);
    this.#placing = true;
    this.#zoom.transform(select(this.map as HTMLElement).interrupt(), this.#transformOf(view));
    this.#placing = false;
  }

  /** Updates the transform if the map's size has changed. */
  resize(): void {
    const { clientWidth, clientHeight } = this.map;
    if (clientWidth !== this.#size[0] || clientHeight !== this.#size[1]) this.place();
  }

  /** Zooms by a factor about the center or another position in pixels; 0 resets to show everything. */
  by(factor: number, about?: Point): void {
    const move = this.#move();
    if (factor === 0) this.#zoom.transform(move, zoomIdentity);
    else this.#zoom.scaleBy(move, factor, about && [...about]);
  }

  /** Moves to a view as if the user did. */
  to(view: MapView): void {
    this.#zoom.transform(this.#move(), this.#transformOf(view));
  }

  /** The view centered on a box in the unit square, at the largest zoom at which the box fits. */
  viewOf([x0, x1]: readonly [number, number], [y0, y1]: readonly [number, number]): MapView {
    const { clientWidth: width, clientHeight: height } = this.map;
    const side = sideOf(width, height, this.#layout);
    // A single point is shown with its surroundings.
    const least = 5 * this.#layout.space;
    const fitted = Math.min(
      (0.8 * width) / (Math.max(least, x1 - x0) * side),
      (0.8 * height) / (Math.max(least, y1 - y0) * side),
    );
    const k = Math.max(0.5, Math.min(largestZoom(width, height, this.#layout), fitted));
    return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, k };
  }

  #move() {
    const node = select(this.map as HTMLElement);
    return (isCalm(this.map.motion) ? node : node.transition().duration(180)) as typeof node;
  }

  #transformOf({ x, y, k }: MapView): ZoomTransform {
    const [width, height] = this.#size;
    const side = sideOf(width, height, this.#layout);
    const shift = (length: number, at: number) => length / 2 - at * side * k - ((length - side) / 2) * k;
    return zoomIdentity.translate(shift(width, x), shift(height, y)).scale(k);
  }

  #viewOf({ x, y, k }: ZoomTransform): MapView {
    const [width, height] = this.#size;
    const side = sideOf(width, height, this.#layout);
    const at = (length: number, shift: number) =>
      (length / 2 - shift - ((length - side) / 2) * k) / (side * k);
    return { x: at(width, x), y: at(height, y), k };
  }
}
