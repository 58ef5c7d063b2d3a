/** A point on the search line: step, objective, and slope along the line. */
export interface LinePoint {
  step: number;
  value: number;
  slope: number;
}

/** Constants of the Wolfe conditions, those of SciPy's L-BFGS-B: sufficient decrease and curvature. */
const decrease = 1e-4;
const curvature = 0.9;
/**
 * Relative change of the objective below which a step is judged by its slope, since the values are dominated
 * by rounding.
 */
const rounding = 4e-16;

/**
 * A step that satisfies the strong Wolfe conditions, f(t) ≤ f(0) + c₁ t f′(0) and |f′(t)| ≤ c₂ |f′(0)|, by
 * bracketing and zooming with cubic interpolation (Nocedal and Wright, Numerical Optimization, algorithms 3.5
 * and 3.6). `start` is the point at step 0, with a negative slope. Near the optimum, where rounding hides the
 * decrease, the approximate conditions of Hager and Zhang (2005) are used instead. Undefined if no step
 * qualifies.
 */
export async function wolfeStep(
  start: LinePoint,
  firstStep: number,
  at: (step: number) => Promise<LinePoint>,
): Promise<LinePoint | undefined> {
  const tolerance = rounding * Math.abs(start.value);
  const tooHigh = (p: LinePoint) =>
    !(p.value <= start.value + decrease * p.step * start.slope) &&
    !(Math.abs(p.value - start.value) <= tolerance && p.slope <= (2 * decrease - 1) * start.slope);
  const flat = (p: LinePoint) => Math.abs(p.slope) <= -curvature * start.slope;

  let previous = start;
  let step = firstStep;
  for (let tries = 0; tries < 20; tries++) {
    const next = await at(step);
    if (tooHigh(next) || (tries > 0 && next.value > previous.value + tolerance)) return zoom(previous, next);
    if (flat(next)) return next;
    if (next.slope >= 0) return zoom(next, previous);
    previous = next;
    step *= 4;
  }
  return undefined;

  /**
   * Shrinks an interval around a Wolfe point. `low` is the best point with sufficient decrease, and its slope
   * points toward `high`.
   */
  async function zoom(low: LinePoint, high: LinePoint): Promise<LinePoint | undefined> {
    for (let tries = 0; tries < 30; tries++) {
      const next = await at(between(low, high));
      if (tooHigh(next) || next.value > low.value + tolerance) high = next;
      else {
        if (flat(next)) return next;
        if (next.slope * (high.step - low.step) >= 0) high = low;
        low = next;
      }
      if (Math.abs(high.step - low.step) <= 1e-15 * Math.max(high.step, low.step)) break;
    }
    return low.step > 0 && low.value < start.value ? low : undefined;
  }
}

/**
 * Minimizer of the cubic through two points and their slopes, kept away from both ends; the midpoint if there
 * is none.
 */
function between(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const cubic = b.step - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const low = Math.min(a.step, b.step) + 0.1 * Math.abs(width);
  const high = Math.max(a.step, b.step) - 0.1 * Math.abs(width);
  return Number.isFinite(cubic) ? Math.min(high, Math.max(low, cubic)) : a.step + width / 2;
}
