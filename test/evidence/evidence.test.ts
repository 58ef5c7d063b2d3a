import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readSafetensors } from "@clipscope/core";
import { readEmbeddings } from "@clipscope/datasets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import { writeImages } from "./images.mjs";

// The whole command line on images and with a checkpoint that are not built in. The goldens are transformers' and
// scikit-learn's, by test/parity/reference/make_evidence.py.
const run = promisify(execFile);
const cli = join(root, "apps/cli/dist/main.js");
const model = join(import.meta.dirname, "model");
const goldens = join(root, "test/parity/goldens");
const golden = JSON.parse(await readFile(join(goldens, "evidence.json"), "utf8"));
const templates = (golden.templates as string[]).flatMap((template) => ["--templates", template]);

let folder: string;
let rows: { path: string; label: string; style: string; split: string }[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-evidence-"));
  const written = await writeImages(folder);
  rows = written.rows;
  expect(written).toMatchObject({ sha256: golden.images.sha256 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function clipscope(...args: string[]) {
  const { stdout, stderr } = await run(process.execPath, [cli, ...args, "--model", model], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
  return { stdout, stderr };
}
const json = async (...args: string[]) => JSON.parse((await clipscope(...args, "--json")).stdout);

interface Found {
  value: number;
  low: number;
  high: number;
  n: number;
}
function expectProportion(actual: Found, expected: Found) {
  expect(actual.n).toBe(expected.n);
  for (const end of ["value", "low", "high"] as const) expect(actual[end]).toBeCloseTo(expected[end], 9);
}

test("embed writes what transformers computes, with the rows' keys and labels", async () => {
  await clipscope("embed", ".", "--out", "all.safetensors");
  const { embeddings, columns } = await readEmbeddings(join(folder, "all.safetensors"));
  const expected = readSafetensors(await readFile(join(goldens, "evidence.safetensors")), "evidence").tensors;
  const theirs = expected.get("embeddings")?.data as Float32Array;
  expect(embeddings.keys).toEqual(rows.map(({ path }) => path));
  expect(columns.get("label")).toMatchObject({ kind: "category" });
  const difference = Math.max(...embeddings.data.map((value, i) => Math.abs(value - theirs[i])));
  expect(difference).toBeLessThan(1e-5);
});

describe("eval", () => {
  test("prints what the README says", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const [block] = /(?<=```text\n)model on shapes[\s\S]*?(?=```)/.exec(readme) ?? [];
    const { stdout } = await clipscope("eval", ".", "--templates", "a {}", "--templates", "a sketch of a {}");
    expect(stdout.replace(/on \S+: zero/, "on shapes: zero")).toBe(block);
  });

  test("names as many images as transformers does, each of them the same", async () => {
    const { result, manifest } = await json("eval", ".", ...templates);
    expectProportion(result.top1, golden.zeroShot.top1);
    expectProportion(result.inTopK, golden.zeroShot.top5);
    expect(result.classes.map(({ names }: { names: string[] }) => names[0])).toEqual(golden.classes);
    expect(result.predictions).toEqual(golden.zeroShot.predictions);
    golden.classes.forEach((name: string, c: number) => {
      const { precision, recall, "f1-score": f1, support } = golden.zeroShot.report[name];
      const { perClass } = result;
      expect(perClass.count[c]).toBe(support);
      expect([perClass.precision[c], perClass.recall[c], perClass.f1[c]].map((x) => x.toFixed(12))).toEqual(
        [precision, recall, f1].map((x) => x.toFixed(12)),
      );
    });
    expect(manifest).toMatchObject({
      dataset: { rows: golden.images.rows },
      model: { hash: expect.stringMatching(/^[0-9a-f]{64}$/), dtype: "float32" },
      templates: { texts: golden.templates },
    });
  });

  test.each(["{}", "a sketch of a {}"])(
    "with “%s” gives transformers' accuracy, by style and of all",
    async (template) => {
      const { stdout } = await clipscope("eval", "labels.csv", "--templates", template, "--csv");
      const [head, ...lines] = stdout
        .trimEnd()
        .split("\r\n")
        .map((line) => line.split(","));
      const top1 = Object.fromEntries(lines.map((line) => [line[0], Number(line[head.indexOf("top-1")])]));
      expect(Object.keys(top1)).toEqual(["painted", "sketch", "all"]);
      expect(top1.all).toBeCloseTo(golden.oneTemplate[template], 9);
      expect((top1.painted + top1.sketch) / 2).toBeCloseTo(top1.all, 9);
    },
  );
});

test("probe has scikit-learn's λ and its accuracy on test", async () => {
  const { result } = await json("probe", ".");
  expect(result.lambda).toBeCloseTo(golden.probe.lambda, 6);
  expectProportion(result.accuracy, golden.probe.test);
  expect(result.predictions).toEqual(golden.probe.predictions);
});

test("few-shot has the scores of scikit-learn's probes on the same draws, and the same zero-shot line", async () => {
  const [shots, seeds] = [golden.fewShot.map(({ shots }: { shots: number }) => shots), [0, 1, 2]];
  const { result } = await json(
    "few-shot",
    ".",
    ...templates,
    "--shots",
    shots.join(),
    "--seeds",
    seeds.join(),
  );
  const scores = result.curve.points.flatMap((point: { scores: number[] }) => point.scores);
  const theirs = golden.fewShot.flatMap((point: { scores: number[] }) => point.scores);
  const apart = scores.map((score: number, i: number) => Math.abs(80 * (score - theirs[i])));
  // Under a penalty of 1e6, scikit-learn's L-BFGS stops early, where two values of λ are equally good.
  expect(Math.max(...apart)).toBeLessThan(2.001);
  expect(apart.filter((images: number) => images > 0.001).length).toBeLessThanOrEqual(1);
  expectProportion(result.zeroShot, golden.zeroShotOnTest);
});

test("robustness has each style's accuracy, of words and of a probe", async () => {
  const { result } = await json("robustness", ".", ...templates, "--reference", "painted");
  const [zeroShot] = result.classifiers;
  for (const { shift, accuracy } of zeroShot.scores)
    expectProportion(accuracy, golden.zeroShot.byStyle[shift]);
  expect(result.shifts).toEqual(["painted", "sketch"]);
});

test.each(golden.search as { query: string; keys: string[]; cosines: number[] }[])(
  "search for “$query” finds the ten images that transformers finds",
  async ({ query, keys, cosines }) => {
    const { result } = await json("search", ".", query, "--top", "10");
    const found = result.found as { key: string; cosine: number }[];
    expect(found.map(({ key }) => key)).toEqual(keys);
    found.forEach(({ cosine }, i) => {
      expect(cosine).toBeCloseTo(cosines[i], 5);
    });
  },
);
