import { counted, percent, type ReliabilityCurve, reliability as reliabilityPlot } from "@clipscope/charts";
import { type ReliabilityBin, reliabilityCurve } from "@clipscope/toolkit/metrics";
import { codesIn, doublesIn, type Model, optionIn, textsIn } from "../model.js";
import { plotOf } from "../plot.js";
import { type Selecting, toggle, type View } from "../view.js";

/** Accuracy against confidence: a click selects the images of a bin; any selection has a curve of its own. */
export function reliability(model: Model, selecting: Selecting): View {
  const confidences = doublesIn(model, "_confidences") ?? new Float64Array();
  const correct = codesIn(model, "_correct") ?? new Int32Array();
  const names = textsIn(model, "_names") ?? [];
  const codes = codesIn(model, "_codes") ?? new Int32Array(confidences.length);
  const bins = optionIn<number>(model, "bins") ?? 15;
  const judged = (rows: readonly number[]) => ({
    confidences: rows.map((row) => confidences[row]),
    correct: rows.map((row) => correct[row]),
  });
  const curveOf = (name: string, rows: readonly number[]): ReliabilityCurve => ({
    name,
    bins: reliabilityCurve(judged(rows), { bins }),
  });
  const rowsOf = names.map((_, code) => [...codes.keys()].filter((row) => codes[row] === code));
  const curves = names.map((name, code) => curveOf(name, rowsOf[code]));
  const rowsIn = (curve: ReliabilityCurve, { low, high }: ReliabilityBin) => {
    const rows = curves.includes(curve) ? rowsOf[curves.indexOf(curve)] : selecting.selected();
    const first = curve.bins[0].low === low;
    return rows.filter((row) => confidences[row] <= high && (first || confidences[row] > low));
  };
  const sayBin = ({ count, confidence, accuracy }: ReliabilityBin) =>
    `${percent(confidence ?? Number.NaN)} sure, ${percent(accuracy ?? Number.NaN)} right, ${counted(count, "image")}`;
  const { element, draw, dispose } = plotOf(
    (rows, width) =>
      reliabilityPlot(rows.length > 0 ? [...curves, curveOf("selected", rows)] : curves, { width }),
    {
      point: (mark) => selecting.say(mark && `${mark.curve.name}: ${sayBin(mark.bin)}`),
      pick: ({ curve, bin }) => toggle(selecting, rowsIn(curve, bin)),
    },
    480,
  );
  return {
    element,
    noun: "image",
    hint: "Click a point to select the images of its bin.",
    show: draw,
    name: (rows) => sayBin(reliabilityCurve(judged(rows), { bins: 1 })[0]),
    dispose,
  };
}
