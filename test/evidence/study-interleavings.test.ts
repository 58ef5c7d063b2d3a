import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, openStudy, type Scores, type Study, type StudyDocument } from "@clipscope/study";
import { effect } from "@preact/signals-core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeImages } from "./images.mjs";
import { SHAPES } from "./shapes.mjs";

// Whatever a person does while things are computed, what is shown belongs to the document that is shown, and what
// it ends with is what a study gives that was opened with that document.

const model = join(import.meta.dirname, "model");
let folder: string;
let study: Study;
let fresh: Study;
let start: StudyDocument;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-interleavings-"));
  await writeImages(folder);
  const sample = { count: 60, seed: 1 };
  [study, fresh] = await Promise.all([
    openStudy({ data: folder, model, sample }),
    openStudy({ data: folder, model, sample }),
  ]);
  start = study.doc.peek();
});
afterAll(async () => {
  study.dispose();
  fresh.dispose();
  await rm(folder, { recursive: true, force: true });
});

const label = fc.constantFrom(...SHAPES).map((name) => `label/${name}`);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant("set-templates" as const),
    templates: fc.constantFrom(["{}"], ["a {}", "the {}"], ["a drawing of a {}"]),
  }),
  fc.record({
    do: fc.constant("rename-class" as const),
    class: label,
    names: fc.constantFrom(["disk"], ["blob", "thing"]),
  }),
  fc.record({ do: fc.constant("leave-out" as const), class: label, out: fc.boolean() }),
  fc.record({ do: fc.constant("add-class" as const), names: fc.constantFrom(["cloud"], ["pebble"]) }),
  fc.record({
    do: fc.constant("set-sample" as const),
    sample: fc.record({ count: fc.constantFrom(40, 60, 90), seed: fc.constantFrom(1, 2) }),
  }),
  fc.record({
    do: fc.constant("set-sample" as const),
    sample: fc.record({
      column: fc.constant("label"),
      count: fc.constantFrom(4, 6),
      seed: fc.constantFrom(1, 2),
    }),
  }),
);
const step = fc.oneof(
  { weight: 5, arbitrary: command.map((command) => ({ command })) },
  { weight: 3, arbitrary: fc.constantFrom("undo", "redo", "cancel", "retry").map((act) => ({ act })) },
  { weight: 3, arbitrary: fc.constantFrom(0, 0, 1, 4, 20).map((pause) => ({ pause })) },
);

/** What scores say about the words and rows that they are of. */
const about = ({ classes, rows, manifest }: Scores) => ({
  classes: classes.map(({ names }) => names),
  templates: manifest.templates?.texts,
  rows: rows.length,
});

/** What scores of the present document must be about. */
function expected() {
  const kept = study.classes().filter(({ out }) => !out);
  const out = new Set(study.classes().flatMap((each) => (each.out ? each.of : [])));
  const labels = study.column("label");
  const rows = study.shown()?.rows() ?? [];
  const isIn = (row: number) => labels?.kind === "category" && !out.has(labels.values[labels.codes[row]]);
  return {
    classes: kept.map(({ names }) => names),
    templates: study.templates(),
    rows: Array.from(rows).filter(isIn).length,
  };
}

test("what is shown belongs to the document, and the end is the same as if nothing else had been done", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      study.history.dispatch({ do: "replace", document: start });
      let shown = 0;
      const wrong: unknown[] = [];
      const stop = effect(() => {
        const { value, stale, status } = study.scores();
        if ((value !== undefined) !== (status === "done")) wrong.push({ status });
        if (stale && value) wrong.push({ stale: stale.key });
        if (!value) return;
        shown++;
        const [is, should] = [about(value), expected()];
        if (JSON.stringify(is) !== JSON.stringify(should)) wrong.push({ is, should });
      });
      for (const each of steps) {
        if ("command" in each) study.history.dispatch(each.command);
        else if ("pause" in each) await new Promise((resolve) => setTimeout(resolve, each.pause));
        else if (each.act === "undo") study.history.undo();
        else if (each.act === "redo") study.history.redo();
        else if (each.act === "retry") study.scores().retry();
        else for (const job of study.jobs.running.peek()) job.cancel();
      }
      await settle();
      fresh.history.dispatch({ do: "replace", document: study.doc.peek() });
      const end = study.scores();
      stop();
      expect(wrong).toEqual([]);
      if (end.status === "missing") {
        expect(fresh.scores()).toMatchObject({ status: "missing", lacks: end.lacks });
        return;
      }
      const again = await fresh.scores().done;
      expect(shown).toBeGreaterThan(0);
      for (const part of ["rows", "labels", "predictions", "top1"] as const) {
        expect(end.value?.[part]).toEqual(again[part]);
      }
      const apart = again.confidences.map((p, i) => Math.abs(p - (end.value as Scores).confidences[i]));
      expect(Math.max(...apart)).toBeLessThan(1e-6);
    }),
    { numRuns: 60 },
  );
  expect(study.jobs.running.peek()).toEqual([]);
});

/** Waits for the present scores, starting again what was cancelled. */
async function settle(): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const scores = study.scores();
    if (scores.status === "done" || scores.status === "missing") return;
    scores.retry();
    await study.scores().done.catch(() => {});
  }
  throw new Error(`The scores are still ${study.scores().status}: ${study.scores().error?.message}`);
}
