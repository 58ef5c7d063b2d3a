import type { Palette } from "../../color/palette.js";
import type { Fit, Positions } from "../../geometry/placement.js";
import type { PointIndex } from "../../geometry/point-index.js";
import type { Point } from "../../geometry/polygon.js";
import type { Tiles } from "../../tiles/tiles.js";
import { type Anchor, type DrawnAnchor, drawAnchors } from "./anchors.js";
import type { Box } from "./box.js";
import { type Contours, drawContours } from "./contours.js";
import { drawLabels, type MapLabel } from "./labels.js";
import { drawLinks, type Links } from "./links.js";
import { drawOutline } from "./outline.js";
import { drawPicture, type PictureLayer } from "./pictures.js";
import type { Camera, Scene } from "./scene.js";

/** Scale of the picture under the pointer. */
export const enlarged = 1.4;

export interface Overlay {
  scene: Scene;
  positions: Positions;
  index: PointIndex | undefined;
  camera: Camera;
  /** Zoom, 1 for the whole map. */
  k: number;
  tiles: Tiles | undefined;
  pictures: PictureLayer;
  /** Whether pictures that would overlap considerably are drawn as dots. */
  sparse: boolean;
  /** Whether the camera is moving, and the time for drawing pictures, in milliseconds. */
  moving: boolean;
  budget: number;
  regions: readonly MapLabel[];
  /** Whether regions show their representative point's picture. */
  portraits: boolean;
  anchors: readonly Anchor[];
  /** From the anchors' unit to the unit square. */
  fit: Fit;
  links: Links | undefined;
  contours: Contours | undefined;
  nameOf(row: number): string;
  /** Points whose pictures are enlarged, on top of all. */
  raised: readonly number[];
  outline: Point[];
  palette: Palette;
  font: string;
  /** Owner of the requests of the points' pictures, and of the regions'. */
  owner: object;
  portraitOwner: object;
}

/**
 * Draws the layer above the points: contours, links, pictures, names, anchors, enlarged pictures, and the box or
 * lasso. Returns where the anchors are.
 */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): DrawnAnchor[] {
  const { scene, positions, camera, tiles, palette, font, pictures } = overlay;
  const color = (name: string) => palette.css(`var(--_${name})`);
  const style = { paper: color("paper"), skeleton: color("skeleton"), warning: color("warning") };
  if (overlay.contours) drawContours(context, overlay.contours, camera, color("ink-2"));
  if (overlay.links) {
    const inks = { kept: color("accent"), lost: color("ink-3") };
    drawLinks(context, overlay.links, scene, positions, camera, inks);
  }
  const pictured = tiles ? pictures.choose(scene, positions, overlay.index, camera, overlay) : [];
  const shown = overlay.portraits ? tiles : undefined;
  tiles?.request(shown ? missingPortraits(overlay.regions, shown) : [], overlay.portraitOwner);
  if (tiles) pictures.draw(context, pictured, scene, positions, camera, tiles, style, overlay.owner);
  const taken: Box[] = [];
  const anchors = drawAnchors(
    context,
    overlay.anchors,
    overlay.fit,
    camera,
    { ink: color("ink"), ground: color("raised"), accent: color("accent"), font },
    taken,
  );
  drawLabels(
    context,
    {
      camera,
      style: { ink: color("ink"), halo: color("surface"), font },
      k: overlay.k,
      regions: overlay.regions,
      ...(shown && {
        portrait: (row, x, y, side) =>
          drawPicture(context, shown.get(row), [x, y], side, style, color("line-strong")),
      }),
      scene,
      positions,
      pictured,
      nameOf: overlay.nameOf,
    },
    taken,
  );
  for (const row of camera.picture > 0 && tiles ? overlay.raised : []) {
    const place: Point = [
      positions.x[row] * camera.scale + camera.left,
      positions.y[row] * camera.scale + camera.top,
    ];
    const tile = tiles?.larger?.get(row) ?? tiles?.get(row);
    drawPicture(context, tile, place, camera.picture * enlarged, style);
  }
  drawOutline(context, overlay.outline, color("accent"));
  return anchors;
}

function missingPortraits(regions: readonly MapLabel[], tiles: Tiles): number[] {
  return regions.flatMap(({ point }) => (point === undefined || tiles.get(point) ? [] : [point]));
}
