import {
  type ComparedPoint,
  describePoint,
  type Interval,
  type RobustnessPanel,
  robustness as robustnessPlot,
} from "@clipscope/charts";
import { doublesIn, type Model, optionIn, textsIn } from "../model.js";
import { plotOf } from "../plot.js";
import { type Selecting, toggle, type View } from "../view.js";

interface Row extends ComparedPoint {
  row: number;
}

/** Accuracy under shifts against accuracy on a reference: a click selects a model, and its name is written beside it. */
export function robustness(model: Model, selecting: Selecting): View {
  const names = textsIn(model, "_names") ?? [];
  const panels = panelsIn(model, names);
  const { element, draw, dispose } = plotOf(
    (rows, width) =>
      robustnessPlot(panels, {
        reference: optionIn<string>(model, "reference") ?? "the reference",
        labeled: rows.map((row) => names[row]),
        width,
      }),
    {
      point: (mark) => selecting.say(mark && describePoint(mark.point)),
      pick: ({ point }) => toggle(selecting, [(point as Row).row]),
    },
  );
  return {
    element,
    noun: "model",
    hint: "Click a model to select it.",
    show: draw,
    name: (rows) => rows.map((row) => names[row]).join(", "),
    dispose,
  };
}

function panelsIn(model: Model, names: readonly string[]): RobustnessPanel[] {
  const shifts = textsIn(model, "_shifts") ?? [];
  const roles = textsIn(model, "_roles") ?? [];
  const series = textsIn(model, "_series");
  const numbers = (name: string) => doublesIn(model, name) ?? new Float64Array(names.length).fill(Number.NaN);
  const [x, y, xLow, xHigh, yLow, yHigh] = ["_x", "_y", "_x_low", "_x_high", "_y_low", "_y_high"].map(
    numbers,
  );
  const interval = (low: number, high: number): Interval | undefined =>
    Number.isNaN(low) || Number.isNaN(high) ? undefined : [low, high];
  const points = names.map((name, row): Row => {
    const [xInterval, yInterval] = [interval(xLow[row], xHigh[row]), interval(yLow[row], yHigh[row])];
    return {
      row,
      name,
      x: x[row],
      y: y[row],
      ...(series && { series: series[row] }),
      ...(xInterval && { xInterval }),
      ...(yInterval && { yInterval }),
    };
  });
  return [...new Set(shifts)].map((title) => {
    const of = (role: string) => points.filter(({ row }) => shifts[row] === title && roles[row] === role);
    return { title, models: of("model"), baseline: of("baseline"), others: of("other") };
  });
}
