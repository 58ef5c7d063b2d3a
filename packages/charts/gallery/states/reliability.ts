import { type ReliabilityCurve, reliability } from "@clipscope/charts";
import { reliabilityCurve } from "@clipscope/toolkit/metrics";
import { drawn, randomOf, type State } from "../state.js";

/** A model that is right as often as `accuracyAt` says at each confidence. */
function curve(
  name: string,
  rows: number,
  accuracyAt: (confidence: number) => number,
  by: "width" | "mass" = "width",
): ReliabilityCurve {
  const random = randomOf(rows + name.length);
  const confidences = Array.from({ length: rows }, () => 1 - 0.95 * random() ** 1.6);
  const correct = confidences.map((confidence) => Number(random() < accuracyAt(confidence)));
  return { name, bins: reliabilityCurve({ confidences, correct }, { bins: 10, by }) };
}
const tooSure = curve("as trained", 2000, (confidence) => 0.8 * confidence ** 1.4);
const scaled = curve("temperature 1.80", 2000, (confidence) => confidence);

export const states: readonly State[] = [
  drawn("one model", 360, () => reliability(tooSure, { width: 360 })),
  drawn("before and after temperature scaling", 440, () => reliability([tooSure, scaled])),
  drawn("bins of equal mass", 360, () =>
    reliability(
      curve("as trained", 600, (confidence) => confidence ** 2, "mass"),
      { width: 360 },
    ),
  ),
  drawn("nine images, most bins empty", 360, () =>
    reliability(
      curve("as trained", 9, (confidence) => confidence),
      { width: 360 },
    ),
  ),
  drawn("four models with long names, on a phone", 350, () =>
    reliability(
      [
        tooSure,
        scaled,
        curve("linear probe on sixteen images of each class", 800, (confidence) => confidence ** 0.7),
        curve("supervised, under a shift", 800, (confidence) => 0.5 * confidence),
      ],
      { width: 350 },
    ),
  ),
];
