// Shapes that this file draws itself, so that no picture of the set belongs to anyone else.

/** The ten classes of the set. */
export const SHAPES = [
  "arrow",
  "circle",
  "cross",
  "heart",
  "house",
  "moon",
  "ring",
  "square",
  "star",
  "triangle",
];

const at = (count, point) => Array.from({ length: count }, (_, i) => point((2 * Math.PI * i) / count));
const round = (radius, x = 0, y = 0) => at(48, (a) => [x + radius * Math.cos(a), y + radius * Math.sin(a)]);
const arc = (count, radius, x, from, to) =>
  Array.from({ length: count }, (_, i) => {
    const angle = from + ((to - from) * i) / (count - 1);
    return [x + radius * Math.cos(angle), radius * Math.sin(angle)];
  });
const crescent = () => {
  const outer = arc(40, 0.9, 0, Math.PI / 3, (5 * Math.PI) / 3);
  const [x, y] = outer[0];
  const middle = 0.6;
  const tip = Math.atan2(y, x - middle);
  return [...outer, ...arc(30, Math.hypot(x - middle, y), middle, 2 * Math.PI - tip, tip).slice(1, -1)];
};

/** Closed outlines around the origin, filled by the even-odd rule; y grows downward. */
const OUTLINES = {
  arrow: [
    [
      [-0.9, -0.25],
      [0.1, -0.25],
      [0.1, -0.7],
      [0.95, 0],
      [0.1, 0.7],
      [0.1, 0.25],
      [-0.9, 0.25],
    ],
  ],
  circle: [round(0.85)],
  cross: [
    [
      [-0.28, -0.85],
      [0.28, -0.85],
      [0.28, -0.28],
      [0.85, -0.28],
      [0.85, 0.28],
      [0.28, 0.28],
      [0.28, 0.85],
      [-0.28, 0.85],
      [-0.28, 0.28],
      [-0.85, 0.28],
      [-0.85, -0.28],
      [-0.28, -0.28],
    ],
  ],
  heart: [
    at(60, (a) => [
      0.055 * 16 * Math.sin(a) ** 3,
      -0.055 * (13 * Math.cos(a) - 5 * Math.cos(2 * a) - 2 * Math.cos(3 * a) - Math.cos(4 * a)),
    ]),
  ],
  house: [
    [
      [-0.7, 0.85],
      [-0.7, -0.05],
      [-0.95, -0.05],
      [0, -0.9],
      [0.95, -0.05],
      [0.7, -0.05],
      [0.7, 0.85],
    ],
    [
      [-0.18, 0.85],
      [-0.18, 0.3],
      [0.18, 0.3],
      [0.18, 0.85],
    ],
  ],
  moon: [crescent()],
  ring: [round(0.88), round(0.5)],
  square: [
    [
      [-0.75, -0.75],
      [0.75, -0.75],
      [0.75, 0.75],
      [-0.75, 0.75],
    ],
  ],
  star: [
    at(10, (a) => a).map((a, i) => [
      (i % 2 ? 0.38 : 0.92) * Math.sin(a),
      -(i % 2 ? 0.38 : 0.92) * Math.cos(a),
    ]),
  ],
  triangle: [
    [
      [0, -0.85],
      [0.9, 0.7],
      [-0.9, 0.7],
    ],
  ],
};

/**
 * One shape, turned a little, moved and sized at random. "painted": a colored area on a ground of another color;
 * "sketch": a dark line on pale paper.
 */
export function drawShape(shape, style, random, [width, height]) {
  const size = Math.min(width, height) * (0.3 + 0.15 * random());
  const turn = 0.5 * (random() - 0.5);
  const center = [width / 2, height / 2].map((middle) => middle + size * 0.25 * (random() - 0.5));
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const wobble = style === "sketch" ? 0.035 : 0;
  const outlines = OUTLINES[shape].map((outline) =>
    outline.map(([x, y]) => {
      const [u, v] = [x + wobble * random.normal(), y + wobble * random.normal()];
      return [center[0] + size * (u * cos - v * sin), center[1] + size * (u * sin + v * cos)];
    }),
  );
  const paint = style === "sketch" ? sketched(random, size, outlines) : painted(random, outlines, height);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const mean = paint(x + 0.5, y + 0.5);
      const noise = 6 * random.normal();
      for (let c = 0; c < 3; c++) {
        data[3 * (y * width + x) + c] = Math.max(0, Math.min(255, Math.round(mean[c] + noise)));
      }
    }
  }
  return { width, height, data };
}

function painted(random, outlines, height) {
  const hue = random();
  const ink = color(hue, 0.5 + 0.5 * random(), 0.6 + 0.4 * random());
  const ground = color(hue + 0.3 + 0.4 * random(), 0.4 * random(), 0.3 + 0.7 * random());
  const shade = 0.35 * random();
  return (x, y) => {
    const distance = distanceTo(outlines, x, y);
    const cover = clamp(0.5 + (isInside(outlines, x, y) ? distance : -distance));
    return ink.map((value, c) => cover * value + (1 - cover) * ground[c] * (1 - (shade * y) / height));
  };
}

function sketched(random, size, outlines) {
  const ink = color(random(), 0.3 * random(), 0.35 * random());
  const paper = color(0.13, 0.12 * random(), 0.9 + 0.1 * random());
  const line = size * (0.06 + 0.05 * random());
  return (x, y) => {
    const cover = clamp(0.5 + line - distanceTo(outlines, x, y));
    return ink.map((value, c) => cover * value + (1 - cover) * paper[c]);
  };
}

const clamp = (value) => Math.max(0, Math.min(1, value));

function isInside(outlines, x, y) {
  let inside = false;
  for (const outline of outlines) {
    for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
      const [xi, yi] = outline[i];
      const [xj, yj] = outline[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

/** From a point to the nearest edge. */
function distanceTo(outlines, x, y) {
  let nearest = Number.POSITIVE_INFINITY;
  for (const outline of outlines) {
    for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
      const [xi, yi] = outline[i];
      const [dx, dy] = [outline[j][0] - xi, outline[j][1] - yi];
      const t = clamp(((x - xi) * dx + (y - yi) * dy) / (dx * dx + dy * dy || 1));
      nearest = Math.min(nearest, (x - xi - t * dx) ** 2 + (y - yi - t * dy) ** 2);
    }
  }
  return Math.sqrt(nearest);
}

/** Hue, saturation and value of 0…1 (the hue wraps around) to RGB of 0…255. */
function color(hue, saturation, value) {
  return [5, 3, 1].map((n) => {
    const k = (n + 6 * (((hue % 1) + 1) % 1)) % 6;
    return 255 * (value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  });
}
