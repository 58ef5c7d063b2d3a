import { countCorrect } from "../metrics/accuracy.js";
import { confusionMatrix } from "../metrics/confusion.js";
import { proportion } from "../metrics/intervals.js";
import { macroF1, meanPerClassRecall } from "../metrics/per-class.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import { type LinearClassifier, predictLinear } from "./linear.js";

/** The one look at the test split: how good a linear classifier, zero-shot or learned, is there. */
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
