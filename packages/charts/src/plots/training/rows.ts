import { type ChartRow, numberIn, optionalNumberIn, textIn } from "../rows.js";
import { METRIC_NAMES, type TrainingMarker, type TrainingPoint, type TrainingRun } from "./run.js";

export const TRAINING_COLUMNS = ["run", "step", ...METRIC_NAMES, "marker"] as const;

/** A row for each point, and one for each marker, run by run. */
export function* trainingRows(runs: readonly TrainingRun[]) {
  for (const { name, points, markers = [] } of runs) {
    for (const point of points) yield [name, point.step, ...METRIC_NAMES.map((metric) => point[metric]), ""];
    for (const { step, label } of markers) yield [name, step, ...METRIC_NAMES.map(() => undefined), label];
  }
}

/** The runs that `trainingRows` wrote, from the rows of the CSV. Throws `bad-argument` for a missing cell. */
export function runsFromRows(rows: readonly ChartRow[]): TrainingRun[] {
  const runs = new Map<string, { points: TrainingPoint[]; markers: TrainingMarker[] }>();
  for (const row of rows) {
    const name = textIn(row, "run");
    const run = runs.get(name) ?? { points: [], markers: [] };
    runs.set(name, run);
    const [step, label] = [numberIn(row, "step"), textIn(row, "marker")];
    if (label) {
      run.markers.push({ step, label });
      continue;
    }
    const measured = METRIC_NAMES.flatMap((metric) => {
      const value = optionalNumberIn(row, metric);
      return value === undefined ? [] : [[metric, value] as const];
    });
    run.points.push({ step, ...Object.fromEntries(measured) });
  }
  return [...runs].map(([name, run]) => ({ name, ...run }));
}
