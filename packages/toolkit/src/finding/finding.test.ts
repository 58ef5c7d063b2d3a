import { seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/finding.json";
import { findDisagreement } from "./disagreement.js";
import { findLabelErrors } from "./label-errors.js";
import { combineQuery } from "./query.js";
import { findUnfamiliar, unfamiliarTexts } from "./unfamiliar.js";

describe("label errors agree with cleanlab", () => {
  const { labels, truth, probabilities, joint, issues } = golden.labelErrors;
  const matrix = { data: Float64Array.from(probabilities.flat()), rows: labels.length, cols: 6 };

  it("in the confident joint, the rows, and their order", () => {
    const found = findLabelErrors({ probabilities: matrix, labels });
    expect(Array.from(found.joint)).toEqual(joint.flat());
    expect(Array.from(found.rows)).toEqual(issues);
    expect(Array.from(found.selfConfidence)).toEqual(labels.map((label, row) => probabilities[row][label]));
  });

  it("and are errors three times as often as other rows, with the truth as suggestion in most cases", () => {
    const { rows, suggested } = findLabelErrors({ probabilities: matrix, labels });
    const wrong = (row: number) => labels[row] !== truth[row];
    const usual = [...labels.keys()].filter(wrong).length / labels.length;
    expect(Array.from(rows).filter(wrong).length / rows.length).toBeGreaterThan(3 * usual);
    const right = Array.from(rows).filter((row, i) => suggested[i] === truth[row]);
    expect(right.length / rows.length).toBeGreaterThan(0.6);
  });

  it("want probabilities", () => {
    const logits = { data: Float64Array.of(2, 3), rows: 1, cols: 2 };
    expect(() => findLabelErrors({ probabilities: logits, labels: [0] })).toThrow(/row 0 add up to 5/);
    expect(() => findLabelErrors({ probabilities: matrix, labels: [1] })).toThrow(
      /250 predictions but 1 labels/,
    );
  });
});

describe("two runs", () => {
  it("have Cohen's kappa of scikit-learn, and disagree on the rest", () => {
    const { first, second, kappa } = golden.agreement;
    const found = findDisagreement({ first: { predictions: first }, second: { predictions: second } });
    expect(found.kappa).toBeCloseTo(kappa, 12);
    expect(Array.from(found.rows)).toEqual([...first.keys()].filter((row) => first[row] !== second[row]));
    expect(found.agreement).toBeCloseTo(1 - found.rows.length / 80, 12);
    expect(found.onlyFirst).toBeUndefined();
    expect(findDisagreement({ first: { predictions: [1, 1] }, second: { predictions: [1, 1] } }).kappa).toBe(
      1,
    );
  });

  it("with labels and confidences, who is right, the surest first", () => {
    const found = findDisagreement({
      first: { predictions: [0, 1, 2, 3], confidences: [0.5, 0.9, 0.9, 0.9] },
      second: { predictions: [1, 0, 2, 0], confidences: [0.5, 0.3, 0.9, 0.9] },
      labels: [0, 0, 2, 1],
    });
    expect(Array.from(found.rows)).toEqual([3, 1, 0]);
    expect([found.onlyFirst, found.onlySecond, found.neither].map((rows) => Array.from(rows ?? []))).toEqual([
      [0],
      [1],
      [3],
    ]);
    expect(() => findDisagreement({ first: { predictions: [1] }, second: { predictions: [] } })).toThrow(
      /first run has 1 rows/,
    );
  });
});

describe("query arithmetic", () => {
  const row = (...values: number[]) => ({ data: Float32Array.from(values), rows: 1, cols: values.length });

  it("adds and takes away directions, whatever their lengths", () => {
    const { data } = combineQuery([
      { embedding: row(5, 0, 0) },
      { embedding: row(0, 0.2, 0) },
      { embedding: row(0, 0, 3), weight: -1 },
    ]);
    for (const [i, sign] of [1, 1, -1].entries()) expect(data[i]).toBeCloseTo(sign / Math.sqrt(3), 6);
  });

  it("says what is wrong", () => {
    expect(() => combineQuery([])).toThrow(/query is empty/);
    expect(() => combineQuery([{ embedding: row(1, 1) }, { embedding: row(2, 2), weight: -1 }])).toThrow(
      /cancel/,
    );
    expect(() => combineQuery([{ embedding: row(1) }, { embedding: row(1, 2) }])).toThrow(
      /2 columns and term 0/,
    );
    const two = { data: new Float32Array(2), rows: 2, cols: 1 };
    expect(() => combineQuery([{ embedding: two }])).toThrow(/term 0 has 2 rows/);
  });
});

describe("what a model was not trained on", () => {
  it("words that it never read, each once; numbers and letters pass", () => {
    const found = unfamiliarTexts(
      ["a Red apple", "a zeppelin, 3 zeppelins and a carburettor", "x 7"],
      new Set(["red", "apple", "and"]),
    );
    expect(found.map(({ text, words }) => [text, ...words])).toEqual([
      [1, "zeppelin", "zeppelins", "carburettor"],
    ]);
    expect(found[0].message).toContain("not trained on “zeppelin”, “zeppelins”, “carburettor”");
  });

  it("rows further from a sample than the sample's own rows are from each other", () => {
    const random = seededRandom(4);
    const near = () => [1 + 0.3 * random(), 1 + 0.3 * random(), 0.3 * random()];
    const sample = Array.from({ length: 200 }, near);
    const reference = { data: Float32Array.from(sample.flat()), rows: 200, cols: 3 };
    const asked = [...Array.from({ length: 100 }, near), [-1, 1, 0], [1, 1, 1.5]];
    const found = findUnfamiliar(
      { embeddings: { data: Float32Array.from(asked.flat()), rows: 102, cols: 3 }, reference },
      {
        k: 3,
        quantile: 0.95,
      },
    );
    expect(Array.from(found.rows.subarray(0, 2))).toEqual([100, 101]);
    expect(found.rows.length).toBeLessThan(15);
    const cosine = (a: number[], b: number[]) =>
      a.reduce((sum, value, i) => sum + value * b[i], 0) / (Math.hypot(...a) * Math.hypot(...b));
    const third = (row: number[], among: number[][]) =>
      among.map((other) => 1 - cosine(row, other)).sort((a, b) => a - b)[2];
    expect(found.distances[7]).toBeCloseTo(third(asked[7], sample), 6);
    const own = sample
      .map((row) =>
        third(
          row,
          sample.filter((other) => other !== row),
        ),
      )
      .sort((a, b) => a - b);
    expect(own.filter((d) => d <= found.threshold + 1e-7).length).toBe(190);
    expect(() => findUnfamiliar({ embeddings: reference, reference }, { quantile: 2 })).toThrow(
      /quantile is 2/,
    );
  });
});
