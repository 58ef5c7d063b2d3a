import { checkOptions } from "@clipscope/types";
import type { BootstrapOptions } from "../metrics/bootstrap.js";
import { accuracyRegion } from "./accuracy-region.js";
import { hitProportion, type ModelHits } from "./hits.js";
import { baselineOf, type Estimate, type HitStudy, scoreUnderShift } from "./hits-under-shift.js";
import { type BandPoint, logitLineBand } from "./line-band.js";
import { type AccuracyPair, expit, type LogitLine, logit } from "./logit-line.js";

/** A model in a robustness plot: accuracies, 0 to 1, before the shift (`x`) and under it (`y`). */
export interface ShiftPoint extends AccuracyPair {
  name: string;
  xInterval?: readonly [low: number, high: number];
  yInterval?: readonly [low: number, high: number];
  /** Outline of the joint confidence region of both accuracies, if measured item by item. */
  region?: readonly AccuracyPair[];
  /** Accuracy above the line, as a difference of accuracies; with its interval if measured item by item. */
  effective?: Partial<Estimate> & { value: number };
  gapClosed?: Estimate;
}

/** One shift of a robustness plot: the models that set the line, the line with its band, the compared models. */
export interface ShiftPanel {
  shift: string;
  title: string;
  line: LogitLine;
  /** Confidence band of the line, from end to end of the plot. */
  band: readonly BandPoint[];
  /** Models that the line is fitted to. */
  baseline: readonly ShiftPoint[];
  /** Models shown for context only: neither fitted to nor compared. */
  others: readonly ShiftPoint[];
  /** Models compared with the line. */
  models: readonly ShiftPoint[];
}

/** Distance in logits by which a band extends beyond the outermost models. */
const MARGIN = 0.2;
/** Number of points of a band. */
const STEPS = 41;

/**
 * The band of a baseline's line from the lowest to the highest of `xs`, evenly spaced in logits. Accuracies of
 * exactly 0 or 1 in `xs` are ignored. Throws the errors of `logitLineBand`.
 */
export function bandAcross(
  baseline: readonly AccuracyPair[],
  xs: Iterable<number>,
  options: BootstrapOptions = {},
): BandPoint[] {
  const logits = [...xs, ...baseline.map(({ x }) => x)].map(logit).filter(Number.isFinite);
  const [low, high] = [Math.min(...logits) - MARGIN, Math.max(...logits) + MARGIN];
  const at = (i: number) => expit(low + ((high - low) * i) / (STEPS - 1));
  return logitLineBand(
    baseline,
    Array.from({ length: STEPS }, (_, i) => at(i)),
    options,
  );
}

/**
 * The panel of one shift of a study measured item by item: the baseline, and the best of it and `models`
 * compared with the line. Throws the errors of
 * `scoreUnderShift`.
 */
export function hitPanel(
  study: HitStudy,
  { id, title }: { id: string; title: string },
  models: readonly ModelHits[],
  options: BootstrapOptions = {},
): ShiftPanel {
  checkOptions(options, ["resamples", "seed", "level"], "hitPanel");
  const { reference, baseline, supervised } = study;
  const point = (model: ModelHits): ShiftPoint => {
    const x = hitProportion(model.hits[reference]);
    const { accuracy: y, effective, gapClosed } = scoreUnderShift(model, study, id, options);
    return {
      name: model.name,
      x: x.value,
      y: y.value,
      xInterval: [x.low, x.high],
      yInterval: [y.low, y.high],
      region: accuracyRegion({ reference: model.hits[reference], shift: model.hits[id] }, options),
      ...(effective && { effective }),
      ...(gapClosed && { gapClosed }),
    };
  };
  const fitted = baseline.map(({ name, hits }) => ({
    name,
    x: hitProportion(hits[reference]).value,
    y: hitProportion(hits[id]).value,
  }));
  const compared = [supervised, ...models].map(point);
  return {
    shift: id,
    title,
    line: baselineOf(study, id),
    band: bandAcross(
      fitted,
      compared.flatMap(({ xInterval = [] }) => xInterval),
      options,
    ),
    baseline: fitted,
    others: [],
    models: compared,
  };
}
