import { describe, expect, it } from "vitest";
import golden from "../../goldens/finding.json";
import { nameClusters } from "./cluster-names.js";
import { hdbscan } from "./hdbscan.js";
import { localOutlierFactors } from "./outliers.js";

const points = {
  data: Float32Array.from(golden.points.flat()),
  rows: golden.points.length,
  cols: golden.points[0].length,
};

describe("HDBSCAN agrees with scikit-learn", () => {
  it.each(golden.clusters)(
    "$metric, $selection, at least $minClusterSize, $minSamples samples",
    async (entry) => {
      const { labels, probabilities, minClusterSize, minSamples } = entry;
      const found = await hdbscan(points, {
        minClusterSize,
        minSamples,
        metric: entry.metric as "cosine" | "euclidean",
        selection: entry.selection as "eom" | "leaf",
      });
      expect(found.count).toBe(Math.max(...labels) + 1);
      const decided = (_: unknown, row: number) => !entry.undecided.includes(row);
      expect(entry.undecided.length).toBeLessThan(3);
      // The same partition; clusters may be numbered otherwise.
      const renamed = new Map(labels.map((label, row) => [label, found.labels[row]]));
      expect(Array.from(found.labels).filter(decided)).toEqual(
        labels.map((label) => renamed.get(label)).filter(decided),
      );
      expect(new Set(renamed.values()).size).toBe(renamed.size);
      expect(renamed.get(-1)).toBe(-1);
      probabilities.forEach((p, row) => {
        if (entry.undecided.includes(row)) return;
        expect(Math.abs(found.probabilities[row] - p)).toBeLessThan(1e-6);
      });
    },
  );

  it.each(["euclidean", "cosine"] as const)(
    "whether products are made beforehand, as of wide rows, or one by one: by %s",
    async (metric) => {
      // Columns of zeros change no distance.
      const wide = { data: new Float32Array(points.rows * 24), rows: points.rows, cols: 24 };
      for (let row = 0; row < points.rows; row++) wide.data.set(golden.points[row], row * 24);
      expect(await hdbscan(wide, { metric })).toEqual(await hdbscan(points, { metric }));
    },
  );

  it("reports progress, can be cancelled, and says what is wrong", async () => {
    const seen: number[] = [];
    await hdbscan(points, { onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await expect(hdbscan(points, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
    await expect(hdbscan(points, { minClusterSize: 1 })).rejects.toThrow(/minClusterSize is 1/);
    await expect(hdbscan(points, { minSamples: 500 })).rejects.toMatchObject({ code: "bad-argument" });
  });

  it("equal rows are one cluster, however many there are", async () => {
    const rows = { data: Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? 1 : 5)), rows: 24, cols: 1 };
    const { labels, count, probabilities } = await hdbscan(rows);
    expect(count).toBe(2);
    expect(new Set(labels.subarray(0, 12)).size).toBe(1);
    expect(new Set(labels.subarray(12)).size).toBe(1);
    expect(Array.from(probabilities)).toEqual(new Array(24).fill(1));
  });
});

describe("the local outlier factor", () => {
  it.each(golden.outliers)("is scikit-learn's: $metric, $k neighbors", ({ metric, k, factors }) => {
    const found = localOutlierFactors(points, { metric: metric as "cosine" | "euclidean", k });
    factors.forEach((factor, row) => {
      expect(Math.abs(found[row] / factor - 1)).toBeLessThan(1e-5);
    });
  });
});

describe("names of clusters", () => {
  const images = {
    data: Float32Array.of(1, 0.1, 0, 1, 0, 0.1, 0.1, 1, 0, 0, 1, 0.1, 1, 1, 1),
    rows: 5,
    cols: 3,
  };
  const words = {
    data: Float32Array.of(0.9, 0, 0, 0, 0.5, 0, 0.6, 0.6, 0.6, 2, 0.5, 0),
    rows: 4,
    cols: 3,
  };
  const texts = ["cat", "dog", "picture", "kitten"];

  it("are the words that are nearer to it than to the others, with their cosines", () => {
    const names = nameClusters(
      { embeddings: images, labels: [0, 0, 2, 2, -1], words: texts, wordEmbeddings: words },
      { count: 2 },
    );
    expect(names.map((list) => list.map(({ word }) => word))).toEqual([
      ["cat", "kitten"],
      [],
      ["dog", "picture"],
    ]);
    const [cat] = names[0];
    // The mean of the first two rows is along (2, 0.1, 0.1).
    expect(cat.cosine).toBeCloseTo(2 / Math.hypot(2, 0.1, 0.1), 6);
    expect(cat.contrast).toBeCloseTo(cat.cosine - (cat.cosine + 0.1 / Math.hypot(2, 0.1, 0.1)) / 2, 6);
    expect(cat.index).toBe(0);
  });

  it("want a label for each row and an embedding for each word", () => {
    expect(() =>
      nameClusters({ embeddings: images, labels: [0], words: texts, wordEmbeddings: words }),
    ).toThrow(/1 labels for 5 rows and 4 words for 4/);
  });
});
