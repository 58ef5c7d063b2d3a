import type { Embeddings } from "@clipscope/types";
import { normalizeRows } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/geometry.json";
import { alignment, uniformity } from "./alignment-uniformity.js";
import { linearCka } from "./cka.js";
import { closeGap, modalityGap } from "./modality-gap.js";

const toMatrix = (rows: number[][]): Embeddings => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0].length,
});
const { geometry } = golden;
const [images, texts, other] = [geometry.images, geometry.texts, geometry.other].map(toMatrix);
/** Rows of norm 1 are kept in float32. */
const DIGITS = 6;

describe("the modality gap", () => {
  it("is NumPy's difference of the means of rows of norm 1", () => {
    const gap = modalityGap({ images, texts });
    gap.vector.forEach((value, i) => {
      expect(value).toBeCloseTo(geometry.gap[i], DIGITS);
    });
    expect(gap.distance).toBeCloseTo(geometry.distance, DIGITS);
    expect([gap.imageConcentration, gap.textConcentration]).toEqual(
      geometry.concentrations.map((value) => expect.closeTo(value, DIGITS)),
    );
    const [a, b] = geometry.concentrations;
    expect(gap.distance ** 2).toBeCloseTo(a * a + b * b - 2 * a * b * gap.cosine, DIGITS);
  });

  it("can be closed, by which texts come to lie where the images do", () => {
    const gap = modalityGap({ images, texts });
    const closed = closeGap(texts, gap);
    closed.data.forEach((value, i) => {
      expect(value).toBeCloseTo(geometry.closed.flat()[i], DIGITS);
    });
    expect(modalityGap({ images, texts: closed }).distance).toBeLessThan(gap.distance / 3);
    expect(() => closeGap(other, gap)).toThrow(/texts have 9 columns and the gap has 6/);
  });

  it("is 1.2083 in the example of its documentation", () => {
    const x = { data: Float32Array.of(1, 0, 0.6, 0.8), rows: 2, cols: 2 };
    const y = { data: Float32Array.of(0, 1, -0.6, 0.8), rows: 2, cols: 2 };
    expect(modalityGap({ images: x, texts: y }).distance).toBeCloseTo(Math.hypot(1.1, 0.5), 6);
  });
});

describe("alignment and uniformity", () => {
  it.each(geometry.alignment)("alignment with alpha %d is NumPy's", (alpha, expected) => {
    expect(alignment(images, texts, { alpha })).toBeCloseTo(expected, DIGITS);
  });

  it.each(geometry.uniformity)(
    "uniformity with t = %d is that of the authors' line of PyTorch",
    (t, expected) => {
      expect(uniformity(images, { t })).toBeCloseTo(expected, DIGITS);
    },
  );

  it("are what their documentation says in its examples, and 0 for the perfect and for the collapsed", () => {
    const x = { data: Float32Array.of(1, 0, 0, 1), rows: 2, cols: 2 };
    const captions = { data: Float32Array.of(0.8, 0.6, 0, 1), rows: 2, cols: 2 };
    expect(alignment(x, captions)).toBeCloseTo(0.2, DIGITS);
    expect(alignment(x, x)).toBe(0);
    expect(uniformity({ data: Float32Array.of(1, 0, -1, 0), rows: 2, cols: 2 })).toBeCloseTo(-8, DIGITS);
    expect(uniformity({ data: Float32Array.of(1, 0, 1, 0), rows: 2, cols: 2 })).toBeCloseTo(0, DIGITS);
  });

  it("say what is wrong with their input", () => {
    expect(() => alignment(images, other)).toThrow(/6 columns and the second have 9/);
    expect(() => alignment(images, toMatrix([[1, 2, 3, 4, 5, 6]]))).toThrow(/have 40 and 1 rows/);
    expect(() => uniformity(toMatrix([[1, 2]]))).toThrow(/needs two rows, but there are 1/);
  });
});

describe("linear CKA", () => {
  it("is NumPy's by Gram matrices, of models of different widths", () => {
    expect(linearCka(images, other)).toBeCloseTo(geometry.cka, 10);
    expect(linearCka(other, images)).toBeCloseTo(geometry.cka, 10);
  });

  it("is 1 for the same model turned, moved and scaled, as in the example of its documentation", () => {
    const a = { data: Float32Array.of(1, 0, 0, 1, -1, -1), rows: 3, cols: 2 };
    const turned = { data: Float32Array.of(0, 2, -2, 0, 2, -2), rows: 3, cols: 2 };
    expect(linearCka(a, turned)).toBeCloseTo(1, 12);
    const moved = { ...turned, data: turned.data.map((value) => value + 5) };
    expect(linearCka(a, moved)).toBeCloseTo(1, 6);
    expect(linearCka(images, normalizeRows(images))).toBeLessThan(1);
  });

  it("says what is wrong with its input", () => {
    expect(() => linearCka(images, toMatrix([[1], [2]]))).toThrow(/the same rows.*40 and 2/);
    expect(() => linearCka(toMatrix([[1], [1]]), toMatrix([[1], [2]]))).toThrow(/All rows of one/);
  });
});
