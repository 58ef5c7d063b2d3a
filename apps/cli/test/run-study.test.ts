import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newDocument, printStudy, type StudyDocument } from "@clipscope/study";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clipscope, csvFile, type SmallStudy, smallStudy } from "./small-study.js";

let study: SmallStudy;
beforeAll(async () => {
  study = await smallStudy();
});
afterAll(() => rm(study.folder, { recursive: true, force: true }));

const file = (name: string) => join(study.folder, name);
const save = (name: string, document: Partial<StudyDocument>) =>
  writeFile(file(name), printStudy(newDocument(document), []));
const model = { kind: "path", path: "model" } as const;

describe("clipscope run", () => {
  it("repeats what eval saved: accuracy, predictions, hashes", async () => {
    const saved = file("saved.json");
    const evaluated = await clipscope([
      ...["eval", study.table, "--model", study.model, "--templates", "a {}", "--templates", "the {}"],
      ...["--classes", "apple,boat=ship|boat", "--json", "--save", saved, "--predictions", file("eval.csv")],
    ]);
    const ran = await clipscope(["run", saved, "--json", "--predictions", file("run.csv")]);
    expect(ran.code).toBe(0);
    const [first, second] = [JSON.parse(evaluated.out), JSON.parse(ran.out)];
    expect(second.result.top1).toEqual(first.result.top1);
    expect(second.result.top1.n).toBe(24);
    const labeled = second.result.labels.map((label: number) => label >= 0);
    for (const name of ["rows", "labels", "predictions", "confidences"]) {
      expect(second.result[name].filter((_: number, i: number) => labeled[i])).toEqual(first.result[name]);
    }
    expect(second.manifest).toEqual({ ...first.manifest, created: second.manifest.created });
    expect(second.dataset.hash).toBe(first.manifest.dataset.hash);
    expect(second.model.hash).toBe(first.manifest.model.hash);
    const lines = await csvFile(file("run.csv"));
    const labeledLines = lines.filter((_, i) => labeled[i]);
    expect(labeledLines).toEqual(await csvFile(file("eval.csv")));
    expect(lines).toHaveLength(36);
  });

  it("prints accuracy, interval and hashes as text and as a table", async () => {
    await save("flat.json", { data: { kind: "path", path: "flat" }, model });
    const { out, code } = await clipscope(["run", file("flat.json")]);
    expect(code).toBe(0);
    expect(out).toMatch(/^model on flat, “Classes”: zero-shot among 3 classes with 1 template/);
    const { manifest, result } = JSON.parse((await clipscope(["run", file("flat.json"), "--json"])).out);
    expect(out).toContain(`Data:  SHA-256 ${manifest.dataset.hash}\nModel: SHA-256 ${manifest.model.hash}\n`);
    expect(out).toMatch(new RegExp(`flat +18 +${(100 * result.top1.value).toFixed(1)}%`));
    const { out: csv } = await clipscope(["run", file("flat.json"), "--csv"]);
    const [, cells] = csv.trim().split("\n");
    expect(cells.split(",").slice(0, 4)).toEqual(
      ["flat", 18, result.top1.value, result.top1.low].map(String),
    );
  });

  it("finds chosen files beside the study, or where the options say", async () => {
    const data = { kind: "files", name: "rough" } as const;
    await save("chosen.json", { data, model: { kind: "files", name: "model" } });
    const beside = await clipscope(["run", file("chosen.json"), "--json"]);
    await mkdir(file("elsewhere"));
    await cp(file("chosen.json"), file("elsewhere/chosen.json"));
    const lost = await clipscope(["run", file("elsewhere/chosen.json")]);
    expect(lost.code).toBe(1);
    expect(lost.err).toContain("--data <path>");
    const given = ["--data", study.rough, "--model", study.model];
    const told = await clipscope(["run", file("elsewhere/chosen.json"), "--json", ...given]);
    expect(JSON.parse(told.out).result).toEqual(JSON.parse(beside.out).result);
    expect(JSON.parse(told.out).dataset.hash).toBe(JSON.parse(beside.out).dataset.hash);
  });

  it("says that data have changed since the study was saved, and goes on", async () => {
    await cp(study.flat, file("changing"), { recursive: true });
    const saved = file("changing.json");
    await clipscope(["eval", file("changing"), "--model", study.model, "--save", saved]);
    expect((await clipscope(["run", saved])).err).not.toContain("changed");
    await rm(file("changing/cat/0.ppm"));
    const { err, out, code } = await clipscope(["run", saved, "--json"]);
    expect(err).toContain("The data “changing” have changed since this study was saved");
    expect(JSON.parse(out).changed).toContain("have changed");
    expect(JSON.parse(out).result.top1.n).toBe(17);
    expect(code).toBe(0);
  });

  it("predicts for data without labels, of which there is no accuracy", async () => {
    const texts = [
      {
        id: "two",
        title: "Two words",
        base: "none",
        classes: ["red", "blue"].map((name) => ({ id: name, names: [name], of: [] })),
      },
    ] as const;
    const roles = { label: null };
    await save("words.json", { data: { kind: "path", path: "all.csv" }, model, roles, texts, active: "two" });
    const { out, code } = await clipscope(["run", file("words.json"), "--predictions", file("words.csv")]);
    expect(code).toBe(0);
    expect(out).toMatch(/images without labels\n\S+ +36/);
    const [first] = await csvFile(file("words.csv"));
    expect(first).toMatchObject({ label: "", correct: "" });
    expect(["red", "blue"]).toContain(first.prediction);
  });

  it("refuses what is not a study, or one that it can't read, with a sentence", async () => {
    await writeFile(
      file("newer.json"),
      JSON.stringify({ clipscope: "study", version: 3, document: {}, runs: [] }),
    );
    const newer = await clipscope(["run", file("newer.json")]);
    expect(newer.code).toBe(1);
    expect(newer.err).toContain("version 3");
    expect(newer.err).toContain("update Clipscope");
    await save("empty.json", {});
    const empty = await clipscope(["run", file("empty.json")]);
    expect(empty.code).toBe(1);
    expect(empty.err).toContain("No data are open");
    for (const args of [[], [file("none.json")], [study.flat], [file("flat.json"), "--set", "x"]]) {
      const { code, err } = await clipscope(["run", ...args]);
      expect(code).toBe(2);
      expect(err).toMatch(/\.\n$/);
    }
  });

  it("stops when it is cancelled", async () => {
    const control = new AbortController();
    control.abort();
    const { code } = await clipscope(["run", file("flat.json")], { signal: control.signal });
    expect(code).toBe(130);
  });
});

describe("clipscope eval --save", () => {
  it("writes paths relative to the study, so that the folder can move", async () => {
    const saved = file("relative.json");
    await clipscope(["eval", study.flat, "--model", study.model, "--save", saved]);
    const { document, runs } = JSON.parse(await readFile(saved, "utf8"));
    expect(document.data).toMatchObject({ kind: "path", path: "./flat" });
    expect(document.model).toMatchObject({ kind: "path", path: "./model" });
    expect(runs).toMatchObject([{ kind: "zero-shot", accuracy: { n: 18 } }]);
  });

  it("refuses options that a study does not hold", async () => {
    const args = ["eval", study.flat, "--model", study.model, "--save", file("x.json")];
    const { code, err } = await clipscope([...args, "--where", "label=cat"]);
    expect(code).toBe(2);
    expect(err).toContain("--where");
  });
});
