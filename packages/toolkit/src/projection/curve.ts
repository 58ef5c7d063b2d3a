import { exp, ln } from "./power.js";

/** The curve 1 / (1 + a d^2b) that models nearness on the map. */
export interface UmapCurve {
  a: number;
  b: number;
}

const POINTS = 300;
const ROUNDS = 200;

/**
 * Least-squares fit of the curve, over 300 distances from 0 to 3, to 1 up to `minDist` and e^-(d - minDist)
 * beyond, as umap-learn's `find_ab_params` with SciPy. (umap-js stops earlier, about 1% away.) Uses
 * Levenberg–Marquardt without `Math` functions whose last bit differs between engines.
 */
export function fitCurve(minDist: number): UmapCurve {
  const xs = Array.from({ length: POINTS }, (_, i) => (3 * i) / (POINTS - 1));
  const ys = xs.map((x) => (x < minDist ? 1 : exp(minDist - x)));
  const logs = xs.map((x) => (x > 0 ? ln(x) : 0));
  /** Residual of each point, and its derivatives with respect to a and b. */
  const at = (a: number, b: number) =>
    xs.map((x, i) => {
      const power = x > 0 ? exp(2 * b * logs[i]) : 0;
      const value = 1 / (1 + a * power);
      const slope = -value * value * power;
      return [ys[i] - value, slope, slope * a * 2 * logs[i]];
    });
  const cost = (points: number[][]) => points.reduce((sum, [residual]) => sum + residual * residual, 0);
  let [a, b] = [1, 1];
  let points = at(a, b);
  let damping = 1e-3;
  for (let round = 0; round < ROUNDS; round++) {
    let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
    for (const [residual, byA, byB] of points) {
      aa += byA * byA;
      ab += byA * byB;
      bb += byB * byB;
      ra += byA * residual;
      rb += byB * residual;
    }
    aa *= 1 + damping;
    bb *= 1 + damping;
    const determinant = aa * bb - ab * ab;
    const [stepA, stepB] = [(ra * bb - rb * ab) / determinant, (rb * aa - ra * ab) / determinant];
    const next = a + stepA > 0 && b + stepB > 0 ? at(a + stepA, b + stepB) : undefined;
    if (next && cost(next) <= cost(points)) {
      [a, b, points, damping] = [a + stepA, b + stepB, next, damping / 10];
      if (Math.abs(stepA) < 1e-12 * a && Math.abs(stepB) < 1e-12 * b) break;
    } else damping *= 10;
  }
  return { a, b };
}
