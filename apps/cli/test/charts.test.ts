import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { wilsonInterval } from "@clipscope/toolkit/metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clipscope, type SmallStudy, smallStudy } from "./small-study.js";

let study: SmallStudy;
beforeAll(async () => {
  study = await smallStudy();
});
afterAll(() => rm(study.folder, { recursive: true, force: true }));

/** Runs a command with --json and --svg: its result, and the texts of the drawing. */
async function drawn(...args: string[]) {
  const file = join(study.folder, "chart.svg");
  const { code, out, err } = await clipscope([...args, "--model", study.model, "--json", "--svg", file]);
  expect(code).toBe(0);
  expect(err).toContain(`The chart is in ${file}.`);
  const svg = await readFile(file, "utf8");
  const words = [...svg.matchAll(/<(?:text|title)[^>]*>([^<]*)</g)].map(([, text]) => text);
  return { result: JSON.parse(out).result, svg, words };
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

describe("--svg", () => {
  it("of eval draws the confusion matrix that the result has, with title, number of images and source", async () => {
    const { result, words } = await drawn("eval", study.table);
    const { classes, confusion, top1 } = result;
    const counts: number[] = confusion.counts;
    const cells = counts.flatMap((n, at) => {
      const [label, prediction] = [Math.floor(at / 3), at % 3].map((c) => classes[c].names[0]);
      return n > 0 ? [`${label}, predicted ${prediction}: ${n} image${n === 1 ? "" : "s"}, `] : [];
    });
    expect(cells.length).toBeGreaterThan(2);
    for (const cell of cells) expect(words.some((text) => text.startsWith(cell))).toBe(true);
    const text = words.join(" "); // titles and notes are broken into lines
    expect(text).toContain(`model is right on ${percent(top1.value)} of all`);
    expect(text).toContain("n = 36 images");
    expect(words).toContain("Data: all · Model: model");
  });

  it("of eval --calibration draws the reliability of the result's bins", async () => {
    const { result, words } = await drawn("eval", study.table, "--calibration");
    const full = result.asTrained.bins.filter(({ count }: { count: number }) => count > 0);
    expect(full.length).toBeGreaterThan(0);
    for (const { confidence, accuracy, count } of full) {
      expect(
        words.some((text) =>
          text.includes(`${percent(confidence)} sure, ${percent(accuracy)} right, n = ${count}`),
        ),
      ).toBe(true);
    }
  });

  it("of robustness draws each distribution's accuracy, or with baselines the plot against the reference", async () => {
    const bars = await drawn("robustness", study.table, "--shift", "style");
    const [{ scores }] = bars.result.classifiers;
    for (const { shift, accuracy } of scores) {
      const [low, high] = wilsonInterval(accuracy.successes, accuracy.n);
      expect(bars.words).toContain(
        `${shift}: ${percent(accuracy.value)} (${percent(low)} to ${percent(high)}), n = 18`,
      );
    }
    const table = join(study.folder, "baselines.csv");
    await writeFile(table, "model,flat,rough\none,40,30\ntwo,60,45\nthree,80,72\n");
    const plot = await drawn("robustness", study.table, "--shift", "style", "--baselines", table);
    const [{ classifiers, line }] = plot.result.effective;
    const { x, y, effective } = classifiers[0];
    const side = effective < 0 ? "below" : "above";
    const said = new RegExp(
      `^zero-shot: ${percent(x)} → ${percent(y)} \\(.*\\), ${(100 * Math.abs(effective)).toFixed(1)} points ${side} the line$`,
    );
    expect(plot.words.some((text) => said.test(text))).toBe(true);
    expect(plot.words).toContain("3 baseline models");
    expect(plot.words).toContain(`slope ${line.slope.toFixed(2)}, r² ${line.r2.toFixed(2)}`);
  });

  it("of robustness --corruptions draws a curve for each kind", async () => {
    const { result, words } = await drawn(
      "robustness",
      study.flat,
      "--corruptions",
      "--kinds",
      "fog,contrast",
      "--severities",
      "1,5",
    );
    const [{ byKind }] = result.curves;
    expect(words).toEqual(expect.arrayContaining(["Fog", "Contrast"]));
    expect(
      words.some((text) => text.startsWith(`Fog, zero-shot, severity 5: ${percent(byKind.fog[1].value)}`)),
    ).toBe(true);
  });

  it("is the same file every time, without anything of a page", async () => {
    const [first, second] = [await drawn("eval", study.table), await drawn("eval", study.table)];
    expect(first.svg).toBe(second.svg);
    expect(first.svg).not.toMatch(/var\(|light-dark/);
  });

  it("is refused before the work where it cannot be written, and where there is nothing to draw", async () => {
    const args = ["eval", study.table, "--model", study.model];
    const nowhere = await clipscope([...args, "--svg", join(study.folder, "none", "a.svg")]);
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringMatching(/folder .*none does not exist/) });
    const ablation = await clipscope([...args, "--ablation", "--svg", join(study.folder, "a.svg")]);
    expect(ablation).toMatchObject({
      code: 2,
      err: expect.stringMatching(/with --ablation there is neither/),
    });
  });
});
