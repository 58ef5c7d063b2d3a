import {
  type D3ZoomEvent,
  pointer,
  select,
  type ZoomBehavior,
  type ZoomTransform,
  zoom,
  zoomIdentity,
} from "d3";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Positions } from "../../geometry/placement.js";
import type { Point } from "../../geometry/polygon.js";
import { base } from "../../style/base.js";
import { Themed } from "../../style/themed.js";
import { drawPicture } from "./canvas-renderer.js";
import { cameraOf, extent, type Marks, nearestInDirection, spacing } from "./geometry.js";
import { drawLabels, type MapLabel } from "./labels.js";
import { mapStyle } from "./map-style.js";
import { Motion } from "./motion.js";
import { hasGraphicsCard, openRenderer, type RendererChoice } from "./open-renderer.js";
import { drawOutline, followOutline, type Tool, toolOf } from "./outline.js";
import { Picker, pointsInside } from "./picker.js";
import type { Camera, PointRenderer, Scene } from "./scene.js";

/** How much larger the picture under the pointer is. */
const enlarged = 1.4;

/**
 * A map of points with pan, zoom, hover and lasso. Independent of what the points represent. Events:
 * `point-hover` and `point-pick` (detail: `{ point, x, y }`, point undefined for none), `points-select`
 * (detail: `{ points, tool }`).
 */
export class ScatterElement extends LitElement {
  static override styles = [base, mapStyle];

  @property({ attribute: false }) scene: Scene | undefined;
  @property({ attribute: false }) positions: Positions | undefined;
  @property({ attribute: false }) labels: readonly MapLabel[] = [];
  @property({ attribute: false }) nameOf: (point: number) => string = () => "";
  @property({ attribute: false }) pinned: number | undefined;
  @property({ reflect: true }) tool: Tool = "pan";
  @property() marks: Marks = "auto";
  @property() renderer: RendererChoice = "auto";
  @property({ type: Boolean, reflect: true }) pointing = false;

  @state() private hovered: number | undefined;
  /** Point reached by the arrow keys, announced to screen readers, unlike hovered points. */
  @state() private walked: number | undefined;
  @query("canvas.points") private canvas!: HTMLCanvasElement;
  @query("canvas.words") private words!: HTMLCanvasElement;

  readonly #themed = new Themed(this, () => {
    this.#readTheme();
    this.#paint();
  });
  readonly #motion = new Motion();
  readonly #picker = new Picker();
  readonly #resize = new ResizeObserver(() => this.#paint());
  #drawer: PointRenderer | undefined;
  #transform: ZoomTransform = zoomIdentity;
  #zoom!: ZoomBehavior<HTMLElement, unknown>;
  #frame = 0;
  /** Space around a point, and the extent of the points in the unit square. */
  #space = 0.02;
  #extent: [number, number] = [1, 1];
  #outline: Point[] = [];
  /** Last pointer position, under which moving points may come to rest. */
  #pointer: Point | undefined;

  override render() {
    return html`<canvas class="points" aria-hidden="true"></canvas><canvas class="words" aria-hidden="true"></canvas>
      ${this.#ring(this.pinned, "pinned")} ${this.#ring(this.hovered, "")}
      <div class="offscreen" aria-live="polite">${this.walked === undefined ? "" : this.nameOf(this.walked)}</div>`;
  }

  /** A ring around a point; where images are drawn, it is around the enlarged image that `#draw` puts on top. */
  #ring(point: number | undefined, kind: string) {
    const { scene } = this;
    const { shown } = this.#motion;
    if (point === undefined || !scene || point >= scene.n || shown?.x.length !== scene.n) return nothing;
    const { picture, dot } = this.camera;
    const [x, y] = this.#place(shown, point);
    const large = picture * enlarged;
    const size = picture > 0 ? large + 4 : dot + 10;
    return html`<div
      class="ring ${kind} ${picture > 0 ? "square" : ""}"
      style="left:${x}px;top:${y}px;width:${size}px;height:${size}px"
    ></div>`;
  }

  override firstUpdated(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "application");
    void this.#start();
    this.#zoom = zoom<HTMLElement, unknown>()
      .scaleExtent([0.5, 60])
      .filter((event: MouseEvent & { touches?: TouchList }) => {
        if (event.type === "wheel" || (event.touches?.length ?? 0) > 1) return true;
        return toolOf(event, this.tool) === "pan" && !event.button;
      })
      .on("zoom", ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
        this.#transform = transform;
        this.requestUpdate();
      });
    select(this as HTMLElement)
      .call(this.#zoom)
      .on("dblclick.zoom", null);
    this.addEventListener("pointermove", (event) => {
      this.#pointer = pointer(event, this);
      if (this.#outline.length === 0) this.#hover(this.#pick(this.#pointer));
    });
    this.addEventListener("pointerleave", () => {
      this.#pointer = undefined;
      this.#hover(undefined);
    });
    this.addEventListener("pointerdown", this.#onDown);
    this.addEventListener("click", (event) => {
      if (!event.defaultPrevented && toolOf(event, this.tool) === "pan") {
        this.#tell("point-pick", this.#pick(pointer(event, this)));
      }
    });
    this.addEventListener("keydown", this.#onKey);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    if (this.hasUpdated) void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#drawer?.dispose();
    this.#drawer = undefined;
  }

  override updated(changes: PropertyValues<this>): void {
    if (changes.has("positions")) {
      this.#motion.moveTo(this.positions, performance.now());
      if (this.positions) {
        this.#space = spacing(this.positions);
        this.#extent = extent(this.positions);
      }
    }
    this.#paint();
  }

  get camera(): Camera {
    const { clientWidth: width, clientHeight: height, marks } = this;
    return cameraOf({
      width,
      height,
      marks,
      extent: this.#extent,
      space: this.#space,
      transform: this.#transform,
    });
  }

  /** Zooms by a factor about the center; 0 resets to show everything. */
  zoomBy(factor: number): void {
    const node = select(this as HTMLElement);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const move = (calm ? node : node.transition().duration(180)) as typeof node;
    if (factor === 0) this.#zoom.transform(move, zoomIdentity);
    else this.#zoom.scaleBy(move, factor);
  }

  /** Screen position of a point, or the position it is moving to, in pixels from the map's corner. */
  locate(point: number): Point {
    return this.#place(this.positions as Positions, point);
  }

  #place({ x, y }: Positions, point: number): Point {
    const { scale, left, top } = this.camera;
    return [x[point] * scale + left, y[point] * scale + top];
  }

  /** Starts with a 2D canvas, which is available at once; WebGL takes over if there is a hardware GPU. */
  async #start(): Promise<void> {
    this.#open(this.renderer === "webgl" ? "webgl" : "canvas");
    if (this.renderer === "auto" && (await hasGraphicsCard()) && this.isConnected) this.#open("webgl");
  }

  /** Opens a renderer on a new canvas; a lost WebGL context is replaced by a 2D canvas. */
  #open(wanted: "webgl" | "canvas"): void {
    const fresh = document.createElement("canvas");
    fresh.className = "points";
    fresh.ariaHidden = "true";
    this.canvas.replaceWith(fresh);
    const { renderer, kind } = openRenderer(fresh, wanted, () => {
      if (this.isConnected) this.#open("canvas");
    });
    this.#drawer?.dispose();
    this.#drawer = renderer;
    this.dataset.renderer = kind;
    this.#readTheme();
    this.#paint();
  }

  #readTheme(): void {
    this.#drawer?.setTheme({ paper: this.#themed.palette.css("var(--_paper)") });
  }

  /** Draws in the next frame, and in every frame during motion. */
  #paint(): void {
    this.#frame ||= requestAnimationFrame((now) => {
      this.#frame = 0;
      const { moving } = this.#motion;
      this.#motion.advance(now);
      if (!this.#draw()) this.#paint();
      if (!moving) return;
      this.requestUpdate(); // the rings follow their points
      if (!this.#motion.moving && this.#pointer) this.#hover(this.#pick(this.#pointer));
    });
  }

  /** Draws a frame; returns false if the renderer is not ready yet. */
  #draw(): boolean {
    const { scene, camera } = this;
    const { shown } = this.#motion;
    if (!scene || !shown || !this.#drawer || camera.width === 0 || shown.x.length !== scene.n) return true;
    for (const canvas of [this.canvas, this.words]) {
      const width = Math.round(camera.width * camera.pixelRatio);
      const height = Math.round(camera.height * camera.pixelRatio);
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    }
    const drawn = this.#drawer.draw(scene, shown, camera);
    const context = this.words.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(camera.pixelRatio, 0, 0, camera.pixelRatio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    const color = (name: string) => this.#themed.palette.css(`var(--_${name})`);
    const look = { ink: color("ink"), halo: color("surface"), font: getComputedStyle(this).fontFamily };
    drawLabels(context, camera, look, this.labels, { scene, positions: shown, nameOf: this.nameOf });
    for (const point of [this.pinned, this.hovered]) {
      if (point === undefined || camera.picture === 0 || point >= scene.n) continue;
      drawPicture(
        context,
        scene,
        point,
        this.#place(shown, point),
        camera.picture * enlarged,
        color("paper"),
      );
    }
    drawOutline(context, this.#outline, color("accent"));
    return drawn;
  }

  #pick(place: Point): number | undefined {
    const { scene } = this;
    const { shown, moving } = this.#motion;
    if (!scene || !shown || moving || shown.x.length !== scene.n) return undefined;
    return this.#picker.nearest(scene, shown, this.camera, place);
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

  #onDown = (event: PointerEvent) => {
    const tool = toolOf(event, this.tool);
    if (tool === "pan" || event.button !== 0 || !event.isPrimary) return;
    this.#hover(undefined);
    const draw = (outline: Point[]) => {
      this.#outline = outline;
      this.#paint();
    };
    followOutline(this, event, tool, draw, (outline) => {
      const { scene } = this;
      const { shown } = this.#motion;
      const points = scene && shown ? pointsInside(scene, shown, this.camera, outline) : [];
      this.dispatchEvent(new CustomEvent("points-select", { detail: { points, tool } }));
    });
  };

  #onKey = (event: KeyboardEvent) => {
    const { scene } = this;
    const { shown } = this.#motion;
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (direction && scene && shown) {
      this.walked = nearestInDirection(shown, scene, this.hovered, direction as [number, number]);
      this.#hover(this.walked);
    } else if (event.key === "Enter" && this.hovered !== undefined) this.#tell("point-pick", this.hovered);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.5);
    else if (event.key === "-") this.zoomBy(1 / 1.5);
    else if (event.key === "0") this.zoomBy(0);
    else return;
    event.preventDefault();
  };
}
