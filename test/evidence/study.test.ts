import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDataset } from "@clipscope/datasets";
import { embedDataset, evaluateZeroShot, openEncoder, openStudy, type Study } from "@clipscope/study";
import { effect } from "@preact/signals-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { golden } from "../parity/goldens.js";
import { writeImages } from "./images.mjs";

// Real pictures, a checkpoint that is not built in, and everything computed in this process.
const model = join(import.meta.dirname, "model");
let folder: string;
let study: Study;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-study-"));
  await writeImages(folder);
  study = await openStudy({ data: folder, model });
});
afterAll(async () => {
  study.dispose();
  await rm(folder, { recursive: true, force: true });
});

const dispatch = (command: Parameters<Study["history"]["dispatch"]>[0]) => study.history.dispatch(command);

test("accuracy, predictions and hashes are those of the evaluation", async () => {
  const { top1, predictions, manifest } = await study.scores().done;
  const dataset = await openDataset(folder);
  const encoder = await openEncoder(model);
  const images = await embedDataset(dataset, encoder);
  const { result } = await evaluateZeroShot({ dataset, images, encoder });
  encoder.dispose();
  expect(top1).toEqual(result.top1);
  expect(predictions).toEqual(result.predictions);
  expect(manifest.dataset.hash).toBe(dataset.hash);
  expect(study.dataset().value?.hash).toBe(dataset.hash);
  expect(study.model().value?.id.hash).toBe(encoder.id.hash);
});

test("templates are scored without embedding images again, and undo gives the first score at once", async () => {
  const embedded = study.embedded();
  const first = await study.scores().done;
  dispatch({ do: "set-templates", templates: ["{}"] });
  expect(study.embedded().key).toBe(embedded.key);
  expect(study.scores()).toMatchObject({ stale: { value: first } });
  expect(study.scores().value).toBeUndefined();
  const second = await study.scores().done;
  expect(second.manifest.templates?.texts).toEqual(["{}"]);
  study.history.undo();
  expect(study.scores().value).toBe(first);
  study.history.redo();
  expect(study.scores().value).toBe(second);
  study.history.undo();
});

test("what is only shown changes no key", async () => {
  const keys = () => [study.dataset(), study.embedded(), study.scores(), study.map()].map(({ key }) => key);
  await study.map().done;
  const before = keys();
  dispatch({ do: "set-view", view: "map", options: { zoom: [1, 2, 3] } });
  dispatch({ do: "open-view", view: "matrix" });
  dispatch({ do: "set-title", title: "Shapes" });
  dispatch({ do: "tag", tag: "odd", keys: [study.dataset().value?.keys[0] as string] });
  expect(keys()).toEqual(before);
  dispatch({ do: "set-seed", seed: 7 });
  const after = keys();
  expect(after.map((key, i) => key === before[i])).toEqual([true, true, true, false]);
  for (let i = 0; i < 5; i++) study.history.undo();
});

test("columns are the data's, the results' and the tags', over all rows", async () => {
  const { keys, rows } = await study.dataset().done;
  const scores = await study.scores().done;
  await study.findings(["outliers"]).done;
  await study.findings(["clusters"]).done;
  await study.map().done;
  const names = study.columns().map(({ name }) => name);
  expect(names).toEqual([
    ...["path", "label", "style", "split"],
    ...["class", "prediction", "confidence", "right", "x", "y"],
    ...["map honesty", "map stability", "cluster", "outlier score"],
  ]);
  const prediction = study.column("prediction");
  expect(prediction).toMatchObject({ kind: "category", values: scores.classes.map((each) => each.names[0]) });
  expect(study.column("prediction")).toBe(prediction);
  const right = study.column("right");
  expect(right?.kind === "category" && right.codes.filter((code) => code === 0)).toHaveLength(
    scores.top1?.successes as number,
  );
  for (const name of ["confidence", "x", "y", "outlier score"]) {
    const column = study.column(name);
    expect(column?.kind === "number" && column.values.every((value) => !Number.isNaN(value))).toBe(true);
  }
  const cluster = study.column("cluster");
  expect(cluster?.kind === "category" && cluster.codes.some((code) => code >= 0)).toBe(true);
  dispatch({ do: "tag", tag: "odd", keys: keys.slice(3, 5) });
  expect(study.column("tags")).toMatchObject({ kind: "list", values: ["odd"], codes: Int32Array.of(0, 0) });
  study.history.undo();
  expect(rows).toBe(400);
  expect(study.columnState("hue")).toMatchObject({ status: "failed", error: { code: "not-found" } });
});

test("filters and the selection give sets of rows; filters by a prediction wait for it", async () => {
  expect(study.shown()?.count).toBe(400);
  dispatch({ do: "set-sample", sample: { column: "label", count: 3, seed: 1 } });
  expect(study.shown()?.count).toBe(120);
  dispatch({ do: "add-filter", filter: { kind: "values", column: "style", values: ["sketch"] } });
  expect(study.shown()?.count).toBe(60);
  dispatch({ do: "add-filter", filter: { kind: "values", column: "right", values: ["right"] } });
  expect(study.filters().map(({ status }) => status)).toEqual(["applied", "waiting"]);
  const scores = await study.scores().done;
  const style = study.column("style");
  const isSketch = (row: number) => style?.kind === "category" && style.values[style.codes[row]] === "sketch";
  const found = scores.rows.filter((row, i) => isSketch(row) && scores.predictions[i] === scores.labels[i]);
  expect(study.shown()?.rows()).toEqual(found);
  dispatch({ do: "add-filter", filter: { kind: "range", column: "style", from: 0 } });
  expect(study.filters()[2]).toMatchObject({ status: "failed" });
  expect(study.selected()?.count).toBe(0);
  const keys = Array.from(
    [found[0], found[0] === 0 ? 1 : 0],
    (row) => study.dataset().value?.keys[row] as string,
  );
  dispatch({ do: "select", selection: { kind: "rows", title: "two", keys } });
  expect(study.selected()?.rows()).toEqual(found.slice(0, 1));
  while (study.history.canUndo.value) study.history.undo();
});

test("a corrected label, a merge and a class left out change the scores, and no vector", async () => {
  const before = await study.scores().done;
  const { key } = study.embedded();
  const [row] = before.rows;
  const label = before.classes[before.labels[0]].names[0];
  dispatch({ do: "relabel", keys: [study.dataset().value?.keys[row] as string], value: "hexagon" });
  expect(study.classes().map(({ names }) => names[0])).toContain("hexagon");
  const corrected = await study.scores().done;
  expect(corrected.classes[corrected.labels[0]].names[0]).toBe("hexagon");
  const column = study.column("label");
  expect(column?.kind === "category" && column.values[column.codes[row]]).toBe("hexagon");
  study.history.undo();
  const [a, b] = study.classes();
  dispatch({ do: "merge-classes", classes: [a.id, b.id] });
  expect((await study.scores().done).classes).toHaveLength(9);
  study.history.undo();
  dispatch({ do: "leave-out", class: `label/${label}`, out: true });
  expect((await study.scores().done).rows).toHaveLength(360);
  expect(study.embedded().key).toBe(key);
  study.history.undo();
  expect(study.scores().value).toBe(before);
});

test("an effect follows the document, and a cancelled job can be started again", async () => {
  const seen: string[] = [];
  const stop = effect(() => void seen.push(study.scores().status));
  await study.scores().done;
  expect(seen).toEqual(["done"]);
  dispatch({ do: "set-templates", templates: ["a drawing of a {}"] });
  await Promise.resolve();
  for (const job of study.jobs.running.value) job.cancel();
  await expect(study.scores().done).rejects.toMatchObject({ code: "cancelled" });
  expect(study.scores().status).toBe("cancelled");
  study.scores().retry();
  await study.scores().done;
  expect(seen).toEqual(["done", "running", "cancelled", "running", "done"]);
  stop();
  study.history.undo();
});

test("two models stand side by side, each with its own scores", async () => {
  const first = await study.scores().done;
  expect(study.scores({ which: "compareWith" })).toMatchObject({ status: "missing", lacks: "model" });
  dispatch({ do: "compare-with", model: { kind: "path", path: golden("models/quick-gelu") } });
  const second = await study.scores({ which: "compareWith" }).done;
  expect(study.scores().value).toBe(first);
  expect(second.rows).toEqual(first.rows);
  expect(second.manifest.model.hash).not.toBe(first.manifest.model.hash);
  expect(study.runs.all.value.map(({ manifest }) => manifest.model.hash)).toContain(
    second.manifest.model.hash,
  );
  study.history.undo();
});

test("files that are given again under their name are opened again", async () => {
  const line = (i: number) =>
    JSON.stringify({ id: `${i}`, kind: i % 2 ? "a" : "b", embedding: [i, 1, 2, 3] });
  const table = (rows: number) =>
    new File([Array.from({ length: rows }, (_, i) => `${line(i)}\n`).join("")], "rows.jsonl");
  const chosen = await openStudy({ data: [table(4)] });
  expect(chosen.doc.value.data).toEqual({ kind: "files", name: "rows.jsonl" });
  const { hash, rows } = await chosen.dataset().done;
  expect(rows).toBe(4);
  chosen.provide("rows.jsonl", [{ path: "rows.jsonl", file: table(6) }]);
  expect(chosen.dataset()).toMatchObject({ status: "running", stale: { value: { hash } } });
  expect((await chosen.dataset().done).rows).toBe(6);
  chosen.dispose();
});

test("what is missing is said, with what to do", async () => {
  dispatch({ do: "set-role", role: "label", column: null });
  expect(study.scores()).toMatchObject({ status: "missing", lacks: "texts" });
  expect(study.probe()).toMatchObject({ status: "missing", lacks: "labels" });
  await expect(study.probe().done).rejects.toThrow("choose the column that has them");
  study.history.undo();
  dispatch({ do: "open-model", model: { kind: "none" } });
  await study.model().done;
  expect(study.embedded()).toMatchObject({ status: "missing", lacks: "model" });
  dispatch({ do: "open-data", data: null });
  expect(study.scores()).toMatchObject({ status: "missing", lacks: "data" });
  expect(study.shown()).toBeUndefined();
  study.history.undo();
  study.history.undo();
  expect(study.scores().status).toBe("done");
});

test("what was computed for other data is not shown as an earlier value", async () => {
  const first = await study.scores().done;
  dispatch({ do: "open-data", data: { kind: "path", path: join(folder, "sketch") } });
  expect(study.scores().stale).toBeUndefined();
  await study.dataset().done;
  expect(study.scores()).toMatchObject({ status: "waiting" });
  expect(study.scores().stale).toBeUndefined();
  study.history.undo();
  expect(study.scores().value).toBe(first);
});

test("runs are recorded once for each result", async () => {
  await study.scores().done;
  const zeroShot = () => study.runs.all.value.filter(({ kind }) => kind === "zero-shot");
  const count = zeroShot().length;
  expect(count).toBeGreaterThan(0);
  dispatch({ do: "set-templates", templates: ["{}"] });
  await study.scores().done;
  study.history.undo();
  await study.scores().done;
  expect(zeroShot()).toHaveLength(count);
});

test("data that have changed since the study was saved are marked, until they are accepted", async () => {
  const copy = await mkdtemp(join(tmpdir(), "clipscope-changed-"));
  for (const label of ["circle", "square"]) {
    await mkdir(join(copy, label));
    for (let i = 0; i < 4; i++) {
      await copyFile(
        join(folder, "sketch", label, `0${i}.${["jpg", "png", "webp"][i % 3]}`),
        join(copy, label, `${i}.png`),
      );
    }
  }
  const first = await openStudy({ data: copy, model });
  expect(first.changed()).toBeUndefined();
  const saved = first.savedDocument();
  first.dispose();
  expect(saved.data?.hash).toHaveLength(64);
  expect(saved.model.hash).toHaveLength(64);
  await writeFile(join(copy, "circle", "notes.txt"), "not an image");
  await copyFile(join(folder, "painted/circle/00.jpg"), join(copy, "circle", "new.jpg"));
  const again = await openStudy(saved);
  const changed = again.changed();
  expect(changed?.parts).toMatchObject([{ of: "data", accept: { hash: again.dataset().value?.hash } }]);
  expect(changed?.message).toContain("have changed since this study was saved");
  expect((await again.scores().done).rows).toHaveLength(9);
  expect(again.savedDocument().data?.hash).toBe(saved.data?.hash);
  again.acceptChanged();
  expect(again.changed()).toBeUndefined();
  expect(again.savedDocument().data?.hash).toBe(again.dataset().value?.hash);
  again.dispose();
  await rm(copy, { recursive: true });
});

test("data and models that can't be opened are refused with their error", async () => {
  await expect(openStudy({ data: join(folder, "nothing"), model })).rejects.toMatchObject({
    code: "not-found",
  });
  await expect(openStudy({ data: folder, model: { kind: "files", name: "vit" } })).rejects.toThrow("vit");
  await expect(openStudy({ data: folder, templates: ["{}"] } as never)).rejects.toThrow("templates");
});
