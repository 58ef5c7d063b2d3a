import type { Positions } from "@clipscope/toolkit/projection";
import { element } from "../dom.js";

/** Points of a panel with their colors, and squares instead of discs for some. */
export interface Drawn extends Positions {
  /** CSS color of each point. */
  color(point: number): string;
  square?(point: number): boolean;
  /** Words above places. */
  names?: readonly { text: string; x: number; y: number }[];
}

/** What is drawn over the points. */
export interface Marked {
  /** Points with a ring about them. */
  rings?: readonly number[];
  /** Lines from one point to others, dashed for the second list. */
  from?: number;
  to?: readonly number[];
  dashed?: readonly number[];
}

export interface Panel {
  root: HTMLElement;
  show(points: Drawn | undefined): void;
  mark(marked: Marked): void;
  /** The place of an event in the points' own unit. */
  placeOf(event: PointerEvent): { x: number; y: number };
}

export interface PanelOptions {
  /** Title above the drawing. */
  title: string;
  /** What the drawing is, for people who don't see it. */
  label: string;
  /** Pixels a side, at most. */
  size?: number;
  radius?: number;
  /** Called with the point under the pointer or reached by the arrow keys; undefined when it is left. */
  point?(point: number | undefined): void;
  pick?(point: number): void;
  /** Fixed bounds of both axes, instead of those of the points. */
  bounds?: readonly [least: number, most: number];
}

const NAMESPACE = "http://www.w3.org/2000/svg";
const SIDE = 300;
const INSET = 12;
/** Height of a word above its place. */
const LIFT = 28;
/** Pixels from which the pointer reaches a point. */
const REACH = 14;

/** A square drawing of points at one scale for both axes, y downward. */
export function mapPanel(options: PanelOptions): Panel {
  const { title, label, size = SIDE, radius = 3.4, point, pick, bounds } = options;
  const svg = document.createElementNS(NAMESPACE, "svg");
  for (const [key, value] of Object.entries({
    viewBox: `0 0 ${SIDE} ${SIDE}`,
    role: "img",
    "aria-label": label,
  })) {
    svg.setAttribute(key, value);
  }
  const layers = ["lines", "points", "rings"].map((name) => {
    const layer = document.createElementNS(NAMESPACE, "g");
    layer.setAttribute("class", name);
    svg.append(layer);
    return layer;
  });
  const caption = element("figcaption", {}, title);
  const root = element("figure", { className: "map-panel" }, caption);
  root.style.maxWidth = `${size}px`;
  root.append(svg);
  let drawn: Drawn | undefined;
  let marked: Marked = {};
  let current: number | undefined;
  let place = placing({ x: new Float32Array(0), y: new Float32Array(0) }, bounds);

  const markNow = () => {
    const [lines, , rings] = layers;
    lines.replaceChildren();
    rings.replaceChildren();
    if (!drawn) return;
    const at = (i: number) => place.to(drawn?.x[i] ?? 0, drawn?.y[i] ?? 0);
    const { from, to = [], dashed = [] } = marked;
    if (from !== undefined) {
      const [x1, y1] = at(from);
      const lineTo = (i: number, isDashed: boolean) => {
        const [x2, y2] = at(i);
        const className = isDashed ? "dashed" : "solid";
        return shape("line", { x1, y1, x2, y2, class: className });
      };
      lines.append(...to.map((i) => lineTo(i, false)), ...dashed.map((i) => lineTo(i, true)));
    }
    for (const i of marked.rings ?? []) {
      const [cx, cy] = at(i);
      rings.append(shape("circle", { cx, cy, r: radius + 3 }));
    }
  };
  const show = (points: Drawn | undefined) => {
    drawn = points;
    layers[1].replaceChildren();
    if (points && points.x.length > 0) {
      place = placing(points, bounds);
      layers[1].append(...pathsOf(points, place.to, radius));
      for (const { text, x, y } of points.names ?? []) {
        const [left, top] = place.to(x, y);
        const word = shape("text", { x: left, y: Math.max(LIFT / 2, top - LIFT) });
        word.textContent = text;
        layers[1].append(word);
      }
    }
    markNow();
  };

  const nearestTo = (event: PointerEvent): number | undefined => {
    if (!drawn) return undefined;
    const box = svg.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top].map((v) => (v * SIDE) / box.width);
    let [best, least] = [undefined as number | undefined, (REACH * SIDE) / box.width];
    for (let i = 0; i < drawn.x.length; i++) {
      const [x, y] = place.to(drawn.x[i], drawn.y[i]);
      const distance = Math.hypot(x - px, y - py);
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  };
  const reach = (i: number | undefined) => {
    if (i === current) return;
    current = i;
    point?.(i);
  };
  if (point) {
    svg.addEventListener("pointermove", (event) => reach(nearestTo(event)));
    svg.addEventListener("pointerleave", () => reach(undefined));
  }
  if (pick)
    svg.addEventListener("click", (event) => {
      const i = nearestTo(event as PointerEvent);
      if (i !== undefined) pick(i);
    });
  if (point || pick) {
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const way = WAYS[event.key];
      if (!drawn || drawn.x.length === 0) return;
      if (way) {
        event.preventDefault();
        reach(current === undefined ? 0 : (onward(drawn, current, way) ?? current));
      } else if (event.key === "Enter" && current !== undefined) pick?.(current);
      else if (event.key === "Escape") reach(undefined);
    });
    svg.addEventListener("blur", () => reach(undefined));
  }
  return {
    root,
    show,
    mark: (next) => {
      marked = next;
      markNow();
    },
    placeOf: ({ clientX, clientY }) => {
      const box = svg.getBoundingClientRect();
      return place.back(((clientX - box.left) * SIDE) / box.width, ((clientY - box.top) * SIDE) / box.height);
    },
  };
}

const WAYS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest point in a direction, within 45° of it. */
function onward(
  { x, y }: Positions,
  from: number,
  [wayX, wayY]: readonly [number, number],
): number | undefined {
  let [best, least] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - x[from], y[i] - y[from]];
    const along = dx * wayX + dy * wayY;
    const across = Math.abs(dx * wayY - dy * wayX);
    const distance = Math.hypot(dx, dy);
    if (along > 0 && across <= along && distance < least) [best, least] = [i, distance];
  }
  return best;
}

/** Between the points' unit and the drawing's. */
function placing({ x, y }: Positions, bounds?: readonly [number, number]) {
  const [xs, ys] = [x, y].map((values) => bounds ?? boundsOf(values));
  const span = Math.max(xs[1] - xs[0], ys[1] - ys[0]) || 1;
  const scale = (SIDE - 2 * INSET) / span;
  const [midX, midY] = [(xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2];
  return {
    to: (px: number, py: number): [number, number] => [
      SIDE / 2 + (px - midX) * scale,
      SIDE / 2 + (py - midY) * scale,
    ],
    back: (sx: number, sy: number) => ({
      x: midX + (sx - SIDE / 2) / scale,
      y: midY + (sy - SIDE / 2) / scale,
    }),
  };
}

function boundsOf(values: Float32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A path for each look: many points are drawn faster so than one by one. */
function pathsOf(
  points: Drawn,
  to: (x: number, y: number) => [number, number],
  radius: number,
): SVGElement[] {
  const looks = new Map<string, { color: string; square: boolean; d: string[] }>();
  for (let i = 0; i < points.x.length; i++) {
    const [color, square] = [points.color(i), points.square?.(i) ?? false];
    const key = `${square} ${color}`;
    const look = looks.get(key) ?? { color, square, d: [] };
    looks.set(key, look);
    const [x, y] = to(points.x[i], points.y[i]).map((each) => each.toFixed(1));
    look.d.push(
      square
        ? `M${x},${y}m${-radius},${-radius}h${2 * radius}v${2 * radius}h${-2 * radius}z`
        : `M${x},${y}h0`,
    );
  }
  return [...looks.values()].map(({ color, square, d }) =>
    shape("path", {
      d: d.join(""),
      ...(square
        ? { fill: "none", stroke: color, "stroke-width": 1.4 }
        : { fill: "none", stroke: color, "stroke-width": 2 * radius, "stroke-linecap": "round" }),
    }),
  );
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
