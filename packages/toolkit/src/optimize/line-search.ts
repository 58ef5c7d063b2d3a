/** A point on the line: the step, the objective there and its slope along the line. */
export interface LinePoint {
  step: number;
  value: number;
  slope: number;
}

/** Sufficient decrease and curvature, the constants of SciPy's L-BFGS-B. */
const decrease = 1e-4;
const curvature = 0.9;
/** A step that changes the objective by a smaller share than this is judged by its slope, as rounding would decide. */
const rounding = 4e-16;

/**
 * A step that satisfies the strong Wolfe conditions, f(t) ≤ f(0) + c₁ t f′(0) and |f′(t)| ≤ c₂ |f′(0)|, by bracketing
 * and zooming with cubic interpolation (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6). `start`
 * is the point at step 0, with a slope below 0. Next to the optimum, where the decrease is lost in rounding, the
 * approximate conditions of Hager and Zhang (2005) stand in. Undefined if there is no such step.
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

  /** `low` is the best point that decreases enough, and the slope there leads towards `high`. */
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

/** The minimum of the cubic through two points and their slopes, kept off both ends; the middle where there is none. */
function between(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const cubic = b.step - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const low = Math.min(a.step, b.step) + 0.1 * Math.abs(width);
  const high = Math.max(a.step, b.step) - 0.1 * Math.abs(width);
  return Number.isFinite(cubic) ? Math.min(high, Math.max(low, cubic)) : a.step + width / 2;
}
