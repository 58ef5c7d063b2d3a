import { zeroShot } from "@clipscope/toolkit";
import { type Embeddings, normalizeRows, seededRandom } from "@clipscope/types";
import { expect, it } from "vitest";
import { nativeProducts } from "#platform";
import type { EmbeddedImages } from "../../embed/embedded-images.js";
import { openEncoder } from "../../encoder/open-encoder.js";
import { SharedSpace } from "./shared-space.js";

const random = seededRandom(1);
const vectors = (rows: number): Embeddings =>
  normalizeRows({ data: Float32Array.from({ length: rows * 256 }, random.normal), rows, cols: 256 });

it("many images and classes are scored by native products as by zeroShot", async () => {
  expect((await nativeProducts())?.backend).toBe("cpu");
  const encoder = await openEncoder({ kind: "none" });
  const embeddings = vectors(3000);
  const images: EmbeddedImages = {
    embeddings,
    rows: Int32Array.from({ length: 3000 }, (_, row) => row),
    features: "imported",
    encoder: { name: "vectors", dtype: "float32", engine: "none", backend: "none" },
    dataset: { name: "vectors", hash: "", rows: 3000 },
    failures: [],
  };
  const space = new SharedSpace();
  const how = { topK: 5, signal: new AbortController().signal, onProgress: () => {} };
  for (let edit = 0; edit < 2; edit++) {
    const classifier = vectors(400);
    // The last hundred classes are the first, and tie with them.
    classifier.data.copyWithin(300 * 256, 0, 100 * 256);
    const found = await space.score(images, encoder, classifier, how);
    const expected = zeroShot(normalizeRows(embeddings), classifier, { logitScale: encoder.logitScale });
    expect(found.predictions).toEqual(expected.predictions);
    expect(found.topK.classes).toEqual(expected.topK.classes);
    const apart = expected.topK.probabilities.map((p, i) => Math.abs(p - found.topK.probabilities[i]));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-6);
  }
});
