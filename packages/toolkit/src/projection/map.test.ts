import type { Embeddings } from "@clipscope/types";
import { seededRandom } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/geometry.json";
import supervised from "../../goldens/umap.json";
import { closeGap, modalityGap } from "../geometry/modality-gap.js";
import { nearestNeighbors } from "../neighbors/knn.js";
import { fitCurve } from "./curve.js";
import { fuzzyGraph } from "./fuzzy-graph.js";
import { fitPca, projectPca } from "./pca.js";
import { placeInMap } from "./place.js";
import { exp, ln } from "./power.js";
import { continuity, neighborhoodPreservation } from "./quality.js";
import { connectedParts, slowWaves, spectralStart } from "./spectral.js";
import { intersectLabels } from "./supervised-graph.js";
import { layOut, type UmapSettings } from "./umap-layout.js";

const toMatrix = (rows: number[][]): Embeddings => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0].length,
});

describe("the quality of a map", () => {
  const { high, low, continuity: kept, preservation } = golden.quality;
  const embeddings = toMatrix(high);
  const map = { x: Float32Array.from(low, (p) => p[0]), y: Float32Array.from(low, (p) => p[1]) };
  type Case = [metric: "cosine", k: number, score: number];

  it.each(kept as Case[])(
    "continuity by %s at k = %i is scikit-learn's trustworthiness, turned",
    (metric, k, score) => {
      expect(continuity(embeddings, map, { k, metric }).score).toBeCloseTo(score, 12);
    },
  );

  it.each(preservation as Case[])(
    "neighbors shared by %s at k = %i are scikit-learn's",
    (metric, k, score) => {
      expect(neighborhoodPreservation(embeddings, map, { k, metric }).score).toBeCloseTo(score, 12);
    },
  );
});

describe("principal components", () => {
  it.each(golden.pca)(
    "are scikit-learn's, of many rows and of few",
    ({ rows, components, variances, ratio, projected }) => {
      const embeddings = toMatrix(rows);
      const pca = fitPca(embeddings, { components: 3 });
      pca.variances.forEach((variance, i) => {
        expect(variance).toBeCloseTo(variances[i], 9);
        expect(variance / pca.totalVariance).toBeCloseTo(ratio[i], 9);
      });
      components.flat().forEach((value, i) => {
        expect(pca.components[i]).toBeCloseTo(value, 5);
      });
      projected.flat().forEach((value, i) => {
        expect(projectPca(pca, embeddings).data[i]).toBeCloseTo(value, 4);
      });
    },
  );

  it("say what is wrong with their input", () => {
    const embeddings = toMatrix(golden.pca[1].rows);
    expect(() => fitPca(embeddings, { components: 9 })).toThrow(/must be from 1 to 8 for 9 rows of 20/);
    expect(() => projectPca(fitPca(embeddings), toMatrix([[1, 2]]))).toThrow(
      /2 columns and The components have 20/,
    );
  });
});

describe("arithmetic that all engines do alike", () => {
  it("has the exponential and the logarithm of Math", () => {
    const random = seededRandom(2);
    for (let i = 0; i < 5000; i++) {
      const x = 1440 * random() - 740;
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(x < -700 ? 1e-3 : 2e-14);
      const y = 2 ** (200 * random() - 100);
      expect(Math.abs(ln(y) - Math.log(y))).toBeLessThan(1e-13);
    }
    expect([exp(0), exp(-1e9), ln(1)]).toEqual([1, 0, 0]);
  });

  it.each(golden.curves)("fits the curve for minDist %d that umap-learn does", (minDist, a, b) => {
    const curve = fitCurve(minDist);
    expect(Math.abs(curve.a / a - 1)).toBeLessThan(1e-5);
    expect(Math.abs(curve.b / b - 1)).toBeLessThan(1e-5);
  });
});

describe("the graph with labels", () => {
  const { rows, labels, k, graphs } = supervised;
  const embeddings = toMatrix(rows);
  const graph = fuzzyGraph(nearestNeighbors(embeddings, k, { metric: "euclidean", includeSelf: true }));

  it.each(graphs)("at weight $targetWeight: umap-learn's", ({ targetWeight, strengths }) => {
    const { offsets, targets, strengths: ours } = intersectLabels(graph, labels, targetWeight);
    const dense = rows.map(() => new Array<number>(rows.length).fill(0));
    for (let row = 0; row < rows.length; row++) {
      for (let edge = offsets[row]; edge < offsets[row + 1]; edge++) dense[row][targets[edge]] = ours[edge];
    }
    const apart = dense.flatMap((line, i) => line.map((value, j) => Math.abs(value - strengths[i][j])));
    expect(apart.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(2e-5);
    // All that umap-learn keeps is kept, and at weight 1 nothing between classes.
    expect(ours.every((strength) => strength > 0)).toBe(true);
    const between = dense.flatMap((line, i) =>
      line.filter((_, j) => labels[i] >= 0 && labels[j] >= 0 && labels[i] !== labels[j]),
    );
    expect(between.some((strength) => strength > 0)).toBe(targetWeight < 1);
  });
});

describe("the graph", () => {
  const { rows, k, strengths, eigenvalues, waves } = golden.graph;
  const embeddings = toMatrix(rows);
  const graph = fuzzyGraph(nearestNeighbors(embeddings, k, { metric: "euclidean", includeSelf: true }));

  it("is umap-learn's, to its float32", () => {
    const dense = rows.map(() => new Float64Array(rows.length));
    for (let row = 0; row < rows.length; row++) {
      for (let i = graph.offsets[row]; i < graph.offsets[row + 1]; i++) {
        dense[row][graph.targets[i]] = graph.strengths[i];
      }
    }
    const apart = dense.flatMap((own, row) =>
      Array.from(own, (value, i) => Math.abs(value - strengths[row][i])),
    );
    expect(Math.max(...apart)).toBeLessThan(2e-5);
  });

  it("has NumPy's slowest waves", () => {
    const { vectors, values } = slowWaves(graph, seededRandom(1), 1e-9);
    expect(eigenvalues[0]).toBeCloseTo(1, 6);
    for (const axis of [0, 1]) {
      expect(values[axis]).toBeCloseTo(eigenvalues[axis + 1], 5);
      const cosine = waves.reduce((sum, wave, row) => sum + wave[axis] * vectors[2 * row + axis], 0);
      expect(Math.abs(cosine)).toBeCloseTo(1, 5);
    }
  });

  it("may be in parts, each of which then starts by its own waves, apart from the others", () => {
    const random = seededRandom(5);
    const data = Float32Array.from(
      { length: 90 * 4 },
      (_, i) => 100 * Math.floor(i / 120) * Number(i % 4 === 0) + random(),
    );
    const apart: Embeddings = { data, rows: 90, cols: 4 };
    const parted = fuzzyGraph(nearestNeighbors(apart, 6, { metric: "euclidean", includeSelf: true }));
    expect(connectedParts(parted).map((part) => part.length)).toEqual([30, 30, 30]);
    const start = spectralStart(apart, parted, seededRandom(3));
    const at = (row: number) => [start[2 * row], start[2 * row + 1]];
    const distance = (a: number, b: number) => Math.hypot(at(a)[0] - at(b)[0], at(a)[1] - at(b)[1]);
    expect(new Set(Array.from({ length: 30 }, (_, row) => at(row).join())).size).toBe(30);
    for (let row = 0; row < 30; row++) expect(distance(row, 0)).toBeLessThan(distance(row, 89));
  });
});

describe("placing rows in a map", () => {
  const random = seededRandom(8);
  const classes = 8;
  const middles = Float64Array.from({ length: classes * 16 }, () => random() - 0.5);
  /** Images have nothing in the last column; `gap` puts texts far from them along a column. */
  const rowsOf = (count: number, gap?: { column: number; size: number }): Embeddings => ({
    data: Float32Array.from({ length: count * 16 }, (_, i) => {
      const middle = middles[(Math.floor(i / 16) % classes) * 16 + (i % 16)];
      const image = i % 16 === 15 ? 0 : middle + 0.25 * (random() - 0.5);
      return image + (i % 16 === gap?.column ? gap.size : 0);
    }),
    rows: count,
    cols: 16,
  });
  const embeddings = rowsOf(400);
  const settings: UmapSettings = {
    nNeighbors: 15,
    minDist: 0.1,
    metric: "cosine",
    seed: 42,
    nEpochs: 200,
    start: "pca",
  };
  const map = layOut(embeddings, settings, { progress: () => {} });
  /** The share of placed rows whose nearest place on the map is of a row of their own class. */
  const atHome = ({ x, y }: { x: Float32Array; y: Float32Array }) =>
    x.reduce((share, _, i) => {
      let nearest = 0;
      const distance = (row: number) => Math.hypot(map.x[row] - x[i], map.y[row] - y[i]);
      for (let row = 1; row < 400; row++) if (distance(row) < distance(nearest)) nearest = row;
      return share + Number(nearest % classes === i % classes) / x.length;
    }, 0);

  it("puts new images among those of their own kind, without moving these", () => {
    const before = [map.x.slice(), map.y.slice()];
    const placed = placeInMap(rowsOf(80), embeddings, map);
    expect(atHome(placed)).toBeGreaterThan(0.97);
    expect([map.x, map.y]).toEqual(before);
    expect(placeInMap(rowsOf(8), embeddings, map, { nEpochs: 0 }).x).toHaveLength(8);
  });

  it("puts texts there too, though all of them are far from all images", () => {
    const placed = placeInMap(rowsOf(80, { column: 15, size: 3 }), embeddings, map);
    const images = placeInMap(rowsOf(80), embeddings, map);
    expect(Math.min(...placed.neighbors.distances)).toBeGreaterThan(
      2 * Math.max(...images.neighbors.distances),
    );
    expect(atHome(placed)).toBeGreaterThan(0.97);
  });

  it("puts texts better once the gap is closed, where images differ along it", () => {
    const texts = rowsOf(80, { column: 0, size: 3 });
    const closed = closeGap(texts, modalityGap({ images: embeddings, texts }));
    expect(atHome(placeInMap(texts, embeddings, map))).toBeLessThan(0.8);
    expect(atHome(placeInMap(closed, embeddings, map))).toBeGreaterThan(0.9);
  });

  it("tells a place that means something from one between neighbors that lie all over the map", () => {
    const [sure] = placeInMap(rowsOf(1), embeddings, map).scatter;
    const odd = Float32Array.from({ length: 16 }, (_, i) =>
      middles.reduce((sum, v, j) => sum + Number(j % 16 === i) * v, 0),
    );
    const [unsure] = placeInMap({ data: odd, rows: 1, cols: 16 }, embeddings, map).scatter;
    expect(sure).toBeLessThan(0.3);
    expect(unsure).toBeGreaterThan(sure);
  });

  it("depends on its seed alone, and says what is wrong with its input", () => {
    const queries = rowsOf(5);
    expect(placeInMap(queries, embeddings, map)).toEqual(placeInMap(queries, embeddings, map));
    const short = { x: map.x.subarray(1), y: map.y.subarray(1) };
    expect(() => placeInMap(queries, embeddings, short)).toThrow(/399 positions but 400 embeddings/);
    expect(() => placeInMap(queries, embeddings, map, { nNeighbors: 1 })).toThrow(/nNeighbors is 1/);
  });
});
