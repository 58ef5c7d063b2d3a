import { countCorrect, type Predicted } from "./accuracy.js";
import { confusionMatrix, rollUpConfusion } from "./confusion.js";
import { type ProportionOptions, proportion } from "./intervals.js";
import { macroF1, meanPerClassRecall, perClassMetrics } from "./per-class.js";

/**
 * Per-class metrics as an experiment for `record`. `groups` is `[classes]`, the superclass of each class from
 * 0; if given, the confusion matrix is also rolled up to groups.
 */
export const classMetricsExperiment = {
  id: "class-metrics",
  run: (i: Predicted & { groups?: ArrayLike<number> }, o: ProportionOptions & { classes: number }) => {
    const { predictions, labels, groups } = i;
    const { classes, ...interval } = o;
    const confusion = confusionMatrix({ predictions, labels, classes });
    return {
      accuracy: proportion(countCorrect(i), labels.length, interval),
      confusion,
      rolledUp: groups && rollUpConfusion(confusion, groups),
      perClass: perClassMetrics(confusion),
      meanPerClassRecall: meanPerClassRecall(confusion),
      macroF1: macroF1(confusion),
    };
  },
};
