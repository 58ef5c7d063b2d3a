import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeImage, loadClip } from "@clipscope/core";
import { CORRUPTIONS, corrupt } from "@clipscope/datasets/corruptions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clipscope, csvRows, LABELS, rankedByHand, type SmallStudy, smallStudy } from "./small-study.js";

let study: SmallStudy;
beforeAll(async () => {
  study = await smallStudy();
});
afterAll(() => rm(study.folder, { recursive: true, force: true }));

const json = async (...args: string[]) => {
  const { code, out, err } = await clipscope([...args, "--model", study.model, "--json"]);
  expect(err).not.toMatch(/\n {4}at /);
  expect(code).toBe(0);
  return JSON.parse(out);
};
const logit = (p: number) => Math.log(p / (1 - p));
const expit = (x: number) => 1 / (1 + Math.exp(-x));

describe("clipscope robustness", () => {
  it("has in each style the accuracy that counting by hand has, whether a column or two folders tell them apart", async () => {
    const ranked = await rankedByHand(
      study.model,
      study.rows.map(({ path }) => join(study.folder, path)),
      LABELS.map((label) => [`a photo of a ${label}.`]),
    );
    const right = (style: string) =>
      study.rows.filter((row, i) => row.style === style && ranked[i][0] === LABELS.indexOf(row.label)).length;
    const byColumn = await json("robustness", study.table, "--shift", "style");
    const byFolder = await json("robustness", study.flat, study.rough);
    for (const { result } of [byColumn, byFolder]) {
      expect(result.shifts).toEqual(["flat", "rough"]);
      const [{ name, scores }] = result.classifiers;
      expect(name).toBe("zero-shot");
      for (const { shift, accuracy } of scores) {
        expect(accuracy).toMatchObject({ successes: right(shift), n: 18, method: "wilson" });
      }
    }
    expect(byFolder.result.column).toBe("dataset");
    const turned = await json("robustness", study.table, "--reference", "rough");
    expect(turned.result.shifts).toEqual(["rough", "flat"]);
  });

  it("measures effective robustness from the line through a table of other models' results", async () => {
    const baselines = [
      ["one", 40, 30],
      ["two", 60, 45],
      ["three", 80, 72],
    ] as const;
    const table = join(study.folder, "baselines.csv");
    await writeFile(table, `model,flat,rough\n${baselines.map((row) => row.join(",")).join("\n")}\n`);
    const { result, manifest } = await json("robustness", study.table, "--baselines", table);
    const x = baselines.map(([, flat]) => logit(flat / 100));
    const y = baselines.map(([, , rough]) => logit(rough / 100));
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const slope =
      x.reduce((sum, each, i) => sum + (each - mean(x)) * (y[i] - mean(y)), 0) /
      x.reduce((sum, each) => sum + (each - mean(x)) ** 2, 0);
    const intercept = mean(y) - slope * mean(x);
    const [{ shift, line, classifiers }] = result.effective;
    expect(shift).toBe("rough");
    expect(line).toMatchObject({
      slope: expect.closeTo(slope, 9),
      intercept: expect.closeTo(intercept, 9),
      n: 3,
    });
    const [{ scores }] = result.classifiers;
    const [flat, rough] = scores.map(({ accuracy }: { accuracy: { value: number } }) => accuracy.value);
    expect(classifiers[0].effective).toBeCloseTo(rough - expit(slope * logit(flat) + intercept), 9);
    expect(manifest.options.baselines).toEqual({ source: "baselines", models: 3 });
  });

  it("learns a probe from the reference alone, and scores both on test", async () => {
    const { result } = await json("robustness", study.table, "--probe");
    expect(result.classifiers.map(({ name }: { name: string }) => name)).toEqual([
      "zero-shot",
      "linear probe",
    ]);
    expect(result.rows).toEqual(study.rows.flatMap(({ split }, row) => (split === "test" ? [row] : [])));
    const alone = await json("probe", study.table, "--where", "style=flat");
    const onFlat = result.classifiers[1].scores[0].accuracy;
    expect(onFlat).toMatchObject({ successes: alone.result.accuracy.successes, n: 6 });
  });

  it("says which classes two datasets do not share", async () => {
    const other = join(study.folder, "other.csv");
    const lines = study.rows.map(({ path, label }) => `${path},${label === "cat" ? "dog" : label}`);
    await writeFile(other, `path,label\n${lines.join("\n")}\n`);
    const { err } = await clipscope(["robustness", study.table, other, "--model", study.model]);
    expect(err).toMatch(/The classes differ: all lacks 1 of 4 \(dog\); other lacks 1 of 4 \(cat\)\./);
  });
});

describe("clipscope robustness --corruptions", () => {
  it("scores what plain loops over corrupted pixels score", async () => {
    const args = [
      "robustness",
      study.flat,
      "--corruptions",
      "--kinds",
      "contrast,saturate",
      "--severities",
      "2,5",
    ];
    const { result } = await json(...args, "--size", "own");
    const rows = study.rows.slice(0, 18);
    const clip = await loadClip(study.model);
    const texts = await clip.embedTexts(LABELS.map((label) => `a photo of a ${label}.`));
    const right = async (kind: "contrast" | "saturate", severity: number) => {
      const pictures = await Promise.all(
        rows.map(async ({ path }, row) =>
          corrupt(await decodeImage(join(study.folder, path)), kind, severity, { seed: row }),
        ),
      );
      const { data, cols } = await clip.embedImages(pictures);
      const cosine = (row: number, c: number) =>
        Array.from({ length: cols }, (_, k) => data[row * cols + k] * texts.data[c * cols + k]).reduce(
          (a, b) => a + b,
        );
      return rows.filter(({ label }, row) => {
        const cosines = LABELS.map((_, c) => cosine(row, c));
        return cosines.indexOf(Math.max(...cosines)) === LABELS.indexOf(label);
      }).length;
    };
    const [{ byKind }] = result.curves;
    for (const kind of ["contrast", "saturate"] as const) {
      for (const [at, severity] of [2, 5].entries()) {
        expect(byKind[kind][at]).toMatchObject({ successes: await right(kind, severity), n: 18 });
      }
    }
    clip.dispose();
    const { out } = await clipscope([...args, "--model", study.model, "--csv"]);
    expect(csvRows(out).map(({ kind }) => kind)).toEqual(["contrast", "saturate *"]);
  });

  it("names the kinds there are", async () => {
    const unknown = await clipscope(["robustness", study.flat, "--corruptions", "--kinds", "rain"]);
    expect(unknown).toMatchObject({ code: 2, out: "" });
    expect(unknown.err).toBe(
      `Unknown corruption "rain". The kinds are: ${CORRUPTIONS.map(({ id }) => id).join(", ")}.\n`,
    );
  });
});
