import type { Random } from "@clipscope/types";
import { type Rgb, toHex } from "./colors.js";

interface Outline {
  /** SVG path, about the origin, within 1.25 of it. */
  path: string;
  /** Angles at which the shape is still called by its name, in degrees. Default: upright only. */
  turns?: readonly number[];
  /** Whether an outline of it reads as the same shape. Default true. */
  outlines?: boolean;
  /** Side of the square about the origin that lies within the shape; 0 if nothing fits inside. */
  room: number;
}

const polygon = (...points: [number, number][]) => `M${points.map(([x, y]) => `${x} ${y}`).join("L")}Z`;
const around = (corners: number, radius: (i: number) => number) =>
  polygon(
    ...Array.from({ length: corners }, (_, i): [number, number] => {
      const angle = (2 * Math.PI * i) / corners - Math.PI / 2;
      return [round(radius(i) * Math.cos(angle)), round(radius(i) * Math.sin(angle))];
    }),
  );
const quarters = [0, 90, 180, 270];

const outlines = {
  circle: { path: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z", room: 1.3 },
  square: { path: "M-.85-.85H.85V.85H-.85Z", room: 1.6 },
  triangle: { path: "M0-1.05L1.05.8H-1.05Z", room: 0.75 },
  star: { path: around(10, (i) => (i % 2 ? 0.45 : 1.1)), room: 0.55 },
  heart: {
    path: "M0 .95C-.5.5-1.05.15-1.05-.35C-1.05-.75-.75-.95-.48-.95C-.2-.95-.05-.8 0-.6C.05-.8.2-.95.48-.95C.75-.95 1.05-.75 1.05-.35C1.05.15.5.5 0 .95Z",
    room: 0.75,
  },
  diamond: { path: "M0-1.15L.8 0L0 1.15L-.8 0Z", room: 0.8 },
  cross: { path: "M-.33-1H.33V-.33H1V.33H.33V1H-.33V.33H-1V-.33H-.33Z", turns: [0, 45], room: 0 },
  ring: {
    path: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0ZM.58 0A.58.58 0 1 0-.58 0A.58.58 0 1 0 .58 0Z",
    outlines: false,
    room: 0,
  },
  moon: { path: "M.3-1A1.02 1.02 0 1 0 .85.55A.85.85 0 0 1 .3-1Z", room: 0 },
  arrow: { path: "M1.1 0L.2-.8V-.32H-1.05V.32H.2V.8Z", turns: quarters, room: 0 },
  hexagon: { path: around(6, () => 1.05), turns: [0, 30], room: 1.2 },
  oval: { path: "M1.1 0A1.1.62 0 1 1-1.1 0A1.1.62 0 1 1 1.1 0Z", turns: [0, 90], room: 0.85 },
  rectangle: { path: "M-1.1-.55H1.1V.55H-1.1Z", turns: [0, 90], room: 1 },
  line: { path: "M-1.15-.14H1.15V.14H-1.15Z", turns: [0, 45, 90, 135], outlines: false, room: 0 },
} as const satisfies Record<string, Outline>;

/** A shape that a drawing names. */
export type ShapeName = keyof typeof outlines;

/** Every shape that a drawing names. */
export const shapeNames = Object.keys(outlines) as ShapeName[];

/** How a shape is painted: filled, filled with a dark line around it, or as a line only. */
export type Paint = "filled" | "inked" | "outlined";

/** Whether an outline of the shape reads as the same shape: not of a ring or a line. */
export function canBeOutlined(shape: ShapeName): boolean {
  return (outlines[shape] as Outline).outlines ?? true;
}

/** Side of the square that fits inside a shape of radius 1; 0 if nothing does. */
export function roomIn(shape: ShapeName): number {
  return outlines[shape].room;
}

/** "circles", "crosses". */
export function plural(shape: ShapeName): string {
  return shape.endsWith("s") ? `${shape}es` : `${shape}s`;
}

/** A shape with its place: `x`, `y` and `radius` in pixels. It stays within 1.25 radii of its center. */
export interface PlacedShape {
  shape: ShapeName;
  fill: Rgb;
  paint: Paint;
  x: number;
  y: number;
  radius: number;
}

/** The shape as SVG, turned by some degrees, or by a quarter where its name allows. */
export function svgOfShape({ shape, fill, paint, x, y, radius }: PlacedShape, next: Random): string {
  const { path, turns = [0] }: Outline = outlines[shape];
  const angle = turns[next.below(turns.length)] + 14 * next() - 7;
  const pixels = paint === "outlined" ? Math.max(2.2, radius * (0.16 + 0.08 * next())) : 1.6;
  const line = `stroke-width="${round(pixels / radius)}" stroke-linejoin="round"`;
  const style = {
    filled: `fill="${toHex(fill)}"`,
    inked: `fill="${toHex(fill)}" stroke="#1c1c1c" ${line}`,
    outlined: `fill="none" stroke="${toHex(fill)}" ${line}`,
  }[paint];
  const place = `translate(${round(x)} ${round(y)}) rotate(${round(angle)}) scale(${round(radius)})`;
  return `<path transform="${place}" ${style} d="${path}"/>`;
}

function round(value: number): number {
  return Math.round(1000 * value) / 1000;
}
