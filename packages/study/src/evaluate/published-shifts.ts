import { publishedClassifiers, publishedShiftStudy } from "@clipscope/datasets/published";
import { bandAcross, robustnessByShift, type ShiftPanel, type ShiftPoint } from "@clipscope/toolkit";
import { checkOptions, throwIfCancelled } from "@clipscope/types";
import type { How } from "./evaluation.js";

/** Published robustness results, to plot. */
export interface PublishedShifts {
  /** Description of the accuracy before the shift. */
  reference: string;
  /** Confidence level of intervals and bands. */
  level: number;
  panels: readonly ShiftPanel[];
}

const LEVEL = 0.95;

/**
 * Published results of ImageNet classifiers (Taori et al. 2020) and zero-shot CLIP models (OpenCLIP) on ImageNet
 * and five shifts of it: the line through the classifiers with standard training, its band, and every CLIP model's
 * distance from it. Throws `cancelled`.
 */
export async function publishedShifts(how: Pick<How, "signal"> = {}): Promise<PublishedShifts> {
  checkOptions(how, ["signal"], "publishedShifts");
  const [study, classifiers] = await Promise.all([publishedShiftStudy(), publishedClassifiers()]);
  const { xLabel, shifts } = robustnessByShift(study, { level: LEVEL });
  const fitted = new Set(study.baseline.map(({ name }) => name));
  const panels: ShiftPanel[] = [];
  for (const { shift, title, line, models } of shifts) {
    await new Promise((resolve) => setTimeout(resolve));
    throwIfCancelled(how.signal, "Reading the published results");
    const points = classifiers.flatMap(({ name, accuracy }): ShiftPoint[] => {
      const { imagenet: x, [shift as "imagenet-v2"]: y } = accuracy;
      return x === undefined || y === undefined ? [] : [{ name, x, y }];
    });
    const baseline = points.filter(({ name }) => fitted.has(name));
    const xs = [...points, ...models].map(({ x }) => x);
    panels.push({
      shift,
      title,
      line,
      band: bandAcross(baseline, xs, { level: LEVEL }),
      baseline,
      others: points.filter(({ name }) => !fitted.has(name)),
      models: models.map(({ name, x, y, xInterval, yInterval, effective }) => ({
        name,
        x,
        y,
        ...(xInterval && { xInterval }),
        ...(yInterval && { yInterval }),
        effective: { value: effective },
      })),
    });
  }
  return { reference: xLabel, level: LEVEL, panels };
}
