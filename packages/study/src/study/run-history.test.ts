import { createManifest, proportion } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { createHistory } from "../document/history.js";
import { newDocument } from "../document/new-document.js";
import { createRecorder } from "./recorder.js";
import { createRunHistory } from "./run-history.js";

const manifest = (templates: string[], created = "2026-01-01T00:00:00.000Z") => ({
  ...createManifest({
    kind: "templates",
    model: { name: "mini", dtype: "float32", backend: "cpu", hash: "m" },
    dataset: { name: "photos", hash: "d", rows: 10 },
    options: { templates },
    testSplits: ["d"],
    versions: {},
  }),
  created,
});
const run = (templates: string[], successes = 5, created?: string) => ({
  kind: "templates",
  title: "Templates",
  accuracy: proportion(successes, 10),
  manifest: manifest(templates, created),
});

test("the same evaluation with the same result is one run, whenever it was made", () => {
  const history = createRunHistory([], () => new Date("2026-02-03T04:05:06Z"));
  history.add(run(["a {}"]));
  history.add(run(["a {}"], 5, "2026-05-05T00:00:00.000Z"));
  history.add(run(["the {}"]));
  history.add(run(["the {}"], 6));
  expect(history.all.value.map(({ id, at }) => [id, at])).toEqual([
    ["1", "2026-02-03T04:05:06.000Z"],
    ["2", "2026-02-03T04:05:06.000Z"],
    ["3", "2026-02-03T04:05:06.000Z"],
  ]);
  expect(history.looks.value).toMatchObject([{ split: "d", dataset: "photos", looks: 3 }]);
});

test("saved runs go on, with new numbers, and removed ones are gone", () => {
  const before = createRunHistory();
  before.add(run(["a {}"]));
  before.add(run(["b {}"]));
  const history = createRunHistory(JSON.parse(JSON.stringify(before.all.value)));
  history.add(run(["a {}"]));
  expect(history.all.value).toHaveLength(2);
  history.remove("1");
  history.add(run(["c {}"]));
  expect(history.all.value.map(({ id }) => id)).toEqual(["2", "3"]);
});

test("an edit that does not last is no run", async () => {
  const { history, recorder, runs } = recording(30);
  const set = history.doc.value.active;
  for (const template of ["a {}", "the {}", "this {}"]) {
    history.dispatch({ do: "set-templates", templates: [template] }, { merge: "typing" });
    recorder.record(history.doc.value, run([template]), set);
  }
  history.dispatch({ do: "set-view", view: "map", options: { zoom: 2 } }, { quiet: true });
  recorder.record(history.doc.value, { ...run(["shift"]), kind: "shifts" });
  expect(runs.all.value.map(({ kind }) => kind)).toEqual(["shifts"]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(runs.all.value.map(({ manifest }) => manifest.options.templates)).toEqual([["shift"], ["this {}"]]);
});

function recording(restMs: number) {
  const history = createHistory(newDocument());
  const runs = createRunHistory();
  return { history, runs, recorder: createRecorder(runs, history.doc, restMs) };
}
