import { element } from "../dom.js";
import { choice, MIN_DIST, NEIGHBORS } from "./controls.js";
import { toyMap } from "./toy-map.js";
import { lattice, line, ring, ringAndBar, type Toy, toyOf } from "./toys.js";

const SHAPES = { ringAndBar, ring, line, lattice };
/** As many points as may be drawn. */
const MOST = 400;
/** Distance of drawn points, in the unit of the drawing. */
const APART = 0.02;

/** The first figure: shapes to choose, or points to draw, beside their maps. */
export function playground(): HTMLElement {
  let shape: keyof typeof SHAPES | "own" = "ringAndBar";
  let drawn: number[][] = [];
  const figure = toyMap({
    label: "Points in a plane and their maps",
    sliders: [NEIGHBORS, MIN_DIST],
    make: ({ nNeighbors, minDist }) => ({
      toy: shape === "own" ? toyOf([drawn]) : inSquare(SHAPES[shape]()),
      settings: { nNeighbors, minDist },
    }),
    square: [0, 1],
  });
  const hint = element("p", { className: "aside" });
  const { root: panel } = figure.truth;
  const rest = () => {
    const draws = shape === "own";
    panel.classList.toggle("draws", draws);
    hint.textContent = draws
      ? `Draw in the first square, up to ${MOST} points; the map follows when you let go.`
      : "Point at a point, or press Tab and the arrow keys, to see its nearest neighbors in all three.";
  };
  const add = (event: PointerEvent) => {
    if (shape !== "own" || drawn.length >= MOST) return;
    const { x, y } = figure.truth.placeOf(event);
    if (x < 0 || x > 1 || y < 0 || y > 1) return;
    if (drawn.some(([ox, oy]) => Math.hypot(ox - x, oy - y) < APART)) return;
    drawn.push([x, y]);
    figure.truth.show({ ...placesOf(drawn), color: () => "var(--category-1)" });
  };
  panel.addEventListener("pointerdown", add);
  panel.addEventListener("pointermove", (event) => event.buttons > 0 && add(event));
  panel.addEventListener("pointerup", () => shape === "own" && figure.update());
  const shapes = choice(
    "Points",
    { ringAndBar: "Ring and bar", ring: "Ring", line: "Line", lattice: "Lattice", own: "Draw your own" },
    "ringAndBar",
    (next) => {
      shape = next;
      drawn = [];
      rest();
      figure.update();
    },
  );
  rest();
  figure.root.prepend(shapes);
  figure.root.append(hint);
  return figure.root;
}

const placesOf = (points: readonly (readonly number[])[]) => ({
  x: Float32Array.from(points, ([x]) => x),
  y: Float32Array.from(points, ([, y]) => y),
});

/** The same shape in the middle of the unit square. */
function inSquare({ points, groups }: Toy): Toy {
  const { data, rows } = points;
  const axis = (at: number) => Array.from({ length: rows }, (_, i) => data[2 * i + at]);
  const [[x0, x1], [y0, y1]] = [0, 1].map((at) => [Math.min(...axis(at)), Math.max(...axis(at))]);
  const scale = 0.9 / Math.max(x1 - x0, y1 - y0);
  const middle = [(x0 + x1) / 2, (y0 + y1) / 2];
  return {
    points: { ...points, data: data.map((value, i) => 0.5 + (value - middle[i % 2]) * scale) },
    groups,
  };
}
