import type { Embeddings } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/probes.json";
import { accuracy } from "../metrics/accuracy.js";
import { labeledSet } from "../splits.js";
import { fineTuneHead } from "./fine-tune.js";
import { zeroShotHead } from "./linear.js";
import { fitTipAdapter, predictTipAdapter, tipAdapterLogits } from "./tip-adapter.js";
import { tuneTipAdapter } from "./tune-tip-adapter.js";

function matrix(rows: number[][]): Embeddings {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0].length };
}

function expectClose(actual: ArrayLike<number>, expected: number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...expected.map((value, i) => Math.abs(value - actual[i])))).toBeLessThan(tolerance);
}

const { tipAdapter } = golden;
const { classes, logitScale } = tipAdapter;
const train = labeledSet("train", matrix(tipAdapter.train), tipAdapter.trainLabels, classes);
const validation = labeledSet(
  "validation",
  matrix(tipAdapter.validation),
  tipAdapter.validationLabels,
  classes,
);
const text = matrix(tipAdapter.text);

describe("Tip-Adapter agrees with its reference code in PyTorch", () => {
  it("in its logits, and in the α and β it chooses on validation", async () => {
    const choice = await fitTipAdapter(train, validation, text, { logitScale });
    expect(choice.score).toBeCloseTo(tipAdapter.score, 12);
    expect(choice.adapter.alpha).toBeCloseTo(tipAdapter.alpha, 12);
    expect(choice.adapter.beta).toBeCloseTo(tipAdapter.beta, 12);
    const predictions = predictTipAdapter(choice.adapter, validation.embeddings);
    expect(accuracy({ predictions, labels: validation.labels })).toBe(choice.score);
    const adapter = { ...choice.adapter, alpha: 1.5, beta: 4 };
    expectClose(tipAdapterLogits(adapter, validation.embeddings).data, tipAdapter.logits.flat(), 1e-5);
    const zeroShot = predictTipAdapter({ ...adapter, alpha: 0 }, validation.embeddings);
    expect(choice.zeroShotScore).toBe(accuracy({ predictions: zeroShot, labels: validation.labels }));
  });

  it("and tuned: its keys, the validation score of each epoch, the epoch that is kept, α and β", async () => {
    const { tuned } = tipAdapter;
    const choice = await tuneTipAdapter(train, validation, text, { logitScale, ...tipAdapter.training });
    expectClose(choice.epochScores, tuned.epochScores, 1e-12);
    expect(choice.epoch).toBe(tuned.epochScores.indexOf(Math.max(...tuned.epochScores)));
    expectClose(choice.adapter.keys.data, tuned.keys.flat(), 1e-5);
    expect(choice.score).toBeCloseTo(tuned.score, 12);
    expect(choice.adapter.alpha).toBeCloseTo(tuned.alpha, 12);
    expect(choice.adapter.beta).toBeCloseTo(tuned.beta, 12);
  });

  it("says what is wrong and can be cancelled", async () => {
    const short = { ...text, rows: 2, data: text.data.slice(0, 2 * text.cols) };
    await expect(fitTipAdapter(train, validation, short)).rejects.toThrow(/classifier has 2 classes/);
    await expect(fitTipAdapter(train, validation, text, { alphas: [] })).rejects.toThrow(
      /at least one value/,
    );
    const { signal } = { signal: AbortSignal.abort() };
    await expect(fitTipAdapter(train, validation, text, { signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    await expect(tuneTipAdapter(train, validation, text, { signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    await expect(tuneTipAdapter(train, validation, text, { epochs: 0 })).rejects.toThrow(/epochs is 0/);
  });
});

describe("fine-tuning a head", () => {
  const { fineTune } = golden;
  const rows = labeledSet("train", matrix(fineTune.train), fineTune.labels, fineTune.classes);

  it("takes PyTorch's steps: AdamW, a half cosine, the same batches", async () => {
    const head = zeroShotHead(matrix(fineTune.start), { logitScale: 1 });
    const before = head.weights.slice();
    const tuned = await fineTuneHead(head, rows, fineTune.training);
    expectClose(tuned.weights, fineTune.weights.flat(), 1e-10);
    expectClose(tuned.bias, fineTune.bias, 1e-10);
    expect(head.weights).toEqual(before);
  });

  it("wants a head for the same classes", async () => {
    const head = zeroShotHead(matrix(fineTune.start.slice(1)), { logitScale: 1 });
    await expect(fineTuneHead(head, rows)).rejects.toThrow(/head has 2 classes, the training split 3/);
  });
});
