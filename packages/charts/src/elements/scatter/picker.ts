import { type Quadtree, quadtree } from "d3";
import type { Positions } from "../../geometry/placement.js";
import { insidePolygon, type Point } from "../../geometry/polygon.js";
import { type Camera, emphasis, type Scene } from "./scene.js";

/** Radius in pixels around the pointer for hitting points. */
const radius = 14;

/** Finds the visible points under the pointer or inside an outline, in screen pixels. */
export class Picker {
  #tree: Quadtree<number> | undefined;
  #scene: Scene | undefined;
  #positions: Positions | undefined;

  nearest(scene: Scene, positions: Positions, camera: Camera, [x, y]: Point): number | undefined {
    if (this.#scene !== scene || this.#positions !== positions) {
      this.#scene = scene;
      this.#positions = positions;
      this.#tree = quadtree<number>(
        visible(scene),
        (i) => positions.x[i],
        (i) => positions.y[i],
      );
    }
    const { scale, left, top, picture } = camera;
    return this.#tree?.find((x - left) / scale, (y - top) / scale, Math.max(radius, picture * 0.6) / scale);
  }
}

export function pointsInside(scene: Scene, positions: Positions, camera: Camera, outline: Point[]): number[] {
  const { scale, left, top } = camera;
  return visible(scene).filter((i) =>
    insidePolygon(positions.x[i] * scale + left, positions.y[i] * scale + top, outline),
  );
}

function visible(scene: Scene): number[] {
  const all = Array.from({ length: scene.n }, (_, i) => i);
  return all.filter((i) => scene.emphasis[i] !== emphasis.hidden);
}
