import { type Embeddings, normalizeRows, seededRandom } from "@clipscope/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MatrixProducts, plainProducts } from "../products.js";
import { LiveScores } from "./live-scores.js";
import { zeroShot } from "./zero-shot.js";

const COLS = 6;

function vectors(rows: number, seed: number, cols = COLS): Embeddings {
  const random = seededRandom(seed);
  return normalizeRows({ data: Float32Array.from({ length: rows * cols }, random.normal), rows, cols });
}

/** A classifier of vectors from a small pool, so that classes are duplicates of each other and tie. */
function classifier(pool: Embeddings, chosen: readonly number[]): Embeddings {
  const data = new Float32Array(chosen.length * pool.cols);
  for (const [c, v] of chosen.entries()) {
    data.set(pool.data.subarray(v * pool.cols, (v + 1) * pool.cols), c * pool.cols);
  }
  return { data, rows: chosen.length, cols: pool.cols };
}

/** Sums from the last column to the first, in two lanes. */
const otherOrder: Pick<MatrixProducts, "scores"> = {
  async scores(x, w, out) {
    for (let row = 0; row < x.rows; row++) {
      for (let c = 0; c < w.rows; c++) {
        const lanes = [0, 0];
        for (let k = x.cols - 1; k >= 0; k--)
          lanes[k % 2] += x.data[row * x.cols + k] * w.data[c * x.cols + k];
        out.data[row * w.rows + c] = lanes[1] + lanes[0];
      }
    }
  },
};

function expectScratch(
  images: Embeddings,
  classes: Embeddings,
  live: Awaited<ReturnType<LiveScores["update"]>>,
  options: { logitScale: number; topK: number },
) {
  const scratch = zeroShot(images, classes, options);
  expect(live.predictions).toEqual(scratch.predictions);
  expect(live.topK.classes).toEqual(scratch.topK.classes);
  let worst = 0;
  for (const [i, probability] of scratch.topK.probabilities.entries()) {
    worst = Math.max(worst, Math.abs(probability - live.topK.probabilities[i]));
  }
  expect(worst).toBeLessThanOrEqual(1e-6);
  expect(live.confidences).toEqual(live.topK.probabilities.filter((_, i) => i % scratch.topK.k === 0));
}

describe("live scores are those from scratch", () => {
  const change = fc.oneof(
    fc.record({ do: fc.constant("rename" as const), at: fc.nat(), to: fc.nat(30) }),
    fc.record({ do: fc.constant("add" as const), at: fc.nat(), to: fc.nat(30) }),
    fc.record({ do: fc.constant("remove" as const), at: fc.nat(), to: fc.nat() }),
    fc.record({ do: fc.constant("swap" as const), at: fc.nat(), to: fc.nat() }),
  );

  it("after any renames, additions, removals and swaps, with duplicates and ties", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 150 }),
        fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }),
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
        fc.constantFrom(1, 3, 5),
        fc.constantFrom(1, 100, 1000),
        fc.constantFrom(undefined, plainProducts, otherOrder),
        async (rows, first, changes, topK, logitScale, products) => {
          const images = vectors(rows, 1);
          const pool = vectors(31, 2);
          const live = new LiveScores(images, { logitScale, topK });
          const chosen = [...first];
          const check = async () => {
            const classes = classifier(pool, chosen);
            const how = products && { products };
            expectScratch(images, classes, await live.update(classes, how), { logitScale, topK });
          };
          await check();
          for (const step of changes) {
            for (const { do: what, at, to } of step) {
              const c = at % chosen.length;
              if (what === "rename") chosen[c] = to;
              else if (what === "add") chosen.splice(at % (chosen.length + 1), 0, to);
              else if (what === "remove" && chosen.length > 1) chosen.splice(c, 1);
              else if (what === "swap") {
                const other = to % chosen.length;
                [chosen[c], chosen[other]] = [chosen[other], chosen[c]];
              }
            }
            await check();
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("for a class that has nearly all of the probability, taken away and given back", async () => {
    const images = vectors(200, 3, 32);
    const pool = vectors(60, 4, 32);
    // Every image is very near the first class.
    for (let row = 0; row < images.rows; row++) {
      for (let k = 0; k < 32; k++)
        images.data[row * 32 + k] = 0.05 * images.data[row * 32 + k] + pool.data[k];
    }
    const near = normalizeRows(images);
    const live = new LiveScores(near, { logitScale: 100 });
    const options = { logitScale: 100, topK: 5 };
    const rest = Array.from({ length: 50 }, (_, i) => i + 1);
    for (const chosen of [[0, ...rest], [55, ...rest], [0, ...rest], rest, [...rest, 0]]) {
      const classes = classifier(pool, chosen);
      expectScratch(near, classes, await live.update(classes), options);
    }
  });

  it("by an engine that sums in another order, of images and classes that are nearly alike", async () => {
    const cols = 64;
    const random = seededRandom(12);
    const one = vectors(1, 10, cols).data;
    const near = (rows: number, step: number) => ({
      data: Float32Array.from(
        { length: rows * cols },
        (_, i) => one[i % cols] * (1 + step * random.below(3)),
      ),
      rows,
      cols,
    });
    // Logits are apart by some rounding errors of a sum, or equal.
    const images = near(1100, 2 ** -23);
    const classes = near(60, 2 ** -23);
    for (let c = 20; c < 40; c++) classes.data.copyWithin(c * cols, (c - 20) * cols, (c - 19) * cols);
    for (const topK of [1, 5, 70]) {
      const live = new LiveScores(images, { logitScale: 100, topK });
      const found = await live.update(classes, { products: otherOrder });
      expectScratch(images, classes, found, { logitScale: 100, topK });
    }
  });

  it("after three thousand renames", async () => {
    const images = vectors(20, 5);
    const pool = vectors(300, 6);
    const live = new LiveScores(images, { logitScale: 100 });
    const chosen = Array.from({ length: 20 }, (_, i) => i);
    const random = seededRandom(7);
    for (let i = 0; i < 3000; i++) {
      chosen[random.below(20)] = random.below(300);
      await live.update(classifier(pool, chosen));
    }
    const classes = classifier(pool, chosen);
    expectScratch(images, classes, await live.update(classes), { logitScale: 100, topK: 5 });
  });
});

describe("an update", () => {
  const images = vectors(500, 8);
  const pool = vectors(100, 9);
  const all = Array.from({ length: 60 }, (_, i) => i);

  it("computes the columns of changed classes alone", async () => {
    const live = new LiveScores(images, { logitScale: 100 });
    expect(live.columnsFor(classifier(pool, all))).toBe(60);
    await live.update(classifier(pool, all));
    expect(live.columnsFor(classifier(pool, all))).toBe(0);
    expect(live.columnsFor(classifier(pool, [...all, 70]))).toBe(1);
    expect(live.columnsFor(classifier(pool, [80, ...all.slice(1)]))).toBe(2);
  });

  it("that is cancelled before it starts changes nothing, and one in the middle is made good by the next", async () => {
    const live = new LiveScores(images, { logitScale: 100 });
    const first = classifier(pool, all);
    const controller = new AbortController();
    const signal = controller.signal;
    const aborted = live.update(first, { signal });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: "cancelled" });
    expectScratch(images, first, await live.update(first), { logitScale: 100, topK: 5 });
    const second = classifier(pool, [99, ...all.slice(1)]);
    await expect(live.update(second, { signal })).rejects.toMatchObject({ code: "cancelled" });
    expect(live.columnsFor(first)).toBe(0);
    expectScratch(images, second, await live.update(second), { logitScale: 100, topK: 5 });
  });

  it("ends with the error of its engine, or when it is cancelled once the engine has stopped", async () => {
    const long = vectors(2000, 13);
    const classes = classifier(pool, all);
    const live = new LiveScores(long, { logitScale: 100 });
    let running = 0;
    const controller = new AbortController();
    const slow: Pick<MatrixProducts, "scores"> = {
      async scores(x, w, out) {
        running++;
        await new Promise((resolve) => setTimeout(resolve, 5));
        await plainProducts.scores(x, w, out);
        running--;
      },
    };
    const stopped = live.update(classes, {
      products: slow,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    expect(running).toBe(0);
    const broken = {
      scores: () => Promise.reject(new Error("out of memory")),
    };
    await expect(live.update(classes, { products: broken })).rejects.toThrow("out of memory");
    expectScratch(long, classes, await live.update(classes, { products: slow }), {
      logitScale: 100,
      topK: 5,
    });
  });

  it("says what is wrong with its input", async () => {
    const live = new LiveScores(images, { logitScale: 100 });
    const none = { data: new Float32Array(), rows: 0, cols: COLS };
    await expect(live.update(none)).rejects.toMatchObject({ code: "empty-classes" });
    await expect(live.update(vectors(3, 1, 5))).rejects.toMatchObject({ code: "wrong-shape" });
    const broken = new LiveScores(
      { data: new Float32Array(COLS).fill(Number.NaN), rows: 1, cols: COLS },
      { logitScale: 1 },
    );
    const message = /row 0 has a non-finite logit/;
    await expect(broken.update(classifier(pool, all))).rejects.toThrow(message);
    await expect(broken.update(classifier(pool, all), { products: plainProducts })).rejects.toThrow(message);
    expect(() => new LiveScores(images, { logitScale: 0 })).toThrow(/logitScale is 0/);
    expect(() => new LiveScores(images, { logitScale: 1, topK: 0 })).toThrow(/topK is 0/);
  });
});
