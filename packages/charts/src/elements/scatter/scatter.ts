import { pointer } from "d3";
import { html, nothing, type PropertyValues } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Categories } from "../../color/categories.js";
import type { MapView, ScatterEvents } from "../../events.js";
import { fitToSquare, type Positions } from "../../geometry/placement.js";
import { PointIndex } from "../../geometry/point-index.js";
import type { Point } from "../../geometry/polygon.js";
import type { Rows } from "../../rows.js";
import { base } from "../../style/base.js";
import { Themed } from "../../style/themed.js";
import type { Tiles } from "../../tiles/tiles.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { cameraOf, type Layout, layoutOf, type Marks } from "./camera.js";
import type { MapLabel } from "./labels.js";
import { mapStyle } from "./map-style.js";
import { Motion } from "./motion.js";
import type { RendererChoice } from "./open-renderer.js";
import { followOutline, howOf, type Tool, toolOf } from "./outline.js";
import { drawOverlay, enlarged } from "./overlay.js";
import { pointAt, pointsInside } from "./picker.js";
import { RasterRenderer } from "./raster-renderer.js";
import { regionsOf } from "./regions.js";
import { type Amounts, type Camera, emphasis, makeScene, type Scene } from "./scene.js";
import { inksOf, readableInk } from "./scene-inks.js";
import { Stage } from "./stage.js";
import { nearestInDirection } from "./walk.js";
import { MapZoom } from "./zoom.js";

const nothingPlaced: Positions = { x: new Float32Array(), y: new Float32Array() };

const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * A map of points, up to some hundred thousand, with pan, zoom, hover, box and lasso. Rows are indices into the
 * arrays. To change what is drawn, set a new array or object: changes inside one are not detected. If there is no
 * data, set a `message`, with a button as a child element if it helps, or set `busy`.
 */
export class ScatterElement extends ChartElement<ScatterEvents> {
  static override styles = [base, noteStyle, mapStyle];

  /** Position of each row, in any unit, with y pointing down. Scaled to fit the map, keeping the aspect ratio. */
  @property({ attribute: false }) positions: Positions | undefined;
  /** Colors and shapes by category; if not set, all points are gray. */
  @property({ attribute: false }) categories: Categories | undefined;
  /** Colors by amount, such as the similarity to a text, instead of those of categories. */
  @property({ attribute: false }) amounts: Amounts | undefined;
  /** Rows that are shown; all by default. */
  @property({ attribute: false }) visible: Rows | undefined;
  /** Highlighted rows; if there are any, the others are dimmed. */
  @property({ attribute: false }) selected: Rows | undefined;
  /** Rows that are dimmed because they are not computed yet. */
  @property({ attribute: false }) pending: Rows | undefined;
  /** Ids of hidden categories, as in the legend. */
  @property({ attribute: false }) hiddenIds: readonly string[] = [];
  /** Pictures of the rows; if not set, points are always dots. */
  @property({ attribute: false }) tiles: Tiles | undefined;
  /** Whether categories are named where their points are dense. */
  @property() labels: "regions" | "none" = "regions";
  /** Returns the name of a row, shown below its picture and read by screen readers. */
  @property({ attribute: false }) nameOf: (row: number) => string = () => "";
  @property({ attribute: false }) pinned: number | undefined;
  /** The row under the pointer; set it to mark a row that is hovered in another element. */
  @property({ attribute: false }) hovered: number | undefined;
  @property({ reflect: true }) tool: Tool = "pan";
  @property() marks: Marks = "auto";
  @property() renderer: RendererChoice = "auto";
  /** The visible part: its center, in the unit square of the fitted positions, and the zoom. */
  @property({ attribute: false }) view: MapView = { x: 0.5, y: 0.5, k: 1 };
  /** Shown if there is no data: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean, reflect: true }) pointing = false;

  /** Row reached by the arrow keys, announced to screen readers, unlike hovered ones. */
  @state() private walked: number | undefined;
  @query("canvas.points") private points!: HTMLCanvasElement;
  @query("canvas.words") private words!: HTMLCanvasElement;

  readonly #themed = new Themed(this, () => {
    this.#scene = undefined;
    this.#regions = undefined;
    this.requestUpdate();
  });
  readonly #stage = new Stage(
    () => this.points,
    (kind) => {
      this.dataset.renderer = kind;
      this.#paint();
    },
  );
  readonly #motion = new Motion();
  readonly #resize = new ResizeObserver(() => {
    this.#themed.check();
    this.#zoom?.resize();
    this.#paint();
  });
  #zoom: MapZoom | undefined;
  #fitted: Positions | undefined;
  #index: PointIndex | undefined;
  #layout: Layout = { extent: [1, 1], space: 0.02, n: 0 };
  #scene: Scene | undefined;
  #regions: readonly MapLabel[] | undefined;
  #frame = 0;
  /** Inputs of the last drawing of the points: if they are unchanged, only the overlay is redrawn. */
  #drawn: readonly unknown[] = [];
  #outline: Point[] = [];
  /** Last pointer position, to find the point under it after an animation. */
  #pointer: Point | undefined;

  override render() {
    return html`<canvas class="points" aria-hidden="true"></canvas><canvas class="words" aria-hidden="true"></canvas>
      ${this.#ring(this.pinned, "pinned")} ${this.#ring(this.hovered, "")} ${note(this.message, this.busy)}
      <div class="offscreen" aria-live="polite">${this.walked === undefined ? "" : this.nameOf(this.walked)}</div>`;
  }

  /** A ring around a visible point, or around its enlarged picture. */
  #ring(row: number | undefined, kind: string) {
    const { shown } = this.#motion;
    if (row === undefined || !shown || !this.#isShown(row)) return nothing;
    const { picture, dot, scale, left, top } = this.camera;
    const size = picture > 0 ? picture * enlarged + 4 : dot + 10;
    const place = `left:${shown.x[row] * scale + left}px;top:${shown.y[row] * scale + top}px`;
    return html`<div
      class="ring ${kind} ${picture > 0 ? "square" : ""}"
      style="${place};width:${size}px;height:${size}px"
    ></div>`;
  }

  #isShown(row: number): boolean {
    const scene = this.#scene;
    return scene !== undefined && row >= 0 && row < scene.n && scene.emphasis[row] !== emphasis.hidden;
  }

  override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has("positions")) {
      this.#fitted = this.positions && fitToSquare(this.positions);
      this.#index = this.#fitted && new PointIndex(this.#fitted);
      if (this.#fitted && this.#index) this.#layout = layoutOf(this.#fitted, this.#index);
      this.#motion.moveTo(this.#fitted, performance.now());
    }
    const changed = (...names: (keyof ScatterElement)[]) => names.some((name) => changes.has(name));
    if (changed("positions", "categories", "visible", "hiddenIds")) this.#scene = this.#regions = undefined;
    if (changed("amounts", "selected", "pending")) this.#scene = undefined;
    if (changed("labels")) this.#regions = undefined;
    const n = this.#fitted?.x.length ?? 0;
    this.#scene ??= makeScene({
      n,
      categories: this.categories,
      amounts: this.amounts,
      visible: this.visible,
      selected: this.selected,
      pending: this.pending,
      hiddenIds: this.hiddenIds,
      inks: inksOf(this.#themed.palette, this.categories),
    });
    this.#regions ??= this.#regionLabels();
  }

  #regionLabels(): MapLabel[] {
    const { categories, labels } = this;
    const [positions, index] = [this.#fitted, this.#index];
    if (!categories || !positions || !index || labels === "none") return [];
    return regionsOf(categories, positions, index, (row) => this.#isShown(row)).map(({ category, x, y }) => {
      const { label, color } = categories.entries[category];
      return { text: label, x, y, color: readableInk(this.#themed.palette, color) };
    });
  }

  override firstUpdated(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "application");
    void this.#stage.start(this.renderer);
    this.#zoom = new MapZoom(
      this,
      () => this.requestUpdate(),
      (view) => {
        this.view = view;
        this.tell("view-change", view);
      },
    );
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
        this.#tellPoint("point-pick", this.#pick(pointer(event, this)));
      }
    });
    this.addEventListener("keydown", this.#onKey);
  }

  override updated(changes: PropertyValues<this>): void {
    if (changes.has("tiles")) {
      this.#leaveTiles(changes.get("tiles"));
      this.tiles?.addEventListener("change", this.#onTiles);
    }
    const placed = changes.has("view") && !this.#zoom?.isAt(this.view);
    if (placed || changes.has("positions"))
      this.#zoom?.place({ view: placed ? this.view : undefined, layout: this.#layout });
    this.#paint();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    if (!this.hasUpdated) return;
    this.tiles?.addEventListener("change", this.#onTiles);
    void this.#stage.start(this.renderer);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#stage.stop();
    this.#leaveTiles(this.tiles);
  }

  #leaveTiles(tiles: Tiles | undefined): void {
    tiles?.removeEventListener("change", this.#onTiles);
    tiles?.request([], this);
  }

  #onTiles = () => this.#paint();

  get camera(): Camera {
    const { clientWidth: width, clientHeight: height, marks, tiles } = this;
    const transform = this.#zoom?.transform ?? { k: 1, x: 0, y: 0 };
    const largest = 1.5 * (tiles?.size ?? 0);
    return cameraOf({
      width,
      height,
      marks,
      layout: this.#layout,
      largest,
      transform,
      pictures: tiles !== undefined,
    });
  }

  /** Zooms by a factor about the center; 0 resets to show everything. */
  zoomBy(factor: number): void {
    this.#zoom?.by(factor);
  }

  /** Screen position of a row, or the position it is moving to, in pixels from the map's corner. */
  locate(row: number): Point {
    const { scale, left, top } = this.camera;
    const { x, y } = this.#fitted ?? { x: [0.5], y: [0.5] };
    return [x[row] * scale + left, y[row] * scale + top];
  }

  /** The map as shown on the screen, with its background, at `scale` pixels per CSS pixel. */
  toCanvas(scale = 2): HTMLCanvasElement {
    const camera = { ...this.camera, pixelRatio: scale };
    const size = { width: Math.round(camera.width * scale), height: Math.round(camera.height * scale) };
    const page = Object.assign(document.createElement("canvas"), size);
    const points = Object.assign(document.createElement("canvas"), size);
    const context = page.getContext("2d") as CanvasRenderingContext2D;
    context.fillStyle = this.#themed.palette.css("var(--_surface)");
    context.fillRect(0, 0, page.width, page.height);
    if (this.#scene && this.#fitted) {
      new RasterRenderer(points).draw(this.#scene, this.#fitted, camera);
      context.drawImage(points, 0, 0);
      context.scale(scale, scale);
      this.#overlay(context, this.#scene, this.#fitted, camera);
    }
    return page;
  }

  /** Draws in the next frame, and in every frame of an animation. */
  #paint(): void {
    this.#frame ||= requestAnimationFrame((now) => {
      this.#frame = 0;
      const moved = this.#motion.advance(now);
      if (!this.#draw(moved)) this.#paint();
      if (!moved) return;
      this.requestUpdate(); // the rings follow their points, and another frame is scheduled
      if (!this.#motion.moving && this.#pointer) this.#hover(this.#pick(this.#pointer));
    });
  }

  /** Draws a frame; returns false if the renderer is not ready yet. */
  #draw(moved: boolean): boolean {
    const { camera, words } = this;
    const { renderer, canvas } = this.#stage;
    const scene = this.#scene;
    const { shown } = this.#motion;
    if (!renderer || camera.width === 0 || camera.height === 0) return true;
    for (const each of [canvas, words]) {
      const width = Math.round(camera.width * camera.pixelRatio);
      const height = Math.round(camera.height * camera.pixelRatio);
      if (each.width !== width || each.height !== height) Object.assign(each, { width, height });
    }
    if (!scene || (shown?.x.length ?? 0) !== scene.n) return true;
    const from = [renderer, scene, shown, ...Object.values(camera)];
    const same = !moved && from.every((part, i) => part === this.#drawn[i]);
    const drawn = same || renderer.draw(scene, shown ?? nothingPlaced, camera, moved);
    this.#drawn = drawn ? from : [];
    const context = words.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(camera.pixelRatio, 0, 0, camera.pixelRatio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    if (shown) this.#overlay(context, scene, shown, camera);
    return drawn;
  }

  #overlay(context: CanvasRenderingContext2D, scene: Scene, positions: Positions, camera: Camera): void {
    const raised = [this.pinned, this.hovered].filter(
      (row): row is number => row !== undefined && this.#isShown(row),
    );
    drawOverlay(context, {
      scene,
      positions,
      camera,
      raised,
      tiles: this.tiles,
      sparse: this.marks === "auto",
      regions: this.#regions ?? [],
      nameOf: this.nameOf,
      outline: this.#outline,
      palette: this.#themed.palette,
      font: getComputedStyle(this).fontFamily,
      owner: this,
    });
  }

  #pick(place: Point): number | undefined {
    const scene = this.#scene;
    const index = this.#index;
    return scene && index && !this.#motion.moving ? pointAt(scene, index, this.camera, place) : undefined;
  }

  #hover(row: number | undefined): void {
    if (row === this.hovered) return;
    this.hovered = row;
    this.pointing = row !== undefined;
    this.#tellPoint("point-hover", row);
  }

  #tellPoint(type: "point-hover" | "point-pick", row: number | undefined): void {
    const [x, y] = row === undefined ? [0, 0] : this.locate(row);
    this.tell(type, { row, x, y });
  }

  #onDown = (event: PointerEvent) => {
    const tool = toolOf(event, this.tool);
    if (tool === "pan" || event.button !== 0 || !event.isPrimary) return;
    this.#hover(undefined);
    const draw = (outline: Point[]) => {
      this.#outline = outline;
      this.#paint();
    };
    const how = howOf(event, this.tool);
    followOutline(this, event, tool, draw, (outline) => {
      const [scene, positions] = [this.#scene, this.#fitted];
      const rows =
        scene && positions ? pointsInside(scene, positions, this.camera, outline) : new Int32Array();
      this.tell("points-select", { rows, tool, how });
    });
  };

  #onKey = (event: KeyboardEvent) => {
    const { key } = event;
    const [scene, positions] = [this.#scene, this.#fitted];
    if (directions[key] && scene && positions) {
      this.walked = nearestInDirection(positions, scene, this.hovered, directions[key]);
      this.#hover(this.walked);
    } else if (key === "Enter" && this.hovered !== undefined) this.#tellPoint("point-pick", this.hovered);
    else if (key === "+" || key === "=") this.zoomBy(1.5);
    else if (key === "-") this.zoomBy(1 / 1.5);
    else if (key === "0") this.zoomBy(0);
    else return;
    event.preventDefault();
  };
}
