import { contourPen, contoursOf } from "../../elements/scatter/contours.js";
import { fitOf, fitToSquare } from "../../geometry/placement.js";
import { pathThrough } from "../frame.js";
import { legendOf } from "../legend.js";
import { group, type SvgNode, svgNode } from "../svg/node.js";
import { amountKeys, categoryKeys, shapeKeys } from "./keys.js";
import { layersOf } from "./layers.js";
import { anchorMarks, type Place, regionNames } from "./names.js";
import { pen, pointPath, type ScatterShape } from "./point-path.js";
import type { DrawnPoints } from "./rows.js";
import type { ScatterOptions } from "./scatter.js";

export function drawScatter(points: DrawnPoints, width: number, options: ScatterOptions): SvgNode {
  const { positions, anchors = [] } = points;
  const whole = {
    x: boundsOf(
      positions.x,
      anchors.map(({ x }) => x),
    ),
    y: boundsOf(
      positions.y,
      anchors.map(({ y }) => y),
    ),
  };
  const view = options.view ?? whole;
  const [spanX, spanY] = [view.x[1] - view.x[0] || 1, view.y[1] - view.y[0] || 1];
  const zoom = Math.min((whole.x[1] - whole.x[0]) / spanX, (whole.y[1] - whole.y[0]) / spanY);
  const height = Math.round(Math.max(0.4, Math.min(1.2, spanY / spanX)) * width);
  const { radius = Math.max(1, Math.min(3.5, 60 / Math.sqrt(positions.x.length + 1))) } = options;
  const inset = radius + 4;
  const scale = Math.min((width - 2 * inset) / spanX, (height - 2 * inset) / spanY);
  const place: Place = (x, y) => [
    width / 2 + (x - (view.x[0] + view.x[1]) / 2) * scale,
    height / 2 + (y - (view.y[0] + view.y[1]) / 2) * scale,
  ];
  const { layers, layerOf, shapeOf } = layersOf(points);
  const paths = layers.map(() => new Map<ScatterShape, string[]>());
  const counts = layers.map(() => 0);
  for (let row = 0; row < positions.x.length; row++) {
    const [x, y] = place(positions.x[row], positions.y[row]);
    if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
    const [layer, shape] = [layerOf(row), shapeOf(row)];
    const path = paths[layer].get(shape) ?? [];
    paths[layer].set(shape, path);
    path.push(pointPath(shape, x, y, radius));
    counts[layer]++;
  }
  const { amounts } = points;
  const colorKeys = amounts
    ? amountKeys(amounts, options.amountLabel ?? "amount")
    : categoryKeys(layers, counts);
  const keys = legendOf([...colorKeys, ...shapeKeys(points)], width);
  const top = keys.height > 0 ? keys.height + 10 : 0;
  const marks = layers.flatMap(({ color }, l) =>
    [...paths[l]].map(([shape, path]) => pen(shape, color, path.join(""), radius)),
  );
  return svgNode("svg", { width, height: top + height }, [
    ...keys.nodes,
    group(0, top, [
      svgNode("svg", { width, height }, [
        ...marks,
        ...contourLines(points, place),
        ...linkLines(points, place),
        ...regionNames(points, place, width, height, zoom),
        ...anchorMarks(anchors, place, width),
      ]),
    ]),
  ]);
}

function linkLines({ links, positions: { x, y } }: DrawnPoints, place: Place): SvgNode[] {
  if (!links) return [];
  const trace = (kept: boolean) =>
    Array.from(links.from, (a, i) => {
      if (Boolean(links.kept?.[i] ?? 1) !== kept) return "";
      return pathThrough([place(x[a], y[a]), place(x[links.to[i]], y[links.to[i]])]);
    }).join("");
  const [kept, lost] = [trace(true), trace(false)];
  const dashed = { fill: "none", stroke: "--ink-3", "stroke-width": 1.25, "stroke-dasharray": "4 4" };
  return [
    ...(lost ? [svgNode("path", { d: lost, ...dashed })] : []),
    ...(kept ? [svgNode("path", { d: kept, fill: "none", stroke: "--accent", "stroke-width": 1.75 })] : []),
  ];
}

function contourLines({ contours, positions }: DrawnPoints, place: Place): SvgNode[] {
  if (!contours || positions.x.length === 0) return [];
  const fit = fitOf(positions);
  const parts = contoursOf(fitToSquare(positions, fit), () => true);
  let step = parts.next();
  while (!step.done) step = parts.next();
  const lines = step.value;
  const own = (x: number, y: number) => place((x - fit.left) / fit.scale, (y - fit.top) / fit.scale);
  return lines.map((rings, i) => {
    const { width, opacity } = contourPen(i, lines.length);
    const d = rings.map((ring) => `${pathThrough(ring.map(([x, y]) => own(x, y)))}Z`).join("");
    return svgNode("path", {
      d,
      fill: "none",
      stroke: "--ink-2",
      "stroke-width": width,
      "stroke-opacity": opacity,
    });
  });
}

function boundsOf(values: Float32Array, others: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of [values, others]) {
    for (const value of list) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
