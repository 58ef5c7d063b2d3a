/** Colors for shares from 0 to 1: transparent, yellow, red; each is red, green, blue 0 to 255 and opacity 0 to 1. */
const STOPS = [
  [242, 208, 107, 0],
  [242, 208, 107, 0.55],
  [211, 68, 28, 0.8],
] as const;

/** Draws a patch map over a picture of `side` pixels, smoothly between the centers of the patches. */
export function drawHeat(
  context: CanvasRenderingContext2D,
  { grid, data, min, max }: { grid: number; data: ArrayLike<number>; min: number; max: number },
  side: number,
): void {
  const small = new OffscreenCanvas(grid, grid);
  const inner = small.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const pixels = inner.createImageData(grid, grid);
  for (let i = 0; i < grid * grid; i++) {
    pixels.data.set(heatColor(max > min ? (data[i] - min) / (max - min) : 0), 4 * i);
  }
  inner.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, side, side);
}

/** The color of a share from 0 to 1, as RGBA bytes. */
export function heatColor(share: number): [r: number, g: number, b: number, a: number] {
  const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const at = Math.min(STOPS.length - 2, Math.floor(place));
  const mix = (k: 0 | 1 | 2 | 3) => STOPS[at][k] + (STOPS[at + 1][k] - STOPS[at][k]) * (place - at);
  return [mix(0), mix(1), mix(2), 255 * mix(3)].map(Math.round) as [number, number, number, number];
}
