import { expectedAccuracy, expit, logit } from "@clipscope/toolkit";
import * as Plot from "@observablehq/plot";

const TICKS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];
const isInside = (p) => p > 0.003 && p < 1;

/** The ticks of a domain that have room for a label of `apart` pixels each. */
function spaced([low, high], pixels, apart) {
  const kept = [];
  for (const at of TICKS.map(logit)) {
    const room = ((at - (kept.at(-1) ?? Number.NEGATIVE_INFINITY)) * pixels) / (high - low);
    if (at >= low && at <= high && room >= apart) kept.push(at);
  }
  return kept;
}

/** The range of an axis, in logits, that shows all of these. */
function rangeOf(axis, baseline, models) {
  const all = [
    ...baseline.map((d) => d[axis]),
    ...models.flatMap((d) => [d[axis].value, d[axis].low, d[axis].high]),
  ].filter(isInside);
  return [logit(Math.min(...all)) - 0.2, logit(Math.max(...all)) + 0.2];
}

/** Accuracies all along the x-axis of these, evenly spaced on it: where a band is wanted. */
export function accuraciesAcross(baseline, models) {
  const [low, high] = rangeOf("x", baseline, models);
  return Array.from({ length: 41 }, (_, i) => expit(low + ((high - low) * i) / 40));
}

/**
 * Accuracy under a shift against accuracy before it, on logit axes: baseline models `{name, x, y}` with their line and its
 * band (`logitLineBand` at `accuraciesAcross`), and models `{name, x, y}` whose accuracies have `value`, `low`, `high`.
 */
export function logitPlot({ baseline, line, band, models, x, y, width = 640, small = false }) {
  const [xs, ys] = ["x", "y"].map((axis) => rangeOf(axis, baseline, models));
  const height = Math.min(420, 0.8 * width);
  const scale = (domain, label, pixels, apart) => ({
    domain,
    label,
    grid: true,
    labelArrow: "none",
    ticks: spaced(domain, pixels, apart),
    tickFormat: (at) => `${+(100 * expit(at)).toFixed(1)} %`,
  });
  const shown = models.filter(({ x, y }) => isInside(x.value) && isInside(y.value));
  const at = (axis, end) => (d) => logit(d[axis][end] ?? d[axis].value);
  const isOurs = (_, i) => i === shown.length - 1 && !small;
  const color = (d, i) =>
    small || isOurs(d, i) ? "var(--theme-foreground-focus)" : "var(--theme-foreground)";
  return Plot.plot({
    width,
    height,
    marginLeft: 52,
    marginBottom: 40,
    x: scale(xs, x, width, 36),
    y: scale(ys, y, height, 14),
    marks: [
      Plot.areaY(band, {
        x: (d) => logit(d.x),
        y1: (d) => logit(d.low),
        y2: (d) => logit(d.high),
        fill: "currentColor",
        fillOpacity: 0.1,
        clip: true,
      }),
      Plot.line(
        xs.map((each) => [each, each]),
        { strokeDasharray: "4 4", strokeOpacity: 0.5, clip: true },
      ),
      Plot.line(
        xs.map((each) => [each, logit(expectedAccuracy(line, expit(each)))]),
        { strokeWidth: 1.5, clip: true },
      ),
      Plot.dot(
        baseline.filter((d) => isInside(d.x) && isInside(d.y)),
        { x: (d) => logit(d.x), y: (d) => logit(d.y), r: 2.5, fillOpacity: 0.5, fill: "currentColor" },
      ),
      Plot.ruleY(shown, { y: at("y", "value"), x1: at("x", "low"), x2: at("x", "high"), stroke: color }),
      Plot.ruleX(shown, { x: at("x", "value"), y1: at("y", "low"), y2: at("y", "high"), stroke: color }),
      Plot.dot(shown, {
        x: at("x", "value"),
        y: at("y", "value"),
        r: small ? 2.5 : 5,
        fill: color,
        tip: true,
        title: (d) => `${d.name}\n${(100 * d.x.value).toFixed(1)} % → ${(100 * d.y.value).toFixed(1)} %`,
      }),
      small
        ? null
        : Plot.text(shown, {
            x: at("x", "value"),
            y: at("y", "value"),
            text: "name",
            dx: -10,
            dy: -10,
            textAnchor: "end",
          }),
    ],
  });
}
