/** A single-channel byte image, row by row: `[height, width]`. */
export interface Bytes {
  width: number;
  height: number;
  data: Uint8Array;
}

/** tan 22.5° in units of 2^-15, as in OpenCV. */
const TAN_22 = 13573;

/**
 * Edge pixels as 1, others 0: `cv2.Canny(image, low, high)` with its defaults (Canny 1986). Uses the 3 × 3
 * Sobel gradient with magnitude |dx| + |dy|, non-maximum suppression, and hysteresis: pixels above `low` are
 * kept if connected to one above `high`.
 */
export function cannyEdges({ width, height, data }: Bytes, low: number, high: number): Uint8Array {
  const dx = new Int32Array(width * height);
  const dy = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [up, down] = [Math.max(0, y - 1) * width, Math.min(height - 1, y + 1) * width];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
      const middle = y * width;
      const [a, b, c] = [data[up + left], data[up + x], data[up + right]];
      const [d, e, f] = [data[down + left], data[down + x], data[down + right]];
      dx[middle + x] = c + 2 * data[middle + right] + f - (a + 2 * data[middle + left] + d);
      dy[middle + x] = d + 2 * e + f - (a + 2 * b + c);
    }
  }
  const length = (x: number, y: number) => {
    if (x < 0 || x >= width || y < 0 || y >= height) return 0;
    return Math.abs(dx[y * width + x]) + Math.abs(dy[y * width + x]);
  };
  const candidates = new Uint8Array(width * height);
  const edges = new Uint8Array(width * height);
  const open: number[] = [];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const own = length(x, y);
      if (own <= low) continue;
      const [across, along] = [Math.abs(dx[i]), Math.abs(dy[i]) * 2 ** 15];
      let steepest: boolean;
      if (along < across * TAN_22) {
        steepest = own > length(x - 1, y) && own >= length(x + 1, y);
      } else if (along > across * (TAN_22 + 2 ** 16)) {
        steepest = own > length(x, y - 1) && own >= length(x, y + 1);
      } else {
        const side = dx[i] < 0 !== dy[i] < 0 ? -1 : 1;
        steepest = own > length(x - side, y - 1) && own > length(x + side, y + 1);
      }
      if (!steepest) continue;
      candidates[i] = 1;
      if (own > high) open.push(i);
    }
  }
  for (const i of open) edges[i] = 1;
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const [x, y] = [i % width, Math.floor(i / width)];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const next = v * width + u;
        if (!candidates[next] || edges[next]) continue;
        edges[next] = 1;
        open.push(next);
      }
    }
  }
  return edges;
}
