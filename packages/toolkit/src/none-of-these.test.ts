import { normalizeRows, seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import { chooseNoneOfThese, predictOrNone } from "./none-of-these.js";
import { labeledSet } from "./splits.js";
import { zeroShot } from "./zero-shot/index.js";

const random = seededRandom(2);
const cols = 6;
const noise = () => random() + random() + random() - 1.5;
const classifier = normalizeRows({ data: Float32Array.from({ length: 4 * cols }, noise), rows: 4, cols });
const labels = Int32Array.from({ length: 90 }, (_, row) => row % 5);
const images = normalizeRows({
  data: Float32Array.from({ length: 90 * cols }, (_, i) => {
    const label = labels[Math.floor(i / cols)];
    return (label < 4 ? classifier.data[label * cols + (i % cols)] : 0) + 0.4 * noise();
  }),
  rows: 90,
  cols,
});
const validation = labeledSet("validation", images, labels, 5);

describe("“none of these”", () => {
  it.each(["probability", "cosine"] as const)("by %s has the best threshold of all there are", (by) => {
    const choice = chooseNoneOfThese(validation, classifier, { logitScale: 5, by });
    const { predictions, confidences } = zeroShot(images, classifier, { logitScale: 5 });
    const cosine = (row: number) => {
      let sum = 0;
      for (let i = 0; i < cols; i++)
        sum += images.data[row * cols + i] * classifier.data[predictions[row] * cols + i];
      return sum;
    };
    const evidence = Array.from(confidences, (p, row) => (by === "cosine" ? Math.fround(cosine(row)) : p));
    const rates = (threshold: number) => {
      const reached = (want: boolean) =>
        evidence.filter((value, row) => labels[row] < 4 === want && value >= threshold).length;
      return { kept: reached(true) / 72, rejected: 1 - reached(false) / 18 };
    };
    const sums = [...evidence, 2].map((threshold) => {
      const { kept, rejected } = rates(threshold);
      return kept + rejected;
    });
    expect(choice.kept + (choice.rejected ?? 0)).toBeCloseTo(Math.max(...sums), 12);
    expect(choice.kept + (choice.rejected ?? 0)).toBeGreaterThan(1.2);
    expect(rates(choice.threshold).kept).toBeCloseTo(choice.kept, 12);
    expect(rates(choice.threshold).rejected).toBeCloseTo(choice.rejected ?? Number.NaN, 12);

    const answers = predictOrNone(images, classifier, choice);
    answers.forEach((answer, row) => {
      expect(answer).toBe(evidence[row] >= choice.threshold ? predictions[row] : 4);
    });
  });

  it("can keep a share instead, without an image of none", () => {
    const known = [...labels.keys()].filter((row) => labels[row] < 4);
    const rows = labeledSet(
      "validation",
      {
        data: Float32Array.from(
          known.flatMap((row) => [...images.data.subarray(row * cols, (row + 1) * cols)]),
        ),
        rows: 72,
        cols,
      },
      known.map((row) => labels[row]),
      5,
    );
    const choice = chooseNoneOfThese(rows, classifier, { logitScale: 5, keep: 0.75 });
    expect(choice.kept).toBe(0.75);
    expect(choice.rejected).toBeUndefined();
    expect(chooseNoneOfThese(rows, classifier, { logitScale: 5, keep: 1 }).kept).toBe(1);
    expect(() => chooseNoneOfThese(rows, classifier, { logitScale: 5 })).toThrow(
      /72 images of a class and 0 of none/,
    );
  });

  it("is chosen on validation, whose last class it is", () => {
    const test = labeledSet("test", images, labels, 5);
    // @ts-expect-error: no threshold is chosen on the test split
    expect(() => chooseNoneOfThese(test, classifier, { logitScale: 5 })).toThrow(
      /Expected the validation split/,
    );
    const six = labeledSet("validation", images, labels, 6);
    expect(() => chooseNoneOfThese(six, classifier, { logitScale: 5 })).toThrow(
      /6 classes: it must have .* 4 plus/,
    );
    expect(() => chooseNoneOfThese(validation, classifier, { logitScale: 5, keep: 95 })).toThrow(
      /keep is 95/,
    );
  });
});
