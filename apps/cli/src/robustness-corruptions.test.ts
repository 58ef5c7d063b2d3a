import { loadClip } from "@clipscope/core";
import { CORRUPTIONS, corrupt } from "@clipscope/datasets/corruptions";
import { defaultPacksFolder, openRenditions, subgroupTask } from "@clipscope/datasets/renditions";
import { miniFolder, supervisedResults } from "@clipscope/mini";
import { accuracyOf, bestOf } from "@clipscope/mini/supervised";
import type { Proportion } from "@clipscope/toolkit";
import { describe, expect, it } from "vitest";
import { asText } from "./robustness-corruptions.js";
import { run } from "./run.js";

interface Report {
  images: number;
  kinds: { id: string; inMean: boolean }[];
  errors: { relativeTo: string; over: string[] };
  models: {
    name: string;
    clean: Proportion;
    byKind: Record<string, Proportion[]>;
    meanCorruptionError: number;
  }[];
}

async function clipscope(args: string[], signal?: AbortSignal) {
  let out = "";
  let err = "";
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    signal,
  };
  return { code: await run(["robustness", "--corruptions", ...args], io), out, err };
}

describe("clipscope robustness --corruptions, on the built-in model and data", async () => {
  const kinds = ["contrast", "saturate"];
  const { out } = await clipscope(["--kinds", kinds.join(","), "--json"]);
  const report: Report = JSON.parse(out);
  const [supervised, , members] = report.models;

  it("starts at severity 0 where the supervised model's committed result and zero-shot without corruption are", async () => {
    const best = bestOf(await supervisedResults());
    expect(supervised.name).toBe(`supervised (${best.name})`);
    // Its weights are shipped in float16, and were scored before.
    const committed = accuracyOf(best.test.twemoji) * report.images;
    expect(Math.abs(supervised.clean.successes - committed)).toBeLessThanOrEqual(2);
    expect(members.clean).toMatchObject({ n: report.images, method: "wilson", level: 0.95 });
  });

  it("scores zero-shot at a severity as plain loops over the corrupted drawings do", async () => {
    const data = await openRenditions(await defaultPacksFolder());
    const task = subgroupTask(data);
    const images = await data.load("twemoji");
    const { rows, labels } = task.images(images, "test");
    const clip = await loadClip(miniFolder());
    const pictures = Array.from(rows, (row) => corrupt(images.image(row), "contrast", 4, { seed: row }));
    const { data: embedded, cols } = await clip.embedImages(pictures);
    const anchors: number[][] = [];
    for (const prompts of task.classPrompts) {
      const texts = await clip.embedTexts(prompts);
      anchors.push(
        Array.from({ length: cols }, (_, i) =>
          prompts.reduce((sum, _, row) => sum + texts.data[row * cols + i], 0),
        ),
      );
    }
    const cosine = (anchor: number[], row: number) =>
      anchor.reduce((sum, x, i) => sum + x * embedded[row * cols + i], 0) / Math.hypot(...anchor);
    const right = [...labels.keys()].filter((row) => {
      const cosines = anchors.map((anchor) => cosine(anchor, row));
      return cosines.indexOf(Math.max(...cosines)) === labels[row];
    });
    expect(members.byKind.contrast[3].successes).toBe(right.length);
    clip.dispose();
  });

  it("takes the mean corruption error over the kinds that count, in units of the supervised model's", () => {
    expect(report.errors).toEqual({ relativeTo: supervised.name, over: ["contrast"] });
    const wrong = ({ byKind }: Report["models"][number]) =>
      byKind.contrast.reduce((sum, { n, successes }) => sum + n - successes, 0);
    for (const model of report.models) {
      expect(Object.keys(model.byKind)).toEqual(kinds);
      expect(model.byKind.saturate).toHaveLength(5);
      expect(model.meanCorruptionError).toBeCloseTo(wrong(model) / wrong(supervised), 12);
    }
  });

  it("prints the same figures as a table, and which kinds do not count", () => {
    const text = asText(
      report.models,
      CORRUPTIONS.filter(({ id }) => kinds.includes(id)),
    );
    for (const { name, byKind } of report.models) {
      const part = text.slice(text.indexOf(`${name}, ${report.images} drawings`));
      const row = /^contrast .*$/m.exec(part)?.[0].match(/[\d.]+(?= \()/g);
      expect(row?.slice(1)).toEqual(byKind.contrast.map(({ value }) => (100 * value).toFixed(1)));
      expect(part).toMatch(/^saturate \* /m);
    }
  });
});

it("names the kinds there are, and stops when it is told to", async () => {
  const unknown = await clipscope(["--kinds", "rain"]);
  expect(unknown).toMatchObject({ code: 2, out: "" });
  expect(unknown.err).toContain(
    `There is no corruption "rain". There are: ${CORRUPTIONS.map(({ id }) => id).join(", ")}.`,
  );
  const uncounted = await clipscope(["--kinds", "saturate"]);
  expect(uncounted.code).toBe(0);
  expect(uncounted.out).toContain("No mean corruption error: none of the kinds is one of those");
  const stopped = await clipscope([], AbortSignal.timeout(2_500));
  expect(stopped).toMatchObject({ code: 1, out: "" });
  expect(stopped.err).toMatch(/stopped|cancelled/);
});
