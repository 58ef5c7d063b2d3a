import { type D3ZoomEvent, select, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3";
import type { MapView } from "../../events.js";
import { type Layout, largestZoom, sideOf } from "./camera.js";
import { type Tool, toolOf } from "./outline.js";

/** The map that is zoomed. */
interface Zoomed extends HTMLElement {
  tool: Tool;
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
    const side = sideOf(width, height, layout);
    this.#zoom.scaleExtent([0.5, largestZoom(width, height, layout)]);
    const { x, y, k } = view;
    const shift = (length: number, at: number) => length / 2 - at * side * k - ((length - side) / 2) * k;
    this.#placing = true;
    const node = select(this.map as HTMLElement).interrupt();
    this.#zoom.transform(node, zoomIdentity.translate(shift(width, x), shift(height, y)).scale(k));
    this.#placing = false;
  }

  /** Updates the transform if the map's size has changed. */
  resize(): void {
    const { clientWidth, clientHeight } = this.map;
    if (clientWidth !== this.#size[0] || clientHeight !== this.#size[1]) this.place();
  }

  /** Zooms by a factor about the center; 0 resets to show everything. */
  by(factor: number): void {
    const node = select(this.map as HTMLElement);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const move = (calm ? node : node.transition().duration(180)) as typeof node;
    if (factor === 0) this.#zoom.transform(move, zoomIdentity);
    else this.#zoom.scaleBy(move, factor);
  }

  #viewOf({ x, y, k }: ZoomTransform): MapView {
    const [width, height] = this.#size;
    const side = sideOf(width, height, this.#layout);
    const at = (length: number, shift: number) =>
      (length / 2 - shift - ((length - side) / 2) * k) / (side * k);
    return { x: at(width, x), y: at(height, y), k };
  }
}
