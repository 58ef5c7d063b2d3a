import type { Positions } from "../../geometry/placement.js";
import type { Camera, Scene } from "./scene.js";

/** Points that are drawn together. A map of one table is one chunk; a tiled one would be many. */
export interface PointChunk {
  scene: Scene;
  /** In the unit square. */
  positions: Positions;
}

/** How a frame is drawn. */
export interface FrameOptions {
  /** Whether positions have changed in place. */
  moved?: boolean;
  /** Whether the camera is moving: a rough picture now is better than a full one later. */
  moving?: boolean;
  /** Time for drawing in this frame, in milliseconds; a GPU does not need it. */
  budget?: number;
}

/**
 * "waiting": not ready, nothing is drawn. "partial": a picture is drawn, but not of all points: call again with the
 * same camera to go on. "done": all points are drawn.
 */
export type Drawn = "waiting" | "partial" | "done";

/** Draws all points as dots. Implemented for WebGL and for a 2D canvas. */
export interface PointRenderer {
  draw(chunks: readonly PointChunk[], camera: Camera, how?: FrameOptions): Drawn;
  dispose(): void;
}
