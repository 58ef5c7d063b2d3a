import {
  type D3ZoomEvent,
  pointer,
  type Quadtree,
  quadtree,
  select,
  type ZoomBehavior,
  type ZoomTransform,
  zoom,
  zoomIdentity,
} from "d3";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Positions } from "../../lib/placement.js";
import { boxOutline, insidePolygon, type Point } from "../../lib/polygon.js";
import { shared } from "../../style/shared.js";
import { extent, nearestInDirection, spacing } from "./geometry.js";
import { drawLabels, type MapLabel } from "./labels.js";
import { openRenderer } from "./open-renderer.js";
import { type Camera, emphasis, type PointRenderer, type Scene } from "./scene.js";

export type Tool = "pan" | "box" | "lasso";
/** Dots, pictures, or pictures as soon as there is room for them. */
export type Marks = "auto" | "dots" | "images";

const pickRadius = 14;
const padding = 40;

/**
 * A map of points that can be panned, zoomed, pointed at and lassoed. It knows nothing of what the points are.
 * Events: `point-hover` and `point-pick` (detail: `{ point, x, y }`, point undefined for none), `points-select`
 * (detail: `{ points, tool }`).
 */
@customElement("point-map")
export class PointMap extends LitElement {
  static override styles = [
    shared,
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
      :host([tool="pan"]) {
        cursor: grab;
      }
      :host([tool="pan"][pointing]) {
        cursor: pointer;
      }
      :host([tool="box"]),
      :host([tool="lasso"]) {
        cursor: crosshair;
      }
      .ring {
        position: absolute;
        border: 2px solid var(--ink);
        border-radius: 50%;
        box-shadow: 0 0 0 2px var(--surface);
        transform: translate(-50%, -50%);
        pointer-events: none;
      }
      .ring.square {
        border-radius: var(--radius);
      }
      .ring.pinned {
        border-color: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) scene: Scene | undefined;
  @property({ attribute: false }) positions: Positions | undefined;
  @property({ attribute: false }) labels: readonly MapLabel[] = [];
  @property({ attribute: false }) nameOf: (point: number) => string = () => "";
  @property({ attribute: false }) pinned: number | undefined;
  @property({ reflect: true }) tool: Tool = "pan";
  @property() marks: Marks = "auto";
  /** Changes whenever the theme does: colours are read from the style again. */
  @property() theme = "";
  /** Set by an address to try the plain canvas. */
  @property({ type: Boolean }) plain = false;
  @property({ type: Boolean, reflect: true }) pointing = false;

  @state() private hovered: number | undefined;
  @query("canvas.points") private canvas!: HTMLCanvasElement;
  @query("canvas.words") private words!: HTMLCanvasElement;

  /** Which renderer draws: "webgl" or "canvas". */
  kind = "";
  #renderer: PointRenderer | undefined;
  #transform: ZoomTransform = zoomIdentity;
  #zoom!: ZoomBehavior<HTMLElement, unknown>;
  #shown: Positions | undefined;
  #from: Positions | undefined;
  #moveStart = 0;
  #frame = 0;
  #tree: { positions: Positions; scene: Scene; tree: Quadtree<number> } | undefined;
  #space = 0.02;
  /** Width and height of what the positions take of the unit square. */
  #extent: [number, number] = [1, 1];
  #outline: Point[] = [];
  #resize = new ResizeObserver(() => this.#paint());

  override render() {
    return html`<canvas class="points" aria-hidden="true"></canvas><canvas class="words" aria-hidden="true"></canvas>
      ${this.#ring(this.pinned, "pinned")} ${this.#ring(this.hovered, "")}`;
  }

  #ring(point: number | undefined, kind: string) {
    if (point === undefined || !this.#shown || point >= this.#shown.x.length) return nothing;
    const { scale, left, top, picture, dot } = this.camera;
    const size = picture > 0 ? picture + 8 : dot + 10;
    const x = this.#shown.x[point] * scale + left;
    const y = this.#shown.y[point] * scale + top;
    return html`<div
      class="ring ${kind} ${picture > 0 ? "square" : ""}"
      style="left:${x}px;top:${y}px;width:${size}px;height:${size}px"
    ></div>`;
  }

  override firstUpdated(): void {
    this.tabIndex = 0;
    this.#open(!this.plain);
    this.#zoom = zoom<HTMLElement, unknown>()
      .scaleExtent([0.5, 60])
      .filter((event: MouseEvent & { touches?: TouchList }) => {
        if (event.type === "wheel" || (event.touches?.length ?? 0) > 1) return true;
        return this.tool === "pan" && !event.shiftKey && !event.altKey && !event.button;
      })
      .on("zoom", ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
        this.#transform = transform;
        this.requestUpdate();
        this.#paint();
      });
    select(this as HTMLElement)
      .call(this.#zoom)
      .on("dblclick.zoom", null);
    this.#resize.observe(this);
    this.addEventListener("pointermove", this.#onMove);
    this.addEventListener("pointerleave", () => this.#hover(undefined));
    this.addEventListener("pointerdown", this.#onDown);
    this.addEventListener("click", this.#onClick);
    this.addEventListener("keydown", this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#resize.observe(this);
  }

  override updated(changes: PropertyValues<this>): void {
    if (changes.has("theme")) this.#readTheme();
    if (changes.has("positions")) this.#moveTo(this.positions);
    this.#paint();
  }

  /** Where things are now. Pictures grow with the distance between neighbours on the screen. */
  get camera(): Camera {
    const { clientWidth: width, clientHeight: height } = this;
    const [wide, high] = this.#extent;
    const side = Math.max(50, Math.min((width - 2 * padding) / wide, (height - 2 * padding) / high));
    const { k, x, y } = this.#transform;
    const gap = this.#space * side * k;
    const room = Math.min(64, gap * 1.2);
    const wanted =
      this.marks === "dots"
        ? 0
        : this.marks === "images"
          ? Math.max(22, room)
          : room >= 20
            ? Math.max(24, room)
            : 0;
    return {
      width,
      height,
      pixelRatio: Math.min(2, devicePixelRatio),
      scale: side * k,
      left: ((width - side) / 2) * k + x,
      top: ((height - side) / 2) * k + y,
      dot: Math.max(5, Math.min(12, gap * 0.6)),
      picture: wanted,
    };
  }

  /** Zooms by a factor about the middle; 0 shows everything again. */
  zoomBy(factor: number): void {
    const node = select(this as HTMLElement);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const move = calm ? node : node.transition().duration(180);
    if (factor === 0) this.#zoom.transform(move as typeof node, zoomIdentity);
    else this.#zoom.scaleBy(move as typeof node, factor);
  }

  /** Where a point is on the screen, in pixels from the map's corner. */
  locate(point: number): Point {
    const { scale, left, top } = this.camera;
    const { x, y } = this.#shown as Positions;
    return [x[point] * scale + left, y[point] * scale + top];
  }

  #open(allowWebgl: boolean): void {
    const { renderer, kind } = openRenderer(this.canvas, allowWebgl);
    this.#renderer = renderer;
    this.kind = kind;
    this.dataset.renderer = kind;
    this.#readTheme();
    this.canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      const fresh = document.createElement("canvas");
      fresh.className = "points";
      this.canvas.replaceWith(fresh);
      this.#open(false);
      this.#paint();
    });
  }

  #readTheme(): void {
    const style = getComputedStyle(this);
    this.#renderer?.setTheme({
      paper: style.getPropertyValue("--paper").trim(),
      surface: style.getPropertyValue("--surface").trim(),
    });
  }

  #moveTo(positions: Positions | undefined): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const same = positions && this.#shown?.x.length === positions.x.length && !calm;
    this.#from = same
      ? { x: this.#shown?.x.slice() as Float32Array, y: this.#shown?.y.slice() as Float32Array }
      : undefined;
    this.#moveStart = performance.now();
    if (!same) this.#shown = positions && { x: positions.x.slice(), y: positions.y.slice() };
    if (!positions) return;
    this.#space = spacing(positions);
    this.#extent = extent(positions);
  }

  /** Draws at the next frame; while points move, at every frame. */
  #paint(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = 0;
      const moving = this.#advance(now);
      this.#draw();
      if (moving) this.#paint();
    });
  }

  #advance(now: number): boolean {
    const { positions } = this;
    if (!this.#from || !positions || !this.#shown) return false;
    const t = Math.min(1, (now - this.#moveStart) / 160);
    for (let i = 0; i < positions.x.length; i++) {
      this.#shown.x[i] = this.#from.x[i] + (positions.x[i] - this.#from.x[i]) * t;
      this.#shown.y[i] = this.#from.y[i] + (positions.y[i] - this.#from.y[i]) * t;
    }
    this.#tree = undefined;
    if (t >= 1) this.#from = undefined;
    return t < 1;
  }

  #draw(): void {
    const { scene, camera } = this;
    if (!scene || !this.#shown || !this.#renderer || camera.width === 0) return;
    for (const canvas of [this.canvas, this.words]) {
      const width = Math.round(camera.width * camera.pixelRatio);
      const height = Math.round(camera.height * camera.pixelRatio);
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    }
    if (this.#shown.x.length !== scene.n) return;
    this.#renderer.draw(scene, this.#shown, camera);
    const context = this.words.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(camera.pixelRatio, 0, 0, camera.pixelRatio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    const style = getComputedStyle(this);
    const ink = style.getPropertyValue("--ink");
    const look = { ink, halo: style.getPropertyValue("--surface"), font: style.fontFamily };
    drawLabels(context, camera, look, this.labels, { scene, positions: this.#shown, nameOf: this.nameOf });
    this.#drawOutline(context, style.getPropertyValue("--accent"));
  }

  #drawOutline(context: CanvasRenderingContext2D, colour: string): void {
    if (this.#outline.length < 2) return;
    context.beginPath();
    for (const [x, y] of this.#outline) context.lineTo(x, y);
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.stroke();
  }

  /** The visible point nearest to a place on the screen, if one is near enough. */
  #pick(x: number, y: number): number | undefined {
    const { scene } = this;
    if (!scene || !this.#shown || this.#shown.x.length !== scene.n) return undefined;
    if (this.#tree?.positions !== this.#shown || this.#tree.scene !== scene) {
      const shown = this.#shown;
      const visible = Array.from({ length: scene.n }, (_, i) => i).filter(
        (i) => scene.emphasis[i] !== emphasis.hidden,
      );
      const tree = quadtree<number>(
        visible,
        (i) => shown.x[i],
        (i) => shown.y[i],
      );
      this.#tree = { positions: shown, scene, tree };
    }
    const { scale, left, top, picture } = this.camera;
    return this.#tree.tree.find(
      (x - left) / scale,
      (y - top) / scale,
      Math.max(pickRadius, picture * 0.6) / scale,
    );
  }

  #hover(point: number | undefined): void {
    if (point === this.hovered) return;
    this.hovered = point;
    this.pointing = point !== undefined;
    this.#tell("point-hover", point);
  }

  #tell(type: string, point: number | undefined): void {
    const [x, y] = point === undefined ? [0, 0] : this.locate(point);
    this.dispatchEvent(new CustomEvent(type, { detail: { point, x, y } }));
  }

  #onMove = (event: PointerEvent) => {
    if (this.#outline.length === 0) this.#hover(this.#pick(...pointer(event, this)));
  };

  #onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || this.tool !== "pan" || event.shiftKey) return;
    this.#tell("point-pick", this.#pick(...pointer(event, this)));
  };

  /** Draws a lasso (Shift, or the tool) or a box (Alt, or the tool) until the pointer is released. */
  #onDown = (event: PointerEvent) => {
    const tool = event.shiftKey ? "lasso" : event.altKey ? "box" : this.tool;
    if (tool === "pan" || event.button !== 0 || !event.isPrimary) return;
    const start = pointer(event, this);
    this.setPointerCapture(event.pointerId);
    this.#hover(undefined);
    this.#outline = [start];
    const move = (moved: PointerEvent) => {
      const here = pointer(moved, this);
      if (tool === "box") this.#outline = boxOutline(start, here);
      else this.#outline.push(here);
      this.#paint();
    };
    const stop = new AbortController();
    this.addEventListener("pointermove", move, stop);
    const end = () => {
      stop.abort();
      const outline = this.#outline;
      this.#outline = [];
      this.#paint();
      if (outline.length > 2) this.#selectInside(outline, tool);
    };
    this.addEventListener("pointerup", end, stop);
    this.addEventListener("pointercancel", end, stop);
  };

  #selectInside(outline: Point[], tool: Tool): void {
    const { scene } = this;
    if (!scene || !this.#shown) return;
    const { scale, left, top } = this.camera;
    const points: number[] = [];
    for (let i = 0; i < scene.n; i++) {
      if (scene.emphasis[i] === emphasis.hidden) continue;
      if (insidePolygon(this.#shown.x[i] * scale + left, this.#shown.y[i] * scale + top, outline))
        points.push(i);
    }
    this.dispatchEvent(new CustomEvent("points-select", { detail: { points, tool } }));
  }

  #onKey = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (direction && this.scene && this.#shown) {
      this.#hover(nearestInDirection(this.#shown, this.scene, this.hovered, direction as [number, number]));
    } else if (event.key === "Enter" && this.hovered !== undefined) this.#tell("point-pick", this.hovered);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.5);
    else if (event.key === "-") this.zoomBy(1 / 1.5);
    else if (event.key === "0") this.zoomBy(0);
    else return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "point-map": PointMap;
  }
}
