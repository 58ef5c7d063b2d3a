import {
  type AccuracyPair,
  effectiveRobustness,
  fitLogitLine,
  type LogitLine,
  logitLineBand,
} from "@clipscope/toolkit/robustness";
import { ClipscopeError } from "@clipscope/types";
import { accuraciesAcross, hasLogit, type LogitRange } from "../logit-axis.js";
import type { FittedPanel, RobustnessPanel } from "./panel.js";

/** Fits the baseline's line, its band from end to end of the x-axis, and the models' distances from it. */
export function fitPanel(panel: RobustnessPanel, x: LogitRange, level: number): FittedPanel {
  const { baseline = [], others = [] } = panel;
  const line = hasLine(baseline) ? fitLogitLine(baseline) : undefined;
  return {
    ...panel,
    baseline,
    others,
    line,
    band: line ? (panel.band ?? logitLineBand(baseline, accuraciesAcross(x), { level })) : [],
    models: panel.models.map((model) => ({
      ...model,
      series: model.series ?? model.name,
      ...effectiveOf(model, model.effective, line),
    })),
  };
}

function effectiveOf(
  model: AccuracyPair,
  given: FittedPanel["models"][number]["effective"],
  line?: LogitLine,
) {
  if (given) return { effective: given };
  return line && hasLogit(model.x) ? { effective: { value: effectiveRobustness(model, line) } } : {};
}

function hasLine(baseline: readonly AccuracyPair[]): boolean {
  const usable = baseline.filter(({ x, y }) => hasLogit(x) && hasLogit(y));
  return usable.some(({ x }) => x !== usable[0].x);
}

/** Throws `bad-argument` for an accuracy that is not a share, naming model and panel. */
export function checkPanel({ title, models, baseline = [], others = [] }: RobustnessPanel): void {
  for (const { name, x, y } of [...models, ...baseline, ...others]) {
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) continue;
    throw new ClipscopeError(
      "bad-argument",
      `robustness: ${name} on ${title} has the accuracies ${x} and ${y}: give fractions from 0 to 1, so 0.76 for 76%.`,
    );
  }
}
