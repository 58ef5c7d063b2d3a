import {
  expectedAccuracy,
  gapClosed,
  type LogitLine,
  logit,
  normalQuantile,
  type Proportion,
} from "@clipscope/toolkit";

/** A formula with the values of one example. Every value shown is computed from the same inputs as the result. */
export interface Formula {
  title: string;
  /** In symbols. */
  formula: string;
  /** The formula with this example's values, one line for each step. */
  steps: readonly string[];
  value: number;
  /** The value, with enough digits to check it. */
  result: string;
  note?: string;
}

/** Formats a number with fixed decimals and a true minus sign. */
export const fixed = (value: number, digits = 3): string =>
  Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : value > 0 ? "∞" : "−∞";

/** Formats a fraction as a percentage with a true minus sign. */
export const share = (value: number, digits = 1): string => `${fixed(100 * value, digits)}%`;

/** Terms shown of a long sum: the first few, and how many follow. */
const TERMS = 3;

/** The cosine of two vectors of any length above 0. */
export function cosineFormula(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  names = ["picture", "sentence"],
): Formula {
  const products = Array.from(a, (each, i) => each * b[i]);
  const sum = total(products);
  const [lengthA, lengthB] = [a, b].map((each) => Math.sqrt(total(Array.from(each, (x) => x * x))));
  const value = sum / (lengthA * lengthB);
  const first = products.slice(0, TERMS).map((_, i) => `${fixed(a[i])}·${fixed(b[i])}`);
  const more = products.length > TERMS ? ` + … (${products.length} products)` : "";
  return {
    title: `Cosine of ${names[0]} and ${names[1]}`,
    formula: "cos = Σ aᵢ·bᵢ / (|a|·|b|)",
    steps: [
      `= (${first.join(" + ")}${more}) / (${fixed(lengthA)}·${fixed(lengthB)})`,
      `= ${fixed(sum, 4)} / ${fixed(lengthA * lengthB, 4)}`,
    ],
    value,
    result: fixed(value, 4),
    note: "Both vectors have length 1, so the cosine is the sum of the products: 1 for the same direction, 0 for a right angle.",
  };
}

/** A scaled cosine: what the softmax is given. */
export function logitFormula(cosine: number, scale: number, bias = 0): Formula {
  const value = scale * cosine + bias;
  const plus = bias ? ` ${bias < 0 ? "−" : "+"} ${fixed(Math.abs(bias), 2)}` : "";
  return {
    title: "The logit",
    formula: `logit = scale × cosine${bias ? " + bias" : ""}`,
    steps: [`= ${fixed(scale, 2)} × ${fixed(cosine, 4)}${plus}`],
    value,
    result: fixed(value, 2),
    note: "The scale was learned with everything else: it says how much a small difference of angles counts.",
  };
}

/** The softmax probability of one of several logits. */
export function softmaxFormula(logits: ArrayLike<number>, index: number, name: string): Formula {
  const all = Array.from(logits);
  const most = Math.max(...all);
  const powers = all.map((each) => Math.exp(each - most));
  const sum = total(powers);
  const value = powers[index] / sum;
  const shown = all.slice(0, 5).map((each) => `e^${fixed(each - most, 2)}`);
  const more = all.length > shown.length ? ` + … (${all.length} terms)` : "";
  return {
    title: `Probability of “${name}”`,
    formula: "p = e^(logit − m) / Σ e^(logitᵢ − m), with m the largest logit",
    steps: [
      `m = ${fixed(most, 2)}`,
      `= e^${fixed(all[index] - most, 2)} / (${shown.join(" + ")}${more})`,
      `= ${fixed(powers[index], 4)} / ${fixed(sum, 4)}`,
    ],
    value,
    result: share(value, 2),
    note: "Subtracting m changes nothing but keeps the powers small. The probabilities of all sentences add up to 1, also if none of them fits.",
  };
}

/** An accuracy with its interval, by the method that it was computed with. */
export function accuracyFormula(of: Proportion, what = "right answers"): Formula {
  const { successes, n, value, low, high, level, method } = of;
  const z = normalQuantile((1 + level) / 2);
  const interval = `${share(low)} to ${share(high)}`;
  const steps =
    method === "wilson"
      ? [
          `= ${successes} / ${n}`,
          `${share(level, 0)} interval (Wilson): (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`,
          `with p = ${fixed(value, 4)}, n = ${n}, z = ${fixed(z, 3)}: ${interval}`,
        ]
      : [
          `= ${successes} / ${n}`,
          `${share(level, 0)} interval (Clopper–Pearson): all accuracies under which neither as many nor as few right answers would be rarer than ${share((1 - level) / 2, 2)}: ${interval}`,
        ];
  return {
    title: "Accuracy and its interval",
    formula: `accuracy = ${what} / questions`,
    steps,
    value,
    result: share(value, 2),
    note: "Another draw of as many pictures would give another accuracy: intervals made like this one contain the long-run accuracy that often.",
  };
}

/** The share of a supervised model's fall that another model does not have. */
export function gapFormula(of: { reference: number; supervised: number; model: number }): Formula {
  const { reference, supervised, model } = of;
  const value = gapClosed(of) ?? Number.NaN;
  return {
    title: "The gap closed",
    formula: "(model − supervised) / (supervised before − supervised), all under the shift but “before”",
    steps: [
      `= (${share(model)} − ${share(supervised)}) / (${share(reference)} − ${share(supervised)})`,
      `= ${share(model - supervised, 2)} / ${share(reference - supervised, 2)}`,
    ],
    value,
    result: Number.isNaN(value) ? "no gap: the supervised model has not fallen" : share(value),
    note: "0% is no better than the supervised model under the shift, 100% as good as that was before it. Above 100%, the model is better than that.",
  };
}

/** Effective robustness: accuracy under the shift above what the line expects. */
export function effectiveFormula({ x, y, line }: { x: number; y: number; line: LogitLine }): Formula {
  const { slope, intercept } = line;
  const expected = expectedAccuracy(line, x);
  const value = y - expected;
  const sum = slope * logit(x) + intercept;
  return {
    title: "Effective robustness",
    formula: "accuracy under the shift − what the line expects of a model with this accuracy before it",
    steps: [
      "line: logit(expected) = slope·logit(x) + intercept, logit(p) = ln(p / (1 − p))",
      `= ${fixed(slope)}·logit(${fixed(x, 4)}) ${intercept < 0 ? "−" : "+"} ${fixed(Math.abs(intercept))} = ${fixed(slope)}·${fixed(logit(x))} ${intercept < 0 ? "−" : "+"} ${fixed(Math.abs(intercept))} = ${fixed(sum)}`,
      `expected = 1 / (1 + e^(−logit)) = ${share(expected, 2)}`,
      `effective robustness = ${share(y, 2)} − ${share(expected, 2)}`,
    ],
    value,
    result: `${fixed(100 * value, 2)} points`,
    note: `The line is fitted to ${line.n} models.`,
  };
}

/** A mean of accuracies. */
export function meanFormula(
  values: readonly number[],
  names: readonly string[],
  title = "Mean accuracy",
): Formula {
  const value = total(values) / values.length;
  return {
    title,
    formula: "mean = Σ accuracies / number of sets",
    steps: [
      ...values.map((each, i) => `${names[i]}: ${share(each, 2)}`),
      `= ${share(total(values), 2)} / ${values.length}`,
    ],
    value,
    result: share(value, 2),
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
