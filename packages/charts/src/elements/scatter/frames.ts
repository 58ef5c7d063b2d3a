import type { PointChunk, PointRenderer } from "./renderer.js";
import type { Camera } from "./scene.js";

/** Milliseconds without a change after which the camera counts as still. */
const STILL = 120;
/** Time for the points in a frame, in milliseconds, while the camera moves and when it stands still. */
const BUDGET = { moving: 10, still: 32 };

/**
 * Schedules the frames of a map: each is requested once, and points are drawn only if something about them has changed.
 */
export class Frames {
  #frame = 0;
  /** Whether the requested frame draws everything, or only continues with the points. */
  #all = false;
  #timer = 0;
  #drawn: readonly unknown[] = [];
  #camera: Camera | undefined;

  /** `draw` draws a frame. */
  constructor(private readonly draw: (now: number) => void) {}

  request(what: "all" | "points"): void {
    if (what === "all") this.#all = true;
    this.#frame ||= requestAnimationFrame((now) => {
      this.#frame = 0;
      this.draw(now);
    });
  }

  /**
   * Draws the points if they or the camera have changed, or if they were drawn only in part. Returns whether the
   * camera is moving, and whether the layer above them is to be drawn too.
   */
  drawPoints(
    renderer: PointRenderer,
    chunks: readonly PointChunk[],
    camera: Camera,
    moved: boolean,
  ): { moving: boolean; overlay: boolean } {
    const overlay = this.#all;
    this.#all = false;
    const moving = this.#isMoving(camera);
    const from = [
      renderer,
      moving,
      ...chunks.flatMap(({ scene, positions }) => [scene, positions]),
      ...Object.values(camera),
    ];
    const same =
      !moved && from.length === this.#drawn.length && from.every((part, i) => part === this.#drawn[i]);
    if (same) return { moving, overlay };
    const budget = moving ? BUDGET.moving : BUDGET.still;
    const drawn = renderer.draw(chunks, camera, { moved, moving, budget });
    this.#drawn = drawn === "done" ? from : [];
    if (drawn !== "done") this.request("points");
    return { moving, overlay };
  }

  #isMoving(camera: Camera): boolean {
    const before = this.#camera;
    this.#camera = camera;
    const changed = before && (["scale", "left", "top"] as const).some((key) => before[key] !== camera[key]);
    if (changed) {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        this.#timer = 0;
        this.request("all");
      }, STILL);
    }
    return this.#timer !== 0;
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = this.#timer = 0;
    this.#drawn = [];
  }
}
