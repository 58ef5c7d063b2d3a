import type { Random, RgbImage } from "@clipscope/types";

type Rgb = readonly [red: number, green: number, blue: number];

/** Colors by name. */
export const COLORS = {
  red: [215, 40, 40],
  green: [40, 150, 70],
  blue: [45, 95, 215],
  yellow: [240, 200, 40],
  purple: [130, 65, 165],
  black: [35, 35, 35],
} as const satisfies Record<string, Rgb>;
export type ShapeColor = keyof typeof COLORS;

/** Whether a point is within the shape of radius 1 around the origin; y points down. */
type Inside = (x: number, y: number) => boolean;

/** Shapes by name. */
export const SHAPES = {
  circle: (x, y) => x * x + y * y < 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.86,
  triangle: (x, y) => y < 0.75 && y > -1 && Math.abs(x) < (y + 1) * 0.57,
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.32 && Math.max(Math.abs(x), Math.abs(y)) < 1,
  ring: (x, y) => x * x + y * y < 1 && x * x + y * y > 0.36,
  diamond: (x, y) => Math.abs(x) * 1.35 + Math.abs(y) < 1.1,
} as const satisfies Record<string, Inside>;
export type ShapeName = keyof typeof SHAPES;

/** A shape in an image; lengths in image sides. */
export interface Placed {
  shape: ShapeName;
  color: ShapeColor;
  x: number;
  y: number;
  radius: number;
}

/** Samples per pixel and axis. */
const FINE = 3;

/** Draws shapes on a pale ground, each a little turned and in a shade of its color: `[size, size, 3]`. */
export function drawShapes(placed: readonly Placed[], size: number, next: Random): RgbImage {
  const ground: Rgb = [236 + 19 * next(), 236 + 19 * next(), 236 + 19 * next()];
  const marks = placed.map(({ shape, color, x, y, radius }) => {
    const turn = 0.35 * (next() - 0.5);
    const shade = COLORS[color].map((value) => value + 30 * (next() - 0.5));
    return { inside: SHAPES[shape] as Inside, x, y, radius, shade, cos: Math.cos(turn), sin: Math.sin(turn) };
  });
  const data = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0];
      for (let sample = 0; sample < FINE * FINE; sample++) {
        const x = (column + ((sample % FINE) + 0.5) / FINE) / size;
        const y = (row + (Math.floor(sample / FINE) + 0.5) / FINE) / size;
        let color: readonly number[] = ground;
        for (const mark of marks) {
          const [dx, dy] = [(x - mark.x) / mark.radius, (y - mark.y) / mark.radius];
          if (mark.inside(mark.cos * dx + mark.sin * dy, mark.cos * dy - mark.sin * dx)) color = mark.shade;
        }
        for (let c = 0; c < 3; c++) sum[c] += color[c];
      }
      for (let c = 0; c < 3; c++) {
        const value = Math.round(sum[c] / FINE ** 2);
        data[(row * size + column) * 3 + c] = Math.min(255, Math.max(0, value));
      }
    }
  }
  return { width: size, height: size, data };
}
