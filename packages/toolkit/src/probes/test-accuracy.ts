import { countCorrect } from "../metrics/accuracy.js";
import { confusionMatrix } from "../metrics/confusion.js";
import { proportion } from "../metrics/intervals.js";
import { macroF1, meanPerClassRecall } from "../metrics/per-class.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import { type LinearClassifier, predictLinear } from "./linear.js";

/**
 * The accuracy of a linear classifier, zero-shot or learned, on the test split, as an experiment for
 * `record`.
 */
export const testAccuracyExperiment = {
  id: "test-accuracy",
  run: (i: { test: LabeledSet<"test">; head: LinearClassifier }, o: { level?: number }) => {
    checkSplit(i.test, "test");
    const predictions = predictLinear(i.head, i.test.embeddings);
    const { labels, classes } = i.test;
    const confusion = confusionMatrix({ predictions, labels, classes });
    return {
      accuracy: proportion(countCorrect({ predictions, labels }), labels.length, o),
      meanPerClassRecall: meanPerClassRecall(confusion),
      macroF1: macroF1(confusion),
      predictions,
    };
  },
};
