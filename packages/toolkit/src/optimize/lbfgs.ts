import { ClipscopeError } from "@clipscope/types";
import { type LinePoint, wolfeStep } from "./line-search.js";

/** Returns the objective at `x` and writes its gradient into `gradient`. Both are `[n]`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number | Promise<number>;

export interface LbfgsOptions {
  /** Number of stored (step, gradient change) pairs. Default 10. */
  memory?: number;
  /** Maximum number of iterations. Default 1000. */
  maxIterations?: number;
  /** Stops when every component of the gradient is at most this. Default 1e-5. */
  gradientTolerance?: number;
  /**
   * Stops when a step changes the objective by less than this fraction. Default 64 times the rounding of
   * float64.
   */
  valueTolerance?: number;
  /** Called after each step. */
  onStep?: (iteration: number, value: number, gradientSize: number) => void | Promise<void>;
}

export interface Minimum {
  /** Location of the minimum: `[n]`. */
  x: Float64Array;
  value: number;
  /** Largest absolute component of the gradient. */
  gradientSize: number;
  iterations: number;
  /** Number of evaluations of the objective. */
  evaluations: number;
  /** Reason for stopping; "precision" if no step lowers the objective beyond rounding. */
  stopped: "gradient" | "value" | "iterations" | "precision";
}

/**
 * Minimizes a smooth function by limited-memory BFGS (Liu and Nocedal 1989; Nocedal and Wright, algorithms
 * 7.4 and 7.5) with a strong-Wolfe line search. Stopping criteria are those of SciPy's L-BFGS-B. All
 * arithmetic is float64. Throws `bad-argument` if the objective is not finite at `start`.
 */
export async function minimize(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions = {},
): Promise<Minimum> {
  const { memory = 10, maxIterations = 1000, gradientTolerance = 1e-5, onStep } = options;
  const valueTolerance = options.valueTolerance ?? 64 * Number.EPSILON;
  const n = start.length;
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(n);
  let value = await objective(x, gradient);
  if (!Number.isFinite(value)) {
    throw new ClipscopeError("bad-argument", `The objective is ${value} at the starting point.`);
  }
  let evaluations = 1;
  const pairs: Pair[] = [];
  const direction = new Float64Array(n);

  const end = (iterations: number, stopped: Minimum["stopped"]): Minimum => {
    return { x, value, gradientSize: largest(gradient), iterations, evaluations, stopped };
  };
  if (largest(gradient) <= gradientTolerance) return end(0, "gradient");
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    descend(direction, gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      // Rounding has spoiled the stored pairs; steepest descent always goes downhill.
      pairs.length = 0;
      descend(direction, gradient, pairs);
      slope = dot(direction, gradient);
    }
    const from = x;
    const at = async (step: number): Promise<Tried> => {
      const there = from.slice();
      addScaled(there, direction, step);
      const slopes = new Float64Array(n);
      const v = await objective(there, slopes);
      evaluations++;
      return { step, value: v, slope: dot(direction, slopes), x: there, gradient: slopes };
    };
    const firstStep = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
    const found = (await wolfeStep({ step: 0, value, slope }, firstStep, at)) as Tried | undefined;
    if (!found) return end(iteration - 1, "precision");

    const step = new Float64Array(n);
    const change = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      step[i] = found.x[i] - x[i];
      change[i] = found.gradient[i] - gradient[i];
    }
    const gain = Math.abs(value - found.value) / Math.max(Math.abs(value), Math.abs(found.value), 1);
    x = found.x;
    gradient = found.gradient;
    value = found.value;
    remember(pairs, step, change, memory);
    const size = largest(gradient);
    await onStep?.(iteration, value, size);
    if (size <= gradientTolerance) return end(iteration, "gradient");
    if (gain < valueTolerance) return end(iteration, "value");
  }
  return end(maxIterations, "iterations");
}

interface Tried extends LinePoint {
  x: Float64Array;
  gradient: Float64Array;
}

/** A step s, the change y of the gradient over it, and 1 / s·y. */
interface Pair {
  step: Float64Array;
  change: Float64Array;
  rho: number;
}

/** Stores a pair if its curvature exceeds rounding, which keeps the approximate Hessian positive definite. */
function remember(pairs: Pair[], step: Float64Array, change: Float64Array, memory: number): void {
  const product = dot(step, change);
  if (product <= Number.EPSILON * dot(change, change)) return;
  pairs.push({ step, change, rho: 1 / product });
  if (pairs.length > memory) pairs.shift();
}

/** Sets `out` to minus the approximate inverse Hessian times the gradient: the two-loop recursion. */
function descend(out: Float64Array, gradient: Float64Array, pairs: readonly Pair[]): void {
  for (let i = 0; i < out.length; i++) out[i] = -gradient[i];
  if (pairs.length === 0) return;
  const alphas = new Float64Array(pairs.length);
  for (let p = pairs.length - 1; p >= 0; p--) {
    const { step, change, rho } = pairs[p];
    alphas[p] = rho * dot(step, out);
    addScaled(out, change, -alphas[p]);
  }
  const last = pairs[pairs.length - 1];
  const scale = 1 / (last.rho * dot(last.change, last.change));
  for (let i = 0; i < out.length; i++) out[i] *= scale;
  for (let p = 0; p < pairs.length; p++) {
    const { step, change, rho } = pairs[p];
    addScaled(out, step, alphas[p] - rho * dot(change, out));
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(out: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < out.length; i++) out[i] += factor * other[i];
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
