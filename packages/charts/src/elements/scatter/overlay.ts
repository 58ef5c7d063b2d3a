import type { Palette } from "../../color/palette.js";
import type { Positions } from "../../geometry/placement.js";
import type { Point } from "../../geometry/polygon.js";
import type { Tiles } from "../../tiles/tiles.js";
import { drawLabels, type MapLabel } from "./labels.js";
import { drawOutline } from "./outline.js";
import { drawPicture, drawPictures, picturedPoints } from "./pictures.js";
import type { Camera, Scene } from "./scene.js";

/** Scale of the picture under the pointer. */
export const enlarged = 1.4;

export interface Overlay {
  scene: Scene;
  positions: Positions;
  camera: Camera;
  tiles: Tiles | undefined;
  /** Whether pictures that would overlap considerably are drawn as dots. */
  sparse: boolean;
  regions: readonly MapLabel[];
  nameOf(row: number): string;
  /** Points whose pictures are enlarged, on top of all. */
  raised: readonly number[];
  outline: Point[];
  palette: Palette;
  font: string;
  /** Owner of the picture requests. */
  owner: object;
}

/** Draws the layer above the points: pictures, names, enlarged pictures, and the box or lasso. */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): void {
  const { scene, positions, camera, tiles, regions, nameOf, palette, font } = overlay;
  const color = (name: string) => palette.css(`var(--_${name})`);
  const style = { paper: color("paper"), skeleton: color("skeleton"), warning: color("warning") };
  const pictured = tiles ? picturedPoints(scene, positions, camera, overlay.sparse) : [];
  if (tiles) drawPictures(context, pictured, scene, positions, camera, tiles, style, overlay.owner);
  drawLabels(context, camera, { ink: color("ink"), halo: color("surface"), font }, regions, {
    scene,
    positions,
    pictured,
    nameOf,
  });
  for (const row of camera.picture > 0 && tiles ? overlay.raised : []) {
    const place: Point = [
      positions.x[row] * camera.scale + camera.left,
      positions.y[row] * camera.scale + camera.top,
    ];
    drawPicture(context, tiles?.get(row), place, camera.picture * enlarged, style);
  }
  drawOutline(context, overlay.outline, color("accent"));
}
