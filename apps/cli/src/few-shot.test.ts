import { loadClip } from "@clipscope/core";
import { openRenditions, subgroupTask } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { miniFolder } from "@clipscope/mini";
import { accuracy, fitLogisticRegression, labeledSet, predictLinear, testLooks } from "@clipscope/toolkit";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "./run.js";

async function clipscope(...args: string[]) {
  let out = "";
  let err = "";
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  return { code: await run(["few-shot", ...args], { stdout, stderr }), out, err };
}

/** The smallest rendition: the command's own defaults take a minute. */
const few = ["--rendition", "streamline-emojis", "--shots", "1,8", "--seeds", "1"];

describe("clipscope few-shot, on the built-in model and data", async () => {
  const { code, out, err } = await clipscope(...few, "--json");
  const { zeroShot, curve, probe } = JSON.parse(out || "{}");
  const data = await openRenditions(await prepareRenditions({}));
  const task = subgroupTask(data);
  const images = await data.load("streamline-emojis");
  const clip = await loadClip(miniFolder(), { engine: "onnx" });
  afterAll(() => clip.dispose());
  const embed = (split: "train" | "test", features: "projected" | "preProjection") =>
    clip.embedImages(
      Array.from(task.images(images, split).rows, (row) => images.image(row)),
      { features, normalize: false },
    );
  const { labels } = task.images(images, "test");

  it("draws its line where cosines with the mean of each class's texts put it", async () => {
    expect([code, err]).toEqual([0, ""]);
    const projected = await embed("test", "projected");
    const { cols } = projected;
    const scores = await Promise.all(
      task.classPrompts.map(async (texts) => {
        const { data } = await clip.embedTexts(texts);
        const sum = Array.from({ length: cols }, (_, k) =>
          texts.reduce((s, _, t) => s + data[t * cols + k], 0),
        );
        return Array.from(
          labels,
          (_, i) => sum.reduce((dot, x, k) => dot + x * projected.data[i * cols + k], 0) / Math.hypot(...sum),
        );
      }),
    );
    const right = labels.filter((label, i) => scores.every((of) => of[i] <= scores[label][i])).length;
    expect(zeroShot.accuracy).toMatchObject({ successes: right, n: labels.length, method: "wilson" });
    expect(curve.zeroShot).toBe(right / labels.length);
  });

  it("has a last probe that one fit with its λ to all training rows gives, in plain arithmetic", async () => {
    const rows = await embed("train", "preProjection");
    const train = labeledSet("train", rows, task.images(images, "train").labels, task.classNames.length);
    const plain = await fitLogisticRegression(train, { C: 1 / probe.lambda });
    const predictions = predictLinear(plain, await embed("test", "preProjection"));
    expect(probe.rows).toBe(train.labels.length);
    // Its products are summed in another order: a tie may fall otherwise.
    expect(Math.abs(accuracy({ predictions, labels }) - probe.accuracy.value)).toBeLessThan(
      1.5 / labels.length,
    );
  });

  it("takes so many of each class as are drawn, and crosses the line between the points around it", () => {
    const drawn = new Map<number, number>();
    for (const label of task.images(images, "train").labels) drawn.set(label, (drawn.get(label) ?? 0) + 1);
    const counts = task.classNames.map((_, label) => drawn.get(label) ?? 0);
    const line = zeroShot.accuracy.value;
    expect(curve.points).toHaveLength(2);
    for (const { shots, rows, shortClasses, scores, mean } of curve.points) {
      expect(rows).toBe(counts.reduce((sum, n) => sum + Math.min(n, shots), 0));
      expect(shortClasses).toBe(counts.filter((n) => n < shots).length);
      expect(scores).toEqual([mean]);
    }
    const [one, eight] = curve.points.map(({ mean }: { mean: number }) => mean);
    const share = Math.log(curve.crossing) / Math.log(8);
    if (Math.max(one, eight) < line) expect(curve.crossing).toBeUndefined();
    else if (one >= line) expect(curve.crossing).toBe(1);
    else expect(one + share * (eight - one)).toBeCloseTo(line, 12);
  });

  it("keeps a manifest of each run, three of which looked at the test split", () => {
    const manifests = [zeroShot.manifest, curve.manifest, ...probe.manifests];
    expect(curve.manifest).toMatchObject({
      kind: "few-shot-curve",
      options: { shots: [1, 8], seeds: [1] },
      dataset: { name: "renditions/streamline-emojis" },
    });
    expect(testLooks({ runs: manifests })).toMatchObject([
      { dataset: "renditions/streamline-emojis", looks: 3 },
    ]);
  });

  it("says in a sentence what it does not take", async () => {
    expect(await clipscope("--shots", "1,x")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--shots.*"x"/),
    });
    expect(await clipscope("--seeds", "0")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--seeds.*"0"/),
    });
    expect(await clipscope("--rendition", "flat")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no rendition "flat"/),
    });
  });
});
