import { seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import { type LinearClassifier, linearLogits, predictLinear } from "../probes/linear.js";
import { corruptionErrors } from "./corruption-error.js";
import { effectiveRobustness, relativeRobustness } from "./effective-robustness.js";
import { gapClosure } from "./gap-closure.js";
import { expectedAccuracy, expit, fitLogitLine, logit } from "./logit-line.js";
import { robustnessByShift } from "./robustness-by-shift.js";
import { interpolateHeads, wiseFtCurve } from "./wise-ft.js";

describe("a baseline", () => {
  const xs = [0.1, 0.4, 0.6, 0.76, 0.9];
  const onLine = xs.map((x) => ({ x, y: expit(0.8 * logit(x) - 0.5) }));

  it("through points of one line is that line", () => {
    const line = fitLogitLine(onLine);
    expect(line.slope).toBeCloseTo(0.8, 12);
    expect(line.intercept).toBeCloseTo(-0.5, 12);
    expect(line).toMatchObject({ n: 5, leftOut: 0 });
    expect(line.r2).toBeCloseTo(1, 12);
  });

  it("leaves out and counts what has no logit", () => {
    const line = fitLogitLine([...onLine, { x: 0.76, y: 0 }, { x: 1, y: 0.5 }]);
    expect(line).toMatchObject({ n: 5, leftOut: 2 });
    expect(line.slope).toBeCloseTo(0.8, 12);
  });

  it("gives effective robustness: points above what it expects, 0 for a model on it, minus all of it at y = 0", () => {
    const line = fitLogitLine(onLine);
    for (const point of onLine) expect(effectiveRobustness(point, line)).toBeCloseTo(0, 12);
    expect(effectiveRobustness({ x: 0.5, y: 0.7 }, line)).toBeCloseTo(0.7 - expit(-0.5), 12);
    expect(effectiveRobustness({ x: 0.5, y: 0 }, line)).toBeCloseTo(-expit(-0.5), 12);
    expect([expectedAccuracy(line, 0), expectedAccuracy(line, 1)]).toEqual([0, 1]);
  });

  it("and relative robustness without it", () => {
    expect(relativeRobustness({ after: { y: 0.66 }, before: { y: 0.72 } })).toBeCloseTo(-0.06, 12);
  });

  it("says what is wrong with its points", () => {
    expect(() => fitLogitLine([{ x: 76.2, y: 0.5 }])).toThrow(/76.2 is not an accuracy: give fractions/);
    expect(() =>
      fitLogitLine([
        { x: 0.5, y: 0.5 },
        { x: 0.5, y: 0.4 },
      ]),
    ).toThrow(/2 of 2 points can be used/);
    expect(() =>
      fitLogitLine([
        { x: 0.5, y: 0.5 },
        { x: 0.6, y: 0 },
      ]),
    ).toThrow(/1 of 2 points can be used/);
    const study = {
      reference: { id: "clean", label: "clean" },
      shifts: [{ id: "sketch" }],
      baseline: [{ name: "a", accuracy: { clean: 0.5 } }],
      models: [],
    };
    expect(() => robustnessByShift(study)).toThrow(/Only 0 models of the baseline .* clean and sketch/);
  });

  it("leaves a model out of a shift on which it was not measured, and has no bars without a number of images", () => {
    const baseline = xs.map((x, i) => ({ name: `${i}`, accuracy: { clean: x, sketch: onLine[i].y } }));
    const models = [{ name: "half", accuracy: { clean: 0.5, flat: 0.4 } }, ...baseline.slice(0, 1)];
    const reference = { id: "clean", label: "clean", images: 200 };
    const [sketch] = robustnessByShift({ reference, shifts: [{ id: "sketch" }], baseline, models }).shifts;
    expect(sketch.models.map(({ name }) => name)).toEqual(["0"]);
    expect(sketch.models[0].yInterval).toBeUndefined();
    expect(sketch.models[0].xInterval?.[0]).toBeLessThan(0.1);
  });
});

describe("the gap", () => {
  it("is none where the supervised model does not fall, and needs the same shifts", () => {
    expect(() => gapClosure({ reference: 0.7, supervised: { v2: 0.7 }, model: { v2: 0.8 } })).toThrow(
      /v2: .* not below its 0.7/,
    );
    expect(() => gapClosure({ reference: 0.7, supervised: { v2: 0.6 }, model: {} })).toThrow(
      /no accuracy on v2/,
    );
  });
});

it("a line is not drawn through models of one accuracy", () => {
  const same = [0.1, 0.2, 0.3].map((y) => ({ x: 0.6, y }));
  expect(() => fitLogitLine(same)).toThrow(/at least two different accuracies/);
});

describe("corruption errors", () => {
  it("are the ratio of summed errors, or of summed losses", () => {
    const model = { fog: [0.8, 0.6], snow: [0.5, 0.5] };
    const reference = { fog: [0.4, 0.2], snow: [0.5, 0.0] };
    const { byKind, mean } = corruptionErrors({ model, reference });
    expect(byKind.fog).toBeCloseTo(0.6 / 1.4, 12);
    expect(mean).toBeCloseTo((0.6 / 1.4 + 1 / 1.5) / 2, 12);
    const relative = corruptionErrors({ model, reference, clean: { model: 0.9, reference: 0.6 } });
    expect(relative.byKind.fog).toBeCloseTo(0.4 / 0.6, 12);
    expect(() => corruptionErrors({ model, reference: { fog: [0.4, 0.2] } })).toThrow(
      /snow: .* 2 severities .* 0/,
    );
  });
});

describe("WiSE-FT", () => {
  const random = seededRandom(4);
  const values = (n: number) => Float64Array.from({ length: n }, () => random() - 0.5);
  const head = (): LinearClassifier => ({ classes: 4, cols: 6, weights: values(24), bias: values(4) });
  const [zeroShot, fineTuned] = [head(), head()];
  const embeddings = { data: Float32Array.from(values(50 * 6)), rows: 50, cols: 6 };

  it("has logits that are the mixture of both heads' logits", () => {
    const ours = linearLogits(interpolateHeads({ zeroShot, fineTuned, alpha: 0.3 }), embeddings).data;
    const [a, b] = [zeroShot, fineTuned].map((each) => linearLogits(each, embeddings).data);
    ours.forEach((value, i) => {
      expect(value).toBeCloseTo(0.7 * a[i] + 0.3 * b[i], 12);
    });
  });

  it("runs from the zero-shot head to the fine-tuned one", () => {
    const labels = predictLinear(fineTuned, embeddings);
    const curve = wiseFtCurve({ zeroShot, fineTuned, sets: [{ name: "test", embeddings, labels }] });
    expect(curve.map(({ alpha }) => alpha)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(curve[10].accuracy.test).toBe(1);
    const agreeing = predictLinear(zeroShot, embeddings).filter((c, i) => c === labels[i]).length;
    expect(curve[0].accuracy.test).toBe(agreeing / 50);
    expect(agreeing).toBeLessThan(40);
  });

  it("needs heads of one shape, and classes that both have seen", () => {
    const narrow = { ...zeroShot, cols: 3, weights: values(12) };
    expect(() => interpolateHeads({ zeroShot: narrow, fineTuned, alpha: 0.5 })).toThrow(
      /4 × 3 and the fine-tuned one 4 × 6/,
    );
    const never = { ...fineTuned, bias: Float64Array.of(0, 0, Number.NEGATIVE_INFINITY, 0) };
    expect(() => interpolateHeads({ zeroShot, fineTuned: never, alpha: 0.5 })).toThrow(
      /Class 2 has no finite bias/,
    );
  });
});
