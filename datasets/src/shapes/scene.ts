import { type Random, seededRandom } from "@clipscope/types";
import { COLORS, type Placed, SHAPES, type ShapeColor, type ShapeName } from "./draw.js";

/** Number of shapes in an image. "one": a shape of a color. "two": one of them above, or left of, another. */
export type ShapesKind = "one" | "two";

/** An image that is not drawn yet. */
export interface Scene {
  placed: readonly Placed[];
  caption: string;
  /** For "two", the caption with the shapes swapped, which is wrong; otherwise "". */
  swapped: string;
  /** "red circle"; for "two", the caption. */
  label: string;
  /** Whether training images show this combination too. */
  isTrained: boolean;
}

interface Thing {
  color: ShapeColor;
  shape: ShapeName;
}

const colors = Object.keys(COLORS) as ShapeColor[];
const shapes = Object.keys(SHAPES) as ShapeName[];
/** Two shapes are of fewer kinds, so that a batch often has a pair and the same pair swapped. */
const FEW: Readonly<Record<ShapesKind, readonly [colors: number, shapes: number]>> = {
  one: [colors.length, shapes.length],
  two: [4, 3],
};

/** Combinations of a color and a shape that no training image of one shape has: one in six. */
const isHeldOut = ({ color, shape }: Thing) =>
  (colors.indexOf(color) + 2 * shapes.indexOf(shape)) % shapes.length === 3;

/** The scene of a row, which depends on nothing else than the arguments. */
export function sceneOf(kind: ShapesKind, row: number, isTraining: boolean, seed: number): Scene {
  const next = seededRandom(seed, row, isTraining ? 0 : 1);
  return kind === "one" ? oneShape(next, isTraining) : twoShapes(next);
}

function oneShape(next: Random, isTraining: boolean): Scene {
  let thing = randomThing("one", next);
  while (isTraining && isHeldOut(thing)) thing = randomThing("one", next);
  const radius = 0.22 + 0.18 * next();
  const free = () => 0.5 + (0.96 - 2 * radius) * (next() - 0.5);
  const sized = radius < 0.27 ? "small " : radius > 0.35 ? "big " : "";
  const name = `${thing.color} ${thing.shape}`;
  return {
    placed: [{ ...thing, x: free(), y: free(), radius }],
    caption: `a ${sized}${name}`,
    swapped: "",
    label: name,
    isTrained: !isHeldOut(thing),
  };
}

function twoShapes(next: Random): Scene {
  const first = randomThing("two", next);
  let second = randomThing("two", next);
  while (second.color === first.color && second.shape === first.shape) second = randomThing("two", next);
  const isAbove = next() < 0.5;
  const relation = isAbove ? "above" : "left of";
  const place = (thing: Thing, near: boolean): Placed => {
    const [along, across] = [(near ? 0.27 : 0.73) + 0.06 * (next() - 0.5), 0.5 + 0.3 * (next() - 0.5)];
    return {
      ...thing,
      x: isAbove ? across : along,
      y: isAbove ? along : across,
      radius: 0.17 + 0.04 * next(),
    };
  };
  const say = (a: Thing, b: Thing) => `a ${a.color} ${a.shape} ${relation} a ${b.color} ${b.shape}`;
  const caption = say(first, second);
  return {
    placed: [place(first, true), place(second, false)],
    caption,
    swapped: say(second, first),
    label: caption,
    isTrained: true,
  };
}

function randomThing(kind: ShapesKind, next: Random): Thing {
  const [ofColors, ofShapes] = FEW[kind];
  return { color: colors[next.below(ofColors)], shape: shapes[next.below(ofShapes)] };
}
