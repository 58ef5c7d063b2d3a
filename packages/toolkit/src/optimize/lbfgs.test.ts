import { describe, expect, it } from "vitest";
import golden from "../../goldens/probes.json";
import { minimize, type Objective } from "./lbfgs.js";
import { type LinePoint, wolfeStep } from "./line-search.js";

/** Rosenbrock's valley in n dimensions. */
const rosenbrock: Objective = (x, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i + 1] - x[i] ** 2;
    value += 100 * a * a + (1 - x[i]) ** 2;
    gradient[i] += -400 * x[i] * a - 2 * (1 - x[i]);
    gradient[i + 1] += 200 * a;
  }
  return value;
};

describe("L-BFGS", () => {
  it("finds Rosenbrock's minimum where SciPy does, in about as many evaluations", async () => {
    const { start, x, evaluations } = golden.rosenbrock;
    const found = await minimize(rosenbrock, Float64Array.from(start), {
      gradientTolerance: 1e-10,
      valueTolerance: 0,
    });
    expect(found.stopped).toBe("gradient");
    x.forEach((expected, i) => {
      expect(found.x[i]).toBeCloseTo(expected, 8);
    });
    expect(found.evaluations).toBeLessThan(1.5 * evaluations);
  });

  it("solves a badly scaled quadratic to the last digits, in fewer evaluations than SciPy's 2101", async () => {
    const scales = Array.from({ length: 30 }, (_, i) => 10 ** ((i % 7) - 3));
    const objective: Objective = (x, gradient) => {
      let value = 0;
      scales.forEach((scale, i) => {
        value += 0.5 * scale * (x[i] - i) ** 2;
        gradient[i] = scale * (x[i] - i);
      });
      return value;
    };
    const found = await minimize(objective, new Float64Array(30), {
      gradientTolerance: 1e-9,
      valueTolerance: 0,
      maxIterations: 5000,
    });
    expect(found.evaluations).toBeLessThan(2101);
    expect(found.stopped).toBe("gradient");
    found.x.forEach((value, i) => {
      expect(value).toBeCloseTo(i, 5);
    });
  });

  it("says why it stopped, and starts from a finite value only", async () => {
    const start = Float64Array.from(golden.rosenbrock.start);
    const before = start.slice();
    expect(await minimize(rosenbrock, start, { maxIterations: 3 })).toMatchObject({
      stopped: "iterations",
      iterations: 3,
    });
    expect(start).toEqual(before);
    expect(await minimize(rosenbrock, new Float64Array(6).fill(1))).toMatchObject({
      stopped: "gradient",
      evaluations: 1,
    });
    expect(await minimize(rosenbrock, start, { valueTolerance: 0.01 })).toMatchObject({ stopped: "value" });
    await expect(minimize(() => Number.NaN, start)).rejects.toThrow(/objective is NaN/);
  });

  it("does not stop at a saddle that goes downhill for ever", async () => {
    const down: Objective = (x, gradient) => {
      gradient[0] = -1;
      return -x[0];
    };
    const found = await minimize(down, new Float64Array(1), { maxIterations: 5 });
    expect(["iterations", "precision"]).toContain(found.stopped);
  });
});

describe("the line search", () => {
  // The six functions of Moré and Thuente 1994 that are smooth enough to matter, from their §5.
  const functions: [string, (t: number) => number, (t: number) => number][] = [
    ["1", (t) => -t / (t * t + 2), (t) => (t * t - 2) / (t * t + 2) ** 2],
    ["2", (t) => (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4, (t) => 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3],
    ["4", yanai(0.001, 0.001), yanaiSlope(0.001, 0.001)],
    ["5", yanai(0.01, 0.001), yanaiSlope(0.01, 0.001)],
    ["6", yanai(0.001, 0.01), yanaiSlope(0.001, 0.01)],
  ];
  function yanai(b1: number, b2: number) {
    const g = (b: number) => Math.sqrt(1 + b * b) - b;
    return (t: number) => g(b1) * Math.sqrt((1 - t) ** 2 + b2 * b2) + g(b2) * Math.sqrt(t * t + b1 * b1);
  }
  function yanaiSlope(b1: number, b2: number) {
    const g = (b: number) => Math.sqrt(1 + b * b) - b;
    return (t: number) =>
      (-g(b1) * (1 - t)) / Math.sqrt((1 - t) ** 2 + b2 * b2) + (g(b2) * t) / Math.sqrt(t * t + b1 * b1);
  }

  it.each(
    functions.flatMap(([name, f, slope]) =>
      [1e-3, 1e-1, 1e1, 1e3].map((first) => ({ name, f, slope, first })),
    ),
  )("meets the strong Wolfe conditions on Moré and Thuente's function $name from $first", async (entry) => {
    const { f, slope, first } = entry;
    const at = async (step: number): Promise<LinePoint> => ({ step, value: f(step), slope: slope(step) });
    const start = await at(0);
    const found = await wolfeStep(start, first, at);
    expect(found).toBeDefined();
    if (!found) return;
    expect(found.value).toBeLessThanOrEqual(start.value + 1e-4 * found.step * start.slope);
    expect(Math.abs(found.slope)).toBeLessThanOrEqual(0.9 * Math.abs(start.slope));
  });
});
