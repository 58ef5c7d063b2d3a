import type { Embeddings } from "@clipscope/types";
import { normalizeRows, seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import { nearDuplicates } from "./near-duplicates.js";
import { retrievalMeanAveragePrecision, retrievalRecall } from "./recall.js";

const cols = 4;
const random = seededRandom(8);
const rowsOf = (rows: number): Embeddings =>
  normalizeRows({ data: Float32Array.from({ length: rows * cols }, () => random() - 0.5), rows, cols });
const dot = (a: Embeddings, i: number, b: Embeddings, j: number) => {
  let sum = 0;
  for (let k = 0; k < cols; k++) sum += a.data[i * cols + k] * b.data[j * cols + k];
  return sum;
};
/** The gallery's rows, best first, by sorting all of them. */
const ranked = (queries: Embeddings, query: number, gallery: Embeddings) =>
  Array.from({ length: gallery.rows }, (_, i) => i).sort(
    (a, b) => dot(queries, query, gallery, b) - dot(queries, query, gallery, a) || a - b,
  );
const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

const images = rowsOf(40);
const texts = rowsOf(110);
// The last two images have no text.
const imageOfText = indices(110).map((text) => text % 38);

describe("retrieval", () => {
  it("finds within k what sorting everything finds, both ways, images without a text left out", () => {
    const ks = [1, 3, 10, 110];
    const recall = retrievalRecall({ images, texts, imageOfText }, { ks });
    ks.forEach((k, at) => {
      const texted = indices(110).filter((text) =>
        ranked(texts, text, images).slice(0, k).includes(imageOfText[text]),
      );
      expect(recall.textToImage[at]).toBeCloseTo(texted.length / 110, 12);
      const imaged = indices(38).filter((image) =>
        ranked(images, image, texts)
          .slice(0, k)
          .some((text) => imageOfText[text] === image),
      );
      expect(recall.imageToText[at]).toBeCloseTo(imaged.length / 38, 12);
    });
    expect(recall.textToImage[3]).toBe(1);
    expect(recall.textToImage[0]).toBeLessThan(recall.textToImage[2]);
  });

  it("of equal scores takes the lower index first, so that equal rows are not all found", () => {
    const same = { data: new Float32Array(8).fill(0.5), rows: 2, cols };
    expect(retrievalRecall({ images: same, texts: same, imageOfText: [0, 1] }, { ks: [1] })).toMatchObject({
      textToImage: [0.5],
      imageToText: [0.5],
    });
  });

  it("has the mean average precision of its definition", () => {
    const labels = indices(40).map((i) => i % 5);
    const queryLabels = indices(110).map((i) => i % 6); // nobody has label 5
    const byHand = (order: number[], label: number) => {
      const hits = order.map((row, at) => (labels[row] === label ? at + 1 : 0)).filter(Boolean);
      return hits.reduce((sum, rank, i) => sum + (i + 1) / rank, 0) / hits.length;
    };
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const asked = indices(110).filter((query) => queryLabels[query] < 5);
    expect(
      retrievalMeanAveragePrecision({ queries: texts, queryLabels, gallery: images, galleryLabels: labels }),
    ).toBeCloseTo(mean(asked.map((query) => byHand(ranked(texts, query, images), queryLabels[query]))), 12);
    const alone = indices(40).map((query) =>
      byHand(
        ranked(images, query, images).filter((row) => row !== query),
        labels[query],
      ),
    );
    const found = retrievalMeanAveragePrecision(
      { queries: images, queryLabels: labels, gallery: images, galleryLabels: labels },
      { excludeSelf: true },
    );
    expect(found).toBeCloseTo(mean(alone), 12);
    expect(
      retrievalMeanAveragePrecision({
        queries: images,
        queryLabels: labels.map(() => 9),
        gallery: images,
        galleryLabels: labels,
      }),
    ).toBeUndefined();
  });

  it("says what is wrong with its input", () => {
    expect(() => retrievalRecall({ images, texts, imageOfText: [0] })).toThrow(/1 entries for 110 texts/);
    expect(() => retrievalRecall({ images, texts, imageOfText: imageOfText.map(() => 40) })).toThrow(
      /imageOfText maps text 0 to image 40/,
    );
    const wide = { data: new Float32Array(5), rows: 1, cols: 5 };
    expect(() => retrievalRecall({ images, texts: wide, imageOfText: [0] })).toThrow(
      /images have 4 columns and texts have 5/,
    );
    expect(() =>
      retrievalMeanAveragePrecision(
        { queries: texts, queryLabels: imageOfText, gallery: images, galleryLabels: indices(40) },
        { excludeSelf: true },
      ),
    ).toThrow(/110 queries and 40 rows/);
  });
});

describe("near-duplicates", () => {
  it("are all pairs above the threshold, and what hangs together by them", () => {
    const rows = rowsOf(90);
    const { pairs, groups } = nearDuplicates(rows, { threshold: 0.9 });
    const expected = indices(90).flatMap((a) =>
      indices(90)
        .filter((b) => a < b && dot(rows, a, rows, b) >= 0.9)
        .map((b) => `${a} ${b}`),
    );
    expect(pairs.map(({ a, b }) => `${a} ${b}`).sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(10);
    pairs.forEach(({ a, b, cosine }, i) => {
      expect(cosine).toBeCloseTo(dot(rows, a, rows, b), 6);
      if (i > 0) expect(cosine).toBeLessThanOrEqual(pairs[i - 1].cosine);
    });
    // Each group is what can be reached from its first row.
    for (const group of groups) {
      const reached = new Set([group[0]]);
      for (let size = 0; size < reached.size; ) {
        size = reached.size;
        for (const { a, b } of pairs) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
      }
      expect(group).toEqual([...reached].sort((x, y) => x - y));
    }
    expect(groups.flat().length).toBe(new Set(pairs.flatMap(({ a, b }) => [a, b])).size);
    const twice = { data: Float32Array.of(0.1, 0.2, 0.3, 0.7, 0.1, 0.2, 0.3, 0.7), rows: 2, cols };
    expect(nearDuplicates(twice, { threshold: 1 }).groups).toEqual([[0, 1]]);
    expect(() => nearDuplicates(rows, { threshold: 2 })).toThrow(/threshold is 2/);
  });
});
