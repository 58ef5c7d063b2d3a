import type { Interval } from "@clipscope/charts";
import type { ShiftsEvaluation } from "@clipscope/study";
import type { Proportion, ShiftPanel } from "@clipscope/toolkit";

/** An evaluation with baselines as panels of a robustness plot, one for each shift. */
export function ownPanels({
  effective = [],
  classifiers,
}: Pick<ShiftsEvaluation, "effective" | "classifiers">): ShiftPanel[] {
  return effective.map(({ shift, line, band, baseline, classifiers: placed }) => ({
    shift,
    title: shift,
    line,
    band,
    baseline,
    others: [],
    models: placed.map(({ name, x, y, region, effective: value }) => {
      const score = classifiers
        .find((each) => each.name === name)
        ?.scores.find((each) => each.shift === shift);
      return {
        name,
        x,
        y,
        region,
        ...(score?.onReference && { xInterval: intervalOf(score.onReference) }),
        ...(score && { yInterval: intervalOf(score.accuracy) }),
        effective: { value },
      };
    }),
  }));
}

const intervalOf = ({ low, high }: Proportion): Interval => [low, high];
