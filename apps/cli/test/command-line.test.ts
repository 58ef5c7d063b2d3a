import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clipscope, type SmallStudy, smallStudy } from "./small-study.js";

let study: SmallStudy;
beforeAll(async () => {
  study = await smallStudy();
});
afterAll(() => rm(study.folder, { recursive: true, force: true }));

describe("what goes wrong is a sentence on stderr", () => {
  const cases: [args: string[], code: number, sentence: RegExp][] = [
    [[], 2, /clipscope <command>/],
    [
      ["classify"],
      2,
      /Unknown command "classify"\. The commands are: embed, eval, probe, few-shot, robustness, search, run, explore\./,
    ],
    [["evla", "TABLE"], 2, /Unknown command "evla"; did you mean eval\?/],
    [["eval", "TABLE", "--shfit", "style"], 2, /^Unknown option --shfit; did you mean --shift\?\n$/],
    [["eval", "TABLE", "--colour"], 2, /Unknown option --colour\. --help lists the options\./],
    [["eval"], 2, /No data given/],
    [["eval", "TABLE", "more"], 2, /Unexpected argument "more"/],
    [["eval", "no-such"], 1, /^There is no file or folder no-such\.\n$/],
    [["eval", "TABLE", "--model", "./no-such"], 1, /\.\/no-such/],
    [["eval", "MODEL"], 1, /is a checkpoint .*, not data: give it as the model \(--model /],
    [["eval", "TABLE", "--model", "FLAT"], 1, /is not a CLIP checkpoint/],
    [
      ["eval", "TABLE", "--label", "lable"],
      1,
      /no column “lable” .*the columns are path, label, style, split/,
    ],
    [["eval", "TABLE", "--where", "style"], 2, /--where must be column=value/],
    [
      ["eval", "TABLE", "--where", "color=red"],
      2,
      /no column "color"\. Its columns: "path", "label", "style", "split"/,
    ],
    [["eval", "TABLE", "--where", "style=round"], 2, /no row of all matches/],
    [
      ["eval", "TABLE", "--templates", "photo of a"],
      2,
      /--templates must be a template with {} .*got "photo of a"/,
    ],
    [["eval", "TABLE", "--classes", "cat"], 1, /only one class, "cat"/],
    [["eval", "TABLE", "--predictions", "no-such/p.csv"], 2, /the folder no-such does not exist/],
    [["eval", "TABLE", "--engine", "steam"], 2, /--engine must be one of auto, .*got "steam"/],
    [["eval", "TABLE", "--backend", "abacus"], 2, /--backend must be one of auto, .*got "abacus"/],
    [["eval", "TABLE", "--decode", "upright"], 2, /--decode must be name=value/],
    [["eval", "TABLE", "--decode", "turned=left"], 1, /no decode option turned/],
    [["eval", "TABLE", "--batch-size", "0"], 2, /--batch-size must be a whole number of at least 1, got "0"/],
    [["eval", "renditions/twemojis"], 1, /rendition "twemojis".*twemoji, noto/],
    [["embed", "TABLE"], 2, /--out is missing/],
    [
      ["embed", "TABLE", "--out", "a.txt"],
      2,
      /can't be written to a\.txt: its name should end in \.parquet, /,
    ],
    [["embed", "TABLE", "--out", "no-such/a.npy"], 2, /the folder no-such does not exist/],
    [["embed", "TABLE", "--out", "a.npy", "--features", "all"], 2, /--features must be one of .*got "all"/],
    [["few-shot", "TABLE", "--shots", "1,x"], 2, /--shots.*"x"/],
    [["few-shot", "TABLE", "--seeds", "1,1"], 2, /--seeds repeats a number/],
    [["robustness", "TABLE", "--kinds", "snow"], 2, /--kinds requires --corruptions/],
    [
      ["robustness", "TABLE", "--shift", "split", "--reference", "first"],
      2,
      /"first".*can't be the reference/,
    ],
    [["eval", "TABLE", "--classes", "no.txt"], 2, /--classes: there is no file no\.txt\./],
    [["eval", "TABLE", "--templates", "no.txt"], 2, /--templates: there is no file no\.txt\./],
    [["embed", "--texts", "no.txt", "--out", "a.npy"], 2, /^--texts: there is no file no\.txt\./],
    [["search", "TABLE"], 2, /No query given/],
    [
      ["search", "TABLE", "--like-key", "x"],
      2,
      /no row with the key "x"; the first is "flat\/apple\/0\.ppm"/,
    ],
    [["search", "TABLE", "--like", "no.jpg"], 2, /^--like: there is no file no\.jpg\. /],
  ];
  it.each(cases)("clipscope %j", async (args, code, sentence) => {
    const places: Record<string, string> = { TABLE: study.table, FLAT: study.flat, MODEL: study.model };
    const given = args.map((arg) => places[arg] ?? arg);
    const result = await clipscope(given);
    expect(result.err).toMatch(sentence);
    expect(result.code).toBe(code);
    expect(result.err).not.toMatch(/\n {4}at /);
    expect(result.out).toBe("");
  });

  it("when --out can't be written, before any work", async () => {
    const taken = join(study.folder, "taken.npy");
    await mkdir(taken);
    const { code, err } = await clipscope(["embed", study.table, "--out", taken]);
    expect([code, err]).toEqual([2, `${taken} is a folder: --out must name a file.\n`]);
  });

  it("when a table's images are not there", async () => {
    const table = join(study.folder, "lost.csv");
    await writeFile(table, "path,label\nlost/1.png,cat\nlost/2.png,boat\n");
    const { code, err } = await clipscope(["eval", table]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /None of the 2 image paths in the column “path” leads to a file; the first is lost\/1\.png/,
    );
    const rooted = join(await mkdtemp(join(tmpdir(), "clipscope-cli-table-")), "all.csv");
    await writeFile(rooted, "path,label\nflat/apple/0.ppm,apple\nflat/cat/0.ppm,cat\n");
    const args = ["eval", rooted, "--model", study.model];
    expect((await clipscope(args)).code).toBe(1);
    expect((await clipscope([...args, "--image-root", study.folder])).code).toBe(0);
  });
});

it("names that are identifiers rather than words are pointed out, with what to do", async () => {
  const table = join(study.folder, "identifiers.csv");
  const lines = study.rows.map(({ path, label }) => `${path},${label === "cat" ? "AnnualCrop" : label}`);
  await writeFile(table, `path,label\n${lines.join("\n")}\n`);
  const { err } = await clipscope(["eval", table, "--model", study.model]);
  expect(err).toContain("AnnualCrop");
  expect(err).toContain("--classes label=name");
  const renamed = await clipscope([
    "eval",
    table,
    "--model",
    study.model,
    "--classes",
    "AnnualCrop=annual crop,apple,boat",
  ]);
  expect(renamed.err).not.toContain("--classes label=name");
});

it("rows without a label are counted and left out", async () => {
  const table = join(study.folder, "unlabeled.csv");
  const lines = study.rows.map(({ path, label }, i) => `${path},${i < 5 ? "" : label}`);
  await writeFile(table, `path,label\n${lines.join("\n")}\n`);
  const { code, out, err } = await clipscope(["eval", table, "--model", study.model, "--json"]);
  expect([code, JSON.parse(out).result.top1.n]).toEqual([0, 31]);
  expect(err).toContain("Left out: 5 with no label.");
});

it("the built program runs in plain Node", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const built = spawnSync(process.execPath, [tsc, "-b", "apps/cli"], { cwd: root, encoding: "utf8" });
  expect(built).toMatchObject({ status: 0, stdout: "", stderr: "" });
  const program = join(root, "apps/cli/dist/main.js");
  const call = (...args: string[]) =>
    spawnSync(process.execPath, [program, ...args], { encoding: "utf8", env: {} });
  expect(call("--help")).toMatchObject({ status: 0, stderr: "" });
  for (const command of ["embed", "eval", "probe", "few-shot", "robustness", "search"]) {
    const { status, stdout, stderr } = call(command, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^clipscope ${command} `));
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(130);
  }
  expect(call("nonsense")).toMatchObject({ status: 2, stdout: "" });
  const evaluated = call("eval", study.table, "--model", study.model);
  expect(evaluated.status).toBe(0);
  expect(evaluated.stdout).toMatch(/^all +36 /m);
});
