import { penOf } from "../pen.js";
import { turn } from "../turn.js";

/** A drawing of the example: an image file, and what is known of it. */
export interface ShapeFile {
  /** Name of the file: "circle-03.png". */
  name: string;
  shape: string;
  style: "painted" | "sketched";
  color: string;
  file: Blob;
}

const SIZE = 96;
const EACH = 6;
const STYLES = ["painted", "sketched"] as const;
/** Colors by name. */
export const COLORS: Readonly<Record<string, string>> = {
  red: "#d9352b",
  orange: "#ee8a1d",
  yellow: "#f1c928",
  green: "#3c9d4e",
  blue: "#2f6fd0",
  purple: "#8546b8",
};

type Pen = CanvasRenderingContext2D;
const polygon = (pen: Pen, points: readonly (readonly [number, number])[]) => {
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.closePath();
};
const star = Array.from({ length: 10 }, (_, i): [number, number] => {
  const radius = i % 2 ? 0.38 : 0.95;
  const angle = (Math.PI * i) / 5;
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
});

/** Outlines about the origin, within −1 to 1; y grows downward. */
export const OUTLINES: Readonly<Record<string, (pen: Pen) => void>> = {
  arrow: (pen) =>
    polygon(pen, [
      [-0.9, -0.28],
      [0.1, -0.28],
      [0.1, -0.75],
      [0.95, 0],
      [0.1, 0.75],
      [0.1, 0.28],
      [-0.9, 0.28],
    ]),
  circle: (pen) => pen.arc(0, 0, 0.88, 0, 2 * Math.PI),
  heart(pen) {
    pen.moveTo(0, 0.85);
    pen.bezierCurveTo(-1.5, -0.2, -0.75, -1.25, 0, -0.45);
    pen.bezierCurveTo(0.75, -1.25, 1.5, -0.2, 0, 0.85);
  },
  house(pen) {
    polygon(pen, [
      [-0.7, 0.85],
      [-0.7, -0.05],
      [-0.95, -0.05],
      [0, -0.9],
      [0.95, -0.05],
      [0.7, -0.05],
      [0.7, 0.85],
    ]);
    pen.rect(-0.2, 0.25, 0.4, 0.6);
  },
  moon(pen) {
    pen.arc(0, 0, 0.9, 0.25 * Math.PI, 1.75 * Math.PI);
    pen.arc(0.45, 0, 0.67, 1.66 * Math.PI, 0.34 * Math.PI, true);
    pen.closePath();
  },
  square: (pen) => pen.rect(-0.75, -0.75, 1.5, 1.5),
  star: (pen) => polygon(pen, star),
  triangle: (pen) =>
    polygon(pen, [
      [0, -0.85],
      [0.92, 0.72],
      [-0.92, 0.72],
    ]),
};

/** Draws the example's images: each shape several times, painted and sketched, as PNG files. The same on every visit. */
export async function drawShapes(): Promise<ShapeFile[]> {
  const random = seeded(7);
  const drawn: ShapeFile[] = [];
  const colors = Object.keys(COLORS);
  for (const style of STYLES) {
    for (const [at, shape] of Object.keys(OUTLINES).entries()) {
      for (let i = 0; i < EACH; i++) {
        const color = colors[(i + at) % colors.length];
        await turn();
        const name = `${shape}-${String(i + 1).padStart(2, "0")}.png`;
        drawn.push({ name, shape, style, color, file: await pngOf(draw(shape, style, color, random)) });
      }
    }
  }
  return drawn;
}

function draw(shape: string, style: (typeof STYLES)[number], color: string, random: () => number) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE });
  const pen = penOf(canvas) as Pen;
  const isPainted = style === "painted";
  pen.fillStyle = isPainted ? `hsl(${360 * random()} 25% ${82 + 12 * random()}%)` : "#fbfaf6";
  pen.fillRect(0, 0, SIZE, SIZE);
  const middle = () => SIZE * (0.5 + 0.12 * (random() - 0.5));
  const radius = SIZE * (0.26 + 0.13 * random());
  pen.translate(middle(), middle());
  pen.rotate(0.5 * (random() - 0.5));
  pen.scale(radius, radius);
  pen.beginPath();
  OUTLINES[shape](pen);
  if (isPainted) {
    pen.fillStyle = COLORS[color];
    pen.fill("evenodd");
  } else {
    Object.assign(pen, { strokeStyle: COLORS[color], lineWidth: 0.14, lineJoin: "round" });
    pen.stroke();
  }
  return canvas;
}

const pngOf = (canvas: HTMLCanvasElement) =>
  new Promise<Blob>((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("This browser makes no PNG files."))),
      "image/png",
    ),
  );

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
