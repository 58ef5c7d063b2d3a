import { pointer } from "d3";
import { html, nothing, type PropertyValues } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Amounts } from "../../color/amount-scale.js";
import type { Categories } from "../../color/categories.js";
import type { MapView, ScatterEvents } from "../../events.js";
import type { Positions } from "../../geometry/placement.js";
import type { Point } from "../../geometry/polygon.js";
import type { Rows } from "../../rows.js";
import { base } from "../../style/base.js";
import { Themed } from "../../style/themed.js";
import type { Tiles } from "../../tiles/tiles.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { type Anchor, anchorAt, type DrawnAnchor } from "./anchors.js";
import { cameraOf, type Marks } from "./camera.js";
import { Frames } from "./frames.js";
import type { MapLabel } from "./labels.js";
import type { Links } from "./links.js";
import { MapGround } from "./map-ground.js";
import type { MapRegion } from "./map-region.js";
import { mapStyle } from "./map-style.js";
import { Motion, type MotionChoice } from "./motion.js";
import type { RendererChoice } from "./open-renderer.js";
import { followOutline, howOf, type Tool, toolOf } from "./outline.js";
import { drawOverlay, enlarged } from "./overlay.js";
import { pointAt, pointsInside } from "./picker.js";
import { PictureLayer } from "./pictures.js";
import { RasterRenderer } from "./raster-renderer.js";
import { type Camera, emphasis, type Scene, type SceneInks, SceneMaker } from "./scene.js";
import { inksOf, readableInk } from "./scene-inks.js";
import { Stage } from "./stage.js";
import { boxInSight, boxOf, keepInSight, type MapBox } from "./view-box.js";
import { nearestInDirection } from "./walk.js";
import { MapZoom } from "./zoom.js";

const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * A map of points, up to some millions, with pan, zoom, hover, box and lasso. Rows are indices into the arrays. To
 * change what is drawn, set a new array or object: changes inside one are not detected. If there is no data, set a
 * `message`, with a button as a child element if it helps, or set `busy`.
 */
export class ScatterElement extends ChartElement<ScatterEvents> {
  static override styles = [base, noteStyle, mapStyle];

  /** Position of each row, in any unit, with y pointing down. Scaled to fit the map, keeping the aspect ratio. */
  @property({ attribute: false }) positions: Positions | undefined;
  /** Colors by category, and shapes unless `shapes` is set; if not set, all points are gray. */
  @property({ attribute: false }) categories: Categories | undefined;
  /** Shapes by another column: those of its entries, whose colors are not used. */
  @property({ attribute: false }) shapes: Categories | undefined;
  /** Colors by amount, such as the similarity to a text, instead of those of categories. */
  @property({ attribute: false }) amounts: Amounts | undefined;
  /** Rows that are shown; all by default. */
  @property({ attribute: false }) visible: Rows | undefined;
  /** Highlighted rows; if there are any, the others are drawn beneath them, in gray. */
  @property({ attribute: false }) selected: Rows | undefined;
  /** Rows that are drawn in gray because they are not computed yet. */
  @property({ attribute: false }) pending: Rows | undefined;
  /** Ids of hidden categories, as in the legend. */
  @property({ attribute: false }) hiddenIds: readonly string[] = [];
  /** Marks that are not points, such as texts among images. */
  @property({ attribute: false }) anchors: readonly Anchor[] = [];
  /** Lines between points, such as those to the true neighbors of one. */
  @property({ attribute: false }) links: Links | undefined;
  /** Whether lines of equal density are drawn over the points. */
  @property({ type: Boolean }) contours = false;
  /** Pictures of the rows; if not set, points are always dots. */
  @property({ attribute: false }) tiles: Tiles | undefined;
  /** Whether regions are named. */
  @property() labels: "regions" | "none" = "regions";
  /** Names of regions; if not set, categories are named where their points are dense. */
  @property({ attribute: false }) regions: readonly MapRegion[] | undefined;
  /** Returns the name of a row, shown below its picture and read by screen readers. */
  @property({ attribute: false }) nameOf: (row: number) => string = () => "";
  @property({ attribute: false }) pinned: number | undefined;
  /** The row under the pointer; set it to mark a row that is hovered in another element. */
  @property({ attribute: false }) hovered: number | undefined;
  @property({ reflect: true }) tool: Tool = "pan";
  @property() marks: Marks = "auto";
  @property() renderer: RendererChoice = "auto";
  /** Whether new positions and views are animated: "auto" unless the user prefers reduced motion, or "none". */
  @property() motion: MotionChoice = "auto";
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
    this.#inks = this.#named = undefined;
    this.requestUpdate();
  });
  readonly #stage = new Stage(
    () => this.points,
    (kind) => {
      this.dataset.renderer = kind;
      this.tell("renderer-change", kind);
      this.#paint();
    },
  );
  readonly #motion = new Motion();
  readonly #ground = new MapGround(() => this.requestUpdate());
  readonly #scenes = new SceneMaker();
  readonly #pictures = new PictureLayer();
  readonly #portraitOwner = {};
  readonly #frames = new Frames((now) => this.#onFrame(now));
  readonly #resize = new ResizeObserver(() => {
    this.#themed.check();
    this.#zoom?.resize();
    this.#paint();
  });
  #zoom: MapZoom | undefined;
  #inks: { of: Categories | undefined; inks: SceneInks } | undefined;
  #scene: Scene | undefined;
  #named: { of: readonly unknown[]; labels: readonly MapLabel[] } | undefined;
  #outline: Point[] = [];
  #drawnAnchors: readonly DrawnAnchor[] = [];
  /** Last pointer position, to find the point under it after an animation. */
  #pointer: Point | undefined;

  override render() {
    const { k, x, y } = this.#zoom?.view ?? this.view;
    const moved = Math.abs(k - 1) > 0.02 || Math.hypot(x - 0.5, y - 0.5) > 0.05;
    return html`<canvas class="points" aria-hidden="true"></canvas><canvas class="words" aria-hidden="true"></canvas>
      ${this.#ring(this.pinned, "pinned")} ${this.#ring(this.hovered, "")} ${note(this.message, this.busy)}
      ${
        moved && this.positions
          ? html`<button class="all" @click=${() => this.zoomBy(0)}><slot name="show-all">Show all</slot></button>`
          : nothing
      }
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
    if (changes.has("positions") || changes.has("anchors")) {
      if (this.#ground.place(this.positions, this.anchors))
        this.#motion.moveTo(this.#ground.positions, performance.now(), this.motion);
    }
    const { categories } = this;
    if (this.#inks?.of !== categories || !this.#inks)
      this.#inks = { of: categories, inks: inksOf(this.#themed.palette, categories) };
    this.#scene = this.#scenes.make({
      n: this.#ground.n,
      categories,
      shapes: this.shapes,
      amounts: this.amounts,
      visible: this.visible,
      selected: this.selected,
      pending: this.pending,
      hiddenIds: this.hiddenIds,
      inks: this.#inks.inks,
    });
    this.#ground.study({
      scene: this.#scene,
      categories: this.labels === "regions" && !this.regions ? categories : undefined,
      contours: this.contours,
    });
  }

  /** The names of regions: those that were set, or those of categories. */
  #labels(): readonly MapLabel[] {
    if (this.labels === "none") return [];
    const { regions, categories } = this;
    const { fit, regions: found } = this.#ground;
    const of = [regions, categories, found, fit];
    if (!this.#named || of.some((part, i) => part !== this.#named?.of[i])) {
      const labels = regions
        ? regions.map(({ label, x, y, level, point, color }) => ({
            text: label,
            x: x * fit.scale + fit.left,
            y: y * fit.scale + fit.top,
            level,
            point,
            color: readableInk(this.#themed.palette, color ?? "var(--_ink)"),
          }))
        : found.map(({ category, x, y, level }) => {
            const { label, color } = categories?.entries[category] ?? { label: "", color: "var(--_ink)" };
            return { text: label, x, y, level, color: readableInk(this.#themed.palette, color) };
          });
      this.#named = { of, labels };
    }
    return this.#named.labels;
  }

  override firstUpdated(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "application");
    void this.#stage.start(this.renderer);
    this.#zoom = new MapZoom(
      this,
      () => this.requestUpdate(),
      (view) => this.#settle(view),
    );
    this.addEventListener("pointermove", (event) => {
      this.#pointer = pointer(event, this);
      if (this.#outline.length > 0) return;
      const anchor = anchorAt(this.#drawnAnchors, this.#pointer);
      this.#hover(anchor === undefined ? this.#pick(this.#pointer) : undefined);
      this.pointing = anchor !== undefined || this.hovered !== undefined;
    });
    this.addEventListener("pointerleave", () => {
      this.#pointer = undefined;
      this.#hover(undefined);
      this.pointing = false;
    });
    this.addEventListener("pointerdown", this.#onDown);
    this.addEventListener("click", this.#onClick);
    this.addEventListener("dblclick", (event) => {
      if (isPlain(event) && toolOf(event, this.tool) === "pan") this.#zoom?.by(2.5, pointer(event, this));
    });
    this.addEventListener("keydown", this.#onKey);
  }

  /**
   * Announces the view once the user has finished moving; a view of empty space is first moved to the nearest point.
   */
  #settle(view: MapView): void {
    const [scene, { index, positions }] = [this.#scene, this.#ground];
    const kept = scene && index && positions ? keepInSight(view, this.camera, scene, index, positions) : view;
    if (kept !== view) this.#zoom?.to(kept);
    else {
      this.view = view;
      this.tell("view-change", view);
    }
  }

  override updated(changes: PropertyValues<this>): void {
    if (changes.has("tiles")) {
      this.#leaveTiles(changes.get("tiles"));
      this.#followTiles();
    }
    const placed = changes.has("view") && !this.#zoom?.isAt(this.view);
    const { layout } = this.#ground;
    if (placed || layout !== this.#zoom?.layout)
      this.#zoom?.place({ view: placed ? this.view : undefined, layout });
    this.#paint();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    if (!this.hasUpdated) return;
    this.#followTiles();
    void this.#stage.start(this.renderer);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#frames.stop();
    this.#ground.stop();
    this.#stage.stop();
    this.#leaveTiles(this.tiles);
  }

  #followTiles(): void {
    for (const each of [this.tiles, this.tiles?.larger]) each?.addEventListener("change", this.#onTiles);
  }

  #leaveTiles(tiles: Tiles | undefined): void {
    for (const each of [tiles, tiles?.larger]) {
      each?.removeEventListener("change", this.#onTiles);
      each?.request([], this);
      each?.request([], this.#portraitOwner);
    }
  }

  #onTiles = () => this.#paint();

  get camera(): Camera {
    const { clientWidth: width, clientHeight: height, marks, tiles } = this;
    return cameraOf({
      width,
      height,
      marks,
      layout: this.#ground.layout,
      largest: Math.min(128, tiles?.larger?.size ?? 1.5 * (tiles?.size ?? 0)),
      transform: this.#zoom?.transform ?? { k: 1, x: 0, y: 0 },
      pictures: tiles !== undefined,
    });
  }

  /** What draws the points: "webgl", with a hardware GPU, or "canvas". */
  get rendererName(): "webgl" | "canvas" {
    return this.dataset.renderer === "webgl" ? "webgl" : "canvas";
  }

  /** The part of the map that is in sight, in the positions' unit. */
  get box(): MapBox {
    return boxInSight(this.camera, this.#ground.fit);
  }

  /** Zooms by a factor about the center; 0 resets to show everything. */
  zoomBy(factor: number): void {
    this.#zoom?.by(factor);
  }

  /** Zooms to rows, or to a box in the positions' unit. */
  zoomTo(target: Iterable<number> | MapBox): void {
    const { fit, positions } = this.#ground;
    const unit = (ends: MapBox["x"], start: number) =>
      [ends[0] * fit.scale + start, ends[1] * fit.scale + start] as const;
    const box =
      Symbol.iterator in target
        ? positions && boxOf(target, positions)
        : { x: unit(target.x, fit.left), y: unit(target.y, fit.top) };
    if (box && this.#zoom) this.#zoom.to(this.#zoom.viewOf(box.x, box.y));
  }

  /** Screen position of a row, or the position it is moving to, in pixels from the map's corner. */
  locate(row: number): Point {
    const { scale, left, top } = this.camera;
    const { x, y } = this.#ground.positions ?? { x: [0.5], y: [0.5] };
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
    const [scene, { positions }] = [this.#scene, this.#ground];
    if (scene && positions) {
      new RasterRenderer(points).draw([{ scene, positions }], camera);
      context.drawImage(points, 0, 0);
      context.scale(scale, scale);
      this.#overlay(context, scene, positions, camera);
    }
    return page;
  }

  /** Draws in the next frame, and in every frame of an animation. */
  #paint(): void {
    this.#frames.request("all");
  }

  /** Draws a frame. */
  #onFrame(now: number): void {
    const moved = this.#motion.advance(now);
    if (moved) this.requestUpdate(); // the rings follow their points, and another frame is scheduled
    this.#draw(moved);
    if (moved && !this.#motion.moving && this.#pointer) this.#hover(this.#pick(this.#pointer));
  }

  #draw(moved: boolean): void {
    const { camera, words } = this;
    const { renderer, canvas } = this.#stage;
    const scene = this.#scene;
    const { shown } = this.#motion;
    if (!renderer || camera.width === 0 || camera.height === 0) return;
    for (const each of [canvas, words]) {
      const width = Math.round(camera.width * camera.pixelRatio);
      const height = Math.round(camera.height * camera.pixelRatio);
      if (each.width !== width || each.height !== height) Object.assign(each, { width, height });
    }
    if (!scene || (shown?.x.length ?? 0) !== scene.n) return;
    const chunks = shown ? [{ scene, positions: shown }] : [];
    const { moving, overlay } = this.#frames.drawPoints(renderer, chunks, camera, moved);
    if (!overlay) return;
    const context = words.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(camera.pixelRatio, 0, 0, camera.pixelRatio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    if (shown)
      this.#drawnAnchors = this.#overlay(context, scene, shown, camera, { moving, budget: moving ? 12 : 32 });
  }

  #overlay(
    context: CanvasRenderingContext2D,
    scene: Scene,
    positions: Positions,
    camera: Camera,
    pace = { moving: false, budget: Number.POSITIVE_INFINITY },
  ): DrawnAnchor[] {
    const raised = [this.pinned, this.hovered].filter(
      (row): row is number => row !== undefined && this.#isShown(row),
    );
    return drawOverlay(context, {
      scene,
      positions,
      index: this.#motion.moving ? undefined : this.#ground.index,
      camera,
      k: this.#zoom?.view.k ?? 1,
      raised,
      tiles: this.tiles,
      pictures: this.#pictures,
      sparse: this.marks === "auto",
      ...pace,
      regions: this.#labels(),
      portraits: this.marks !== "dots" && this.regions !== undefined,
      anchors: this.anchors,
      fit: this.#ground.fit,
      links: this.links,
      contours: this.contours ? this.#ground.contours : undefined,
      nameOf: this.nameOf,
      outline: this.#outline,
      palette: this.#themed.palette,
      font: getComputedStyle(this).fontFamily,
      owner: this,
      portraitOwner: this.#portraitOwner,
    });
  }

  #pick(place: Point): number | undefined {
    const scene = this.#scene;
    const { index } = this.#ground;
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

  #onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || !isPlain(event) || toolOf(event, this.tool) !== "pan") return;
    const place = pointer(event, this);
    const anchor = anchorAt(this.#drawnAnchors, place);
    if (anchor === undefined) this.#tellPoint("point-pick", this.#pick(place));
    else this.tell("anchor-pick", { id: anchor });
  };

  #onDown = (event: PointerEvent) => {
    const tool = toolOf(event, this.tool);
    if (tool === "pan" || event.button !== 0 || !event.isPrimary || !isPlain(event)) return;
    this.#hover(undefined);
    const draw = (outline: Point[]) => {
      this.#outline = outline;
      this.#paint();
    };
    const how = howOf(event, this.tool);
    followOutline(this, event, tool, draw, (outline) => {
      const [scene, { positions }] = [this.#scene, this.#ground];
      const rows =
        scene && positions ? pointsInside(scene, positions, this.camera, outline) : new Int32Array();
      this.tell("points-select", { rows, tool, how });
    });
  };

  #onKey = (event: KeyboardEvent) => {
    const { key } = event;
    const [scene, { positions }] = [this.#scene, this.#ground];
    if (!isPlain(event)) return;
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

/** Whether an event is about the map itself, not a button on it. */
function isPlain(event: Event): boolean {
  return !event.composedPath().some((target) => target instanceof HTMLButtonElement);
}
