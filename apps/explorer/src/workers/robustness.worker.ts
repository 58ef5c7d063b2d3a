import { accuraciesAcross, logitRange } from "@clipscope/charts/plots";
import { ClipscopeError } from "@clipscope/core";
import { publishedClassifiers, publishedShiftStudy } from "@clipscope/datasets/published";
import type { SupervisedResult } from "@clipscope/mini/supervised";
import {
  baselineOf,
  type HitStudy,
  hitProportion,
  logitLineBand,
  type ModelHits,
  robustnessByShift,
  scoreUnderShift,
} from "@clipscope/toolkit";
import type { ShiftFigure, ShiftPoint } from "../lib/shift-panel.js";
import { type CallContext, serve } from "./rpc.js";

export interface MeasureRequest {
  study: HitStudy;
  shifts: { id: string; title: string }[];
  /** Models compared with the line, measured on the reference and on every shift. */
  models: ModelHits[];
  reference: string;
  axis: string;
}

const LEVEL = 0.95;

const methods = {
  /** Fetches the results of the supervised models. */
  async supervised({ url }: { url: string }): Promise<SupervisedResult[]> {
    const file = `${url}/results.json`;
    const response = await fetch(file).catch(() => undefined);
    if (response?.ok) return response.json();
    throw new ClipscopeError(
      response ? "not-found" : "network",
      `${file} ${response ? `answered ${response.status}` : "could not be fetched"}: it holds the supervised models' results. Start the explorer with npm start, which serves them.`,
    );
  },

  /** The figure of models measured item by item: line, band, points, and bootstrap intervals. */
  async measure(
    { study, shifts, models, reference, axis }: MeasureRequest,
    { signal }: CallContext,
  ): Promise<ShiftFigure> {
    const point = (model: ModelHits, shift: string): ShiftPoint => {
      const x = hitProportion(model.hits[study.reference]);
      const { accuracy: y, effective, gapClosed } = scoreUnderShift(model, study, shift);
      return {
        name: model.name,
        x: x.value,
        y: y.value,
        xInterval: [x.low, x.high],
        yInterval: [y.low, y.high],
        effective,
        gapClosed,
      };
    };
    const compared = [study.supervised, ...models];
    const xs = [
      ...study.baseline.map(({ hits }) => hitProportion(hits[study.reference]).value),
      ...compared
        .map(({ hits }) => hitProportion(hits[study.reference]))
        .flatMap(({ low, high }) => [low, high]),
    ];
    const panels: ShiftFigure["panels"] = [];
    for (const { id, title } of shifts) {
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) throw new ClipscopeError("cancelled", "Measuring robustness was cancelled.");
      const baseline = study.baseline.map(({ name, hits }) => ({
        name,
        x: hitProportion(hits[study.reference]).value,
        y: hitProportion(hits[id]).value,
      }));
      panels.push({
        shift: id,
        title,
        line: baselineOf(study, id),
        band: logitLineBand(baseline, accuraciesAcross(logitRange(xs)), { level: LEVEL }),
        baseline,
        others: [],
        models: compared.map((model) => point(model, id)),
      });
    }
    return { reference, axis, panels, level: LEVEL, bars: "Wilson’s" };
  },

  /** The figure of the published classifiers and CLIP models. */
  async published(_: object): Promise<ShiftFigure> {
    const [study, classifiers] = await Promise.all([publishedShiftStudy(), publishedClassifiers()]);
    const { xLabel, shifts } = robustnessByShift(study, { level: LEVEL });
    const fitted = new Set(study.baseline.map(({ name }) => name));
    const panels = shifts.map(({ shift, title, line, models }) => {
      const points = classifiers.flatMap(({ name, accuracy }): ShiftPoint[] => {
        const { imagenet: x, [shift as "imagenet-v2"]: y } = accuracy;
        return x === undefined || y === undefined ? [] : [{ name, x, y }];
      });
      const baseline = points.filter(({ name }) => fitted.has(name));
      const xs = [...points, ...models].map(({ x }) => x);
      return {
        shift,
        title,
        line,
        band: logitLineBand(baseline, accuraciesAcross(logitRange(xs)), { level: LEVEL }),
        baseline,
        others: points.filter(({ name }) => !fitted.has(name)),
        models: models.map(({ name, x, y, xInterval, yInterval, effective }) => ({
          name,
          x,
          y,
          xInterval,
          yInterval,
          effective: { value: effective },
        })),
      };
    });
    return {
      reference: xLabel,
      axis: "ImageNet, all classes",
      panels,
      level: LEVEL,
      bars: "Clopper and Pearson’s",
    };
  },
};

export type RobustnessMethods = typeof methods;
serve(methods);
