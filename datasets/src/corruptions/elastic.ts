import type { RgbImage } from "@clipscope/core";
import { gaussianBlur, mapPlaces, type Planes, sample, toImage, toPlanes } from "./planes.js";
import { uniform } from "./random.js";
import type { Severities } from "./severities.js";

type Random = () => number;

/**
 * Elastic transform: a random affine map defined by three points, then a smooth random displacement of every
 * pixel.
 */
export function elasticTransform(
  image: RgbImage,
  { alpha, sigma, affine }: Severities["elasticTransform"][number],
  random: Random,
): RgbImage {
  const { width, height } = image;
  const side = Math.min(width, height);
  const pulled = pull(toPlanes(image), affine * side, random);
  const field = () => displacements(width, height, alpha * side, sigma * side, random);
  const dx = field();
  const dy = field();
  return toImage(
    mapPlaces(pulled, (x, y, channel) => {
      const i = y * width + x;
      return sample(pulled, x + dx[i], y + dy[i], channel, "symmetric");
    }),
  );
}

function displacements(
  width: number,
  height: number,
  alpha: number,
  sigma: number,
  random: Random,
): Float64Array {
  const data = Float64Array.from({ length: width * height }, () => uniform(random, -1, 1));
  const smooth = gaussianBlur({ width, height, channels: 1, data }, sigma, "symmetric", 3);
  return smooth.data.map((value) => value * alpha);
}

/** Warps the image by the affine map that displaces three points by at most `reach` pixels. */
function pull(planes: Planes, reach: number, random: Random): Planes {
  const { width, height } = planes;
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  const third = Math.floor(Math.min(width, height) / 3);
  const before = [
    [cx + third, cy + third],
    [cx + third, cy - third],
    [cx - third, cy - third],
  ];
  const [p, q, r] = before.map(([x, y]) => [
    x + uniform(random, -reach, reach),
    y + uniform(random, -reach, reach),
  ]);
  // Backward, from new positions to old ones: the corners span two sides of 2 · third.
  const [ax, ay] = [q[0] - r[0], q[1] - r[1]]; // what (2 · third, 0) became
  const [bx, by] = [p[0] - q[0], p[1] - q[1]]; // what (0, 2 · third) became
  const determinant = ax * by - bx * ay;
  return mapPlaces(planes, (x, y, channel) => {
    const [ox, oy] = [x - r[0], y - r[1]];
    const u = (ox * by - oy * bx) / determinant;
    const v = (oy * ax - ox * ay) / determinant;
    return sample(planes, cx - third + 2 * third * u, cy - third + 2 * third * v, channel, "mirror");
  });
}
