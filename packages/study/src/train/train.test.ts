import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openShapes } from "@clipscope/datasets/shapes";
import { unzipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import type { Compute, TrainingReport, TrainRequest } from "../compute/compute.js";
import { localCompute } from "../compute/local/local-compute.js";
import { newDocument } from "../document/new-document.js";
import { openEncoder } from "../encoder/open-encoder.js";
import { createStudy } from "../study/create-study.js";
import { checkpointZip } from "./checkpoint-zip.js";

const shapes = (parts: readonly string[] | undefined) =>
  openShapes({ kind: parts?.[0] as "one" | "two" | undefined, train: 96, test: 40, size: 16 });
const start = () => localCompute({ builtins: { data: { shapes } } });
const compute: Compute = start();
afterAll(() => compute.dispose());

const request: Omit<TrainRequest, "run"> = {
  data: { ref: { kind: "builtin", id: "shapes", parts: ["one"] }, roles: {} },
  seed: 4,
  steps: 12,
  batchSize: 16,
  measureEvery: 4,
  threads: 1,
  model: { imageSize: 16, patchSize: 8, width: 16, imageLayers: 1, textLayers: 1 },
};

const patient = { timeout: 60_000 };

async function train(more: Partial<TrainRequest>, by = compute) {
  const reports: TrainingReport[] = [];
  const { run = "test", ...others } = more;
  const trained = await by.train(
    { run, ...request, ...others },
    { onPartial: (report) => void reports.push(report) },
  );
  return { trained, reports, losses: reports.map(({ loss }) => loss) };
}

test("a run learns, reports every step, and is the same for the same seed", async () => {
  const { trained, reports, losses } = await train({ steps: 60, learningRate: 2e-3 });
  expect(reports.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(reports.at(-1)?.images).toBe(60 * 16);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(losses.slice(-5))).toBeLessThan(0.9 * losses[0]);
  expect(
    reports
      .filter(({ measured }) => measured)
      .map(({ step }) => step)
      .slice(0, 3),
  ).toEqual([1, 4, 8]);
  const { texts, rows, cosines, accuracy } = trained.measured;
  expect(new Set(texts).size).toBe(12);
  expect(rows.every((row) => row >= 96)).toBe(true); // held out
  expect(cosines?.length).toBe(144);
  expect(accuracy?.n).toBe(40);
  // The diagonal stands out from the first to the last measurement.
  const contrast = (of: Float32Array) => {
    const all = [...of.keys()];
    const on = all.filter((i) => i % 13 === 0).map((i) => of[i]);
    return mean(on) - mean(all.filter((i) => i % 13 !== 0).map((i) => of[i]));
  };
  const first = reports[0].measured?.cosines as Float32Array;
  expect(contrast(cosines as Float32Array)).toBeGreaterThan(contrast(first) + 0.2);

  const again = await train({ steps: 5, learningRate: 2e-3 }, start());
  const other = await train({ steps: 5, learningRate: 2e-3, seed: 5 });
  expect(again.losses[0]).toBe(losses[0]);
  expect(other.losses[0]).not.toBe(losses[0]);
});

test("TensorFlow.js in WebAssembly and the compiled step give the same losses", async () => {
  const steps = 20;
  const [compiled, tfjs] = [
    await train({ steps, engine: "compiled" }),
    await train({ steps, engine: "tfjs" }),
  ];
  expect([compiled.trained.engine, tfjs.trained.engine]).toEqual(["compiled", "tfjs"]);
  const differences = compiled.losses.map((loss, i) => Math.abs(loss - tfjs.losses[i]));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
});

test("a fixed temperature stays, and a learned one moves from where it started", async () => {
  const fixed = await train({ temperature: { start: 0.2, fixed: true } });
  for (const { logitScale } of fixed.reports) expect(logitScale).toBeCloseTo(5, 4);
  const learned = await train({ temperature: { start: 0.2 } });
  expect(learned.reports[0].logitScale).not.toBe(5);
});

test("without order, swapped captions can't be told apart", async () => {
  const { trained } = await train({
    data: { ref: { kind: "builtin", id: "shapes", parts: ["two"] }, roles: {} },
    method: "contrastive-bag-of-words",
    wrongCaption: "swapped",
  });
  expect(trained.measured.toldApart).toBe(0.5);
  expect(trained.files).toBeUndefined();
});

test("predicting the words of captions has a zero-shot accuracy, but no cosines", async () => {
  const { trained, losses } = await train({ method: "predict-bag-of-words", steps: 30, learningRate: 5e-3 });
  expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]);
  expect(trained.measured.cosines).toBeUndefined();
  expect(trained.measured.accuracy?.n).toBe(40);
});

test("without captions, class names in templates are the texts", async () => {
  const { trained } = await train({
    data: { ...request.data, roles: { caption: null } },
    templates: ["a drawing of a {}", "{}"],
  });
  expect(trained.measured.texts.every((text) => /^(a drawing of a )\w+ \w+$/.test(text))).toBe(true);
});

test("a run pauses after a step, goes on, and can be cancelled while it pauses", async () => {
  const reports: number[] = [];
  const control = new AbortController();
  let paused: Promise<void> | undefined;
  const running = compute.train(
    { run: "paused", ...request, steps: 100_000 }, // too long to end before it is paused
    {
      signal: control.signal,
      onPartial: ({ step }) => {
        reports.push(step);
        if (step === 3) paused = compute.pauseTraining({ run: "paused", paused: true });
      },
    },
  );
  await expect.poll(() => reports.length, patient).toBe(3);
  await paused;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(reports).toEqual([1, 2, 3]);
  await compute.pauseTraining({ run: "paused", paused: false });
  await expect.poll(() => reports.length, patient).toBeGreaterThan(4);
  await compute.pauseTraining({ run: "paused", paused: true });
  control.abort();
  await expect(running).rejects.toMatchObject({ code: "cancelled" });
  await expect
    .poll(() => compute.pauseTraining({ run: "paused", paused: true }).catch(({ code }) => code))
    .toBe("not-found");
});

test("a study trains on its data and opens the model, which is an encoder like any other", async () => {
  const data = { kind: "builtin", id: "shapes", parts: ["one"] } as const;
  const study = createStudy(newDocument({ data, model: { kind: "none" } }), { compute: start() });
  const { data: _, seed: __, ...settings } = request;
  const run = study.train({ ...settings, name: "my model" });
  const { model, files = [], measured, parameters } = await run.done;
  expect(run.status.value).toBe("done");
  expect(run.reports.value.length).toBe(12);
  expect(run.measured.value).toEqual(measured);
  expect(model).toEqual({ kind: "files", name: "my model" });
  if (model) study.history.dispatch({ do: "open-model", model });
  const opened = await study.model().done;
  expect(opened).toMatchObject({ parameters, width: 16, imageSize: 16 });
  const { top1 } = await study.scores().done;
  expect(top1?.n).toBe(136);

  // The archive unpacks to a checkpoint folder.
  const folder = await mkdtemp(join(tmpdir(), "clipscope-trained-"));
  const entries = unzipSync(new Uint8Array(await (await checkpointZip(files)).arrayBuffer()));
  for (const [path, bytes] of Object.entries(entries)) {
    await writeFile(join(folder, path.slice("my model/".length)), bytes);
  }
  const encoder = await openEncoder(folder);
  expect(encoder.id.hash).toBe(opened.id.hash);
  const texts = await encoder.embedTexts(["a red circle", "a blue square"]);
  expect([texts.rows, texts.cols]).toEqual([2, 16]);
  encoder.dispose();
  await rm(folder, { recursive: true });
  study.dispose();
});

test("what can't be trained is refused with a reason", async () => {
  const refused = (more: Partial<TrainRequest>) =>
    train(more).then(
      () => "trained",
      (error: Error) => error.message,
    );
  expect(await refused({ batchSize: 500 })).toMatch(/96 images to learn from, fewer than a batch of 500/);
  expect(await refused({ steps: 0 })).toMatch(/steps is 0/);
  expect(await refused({ temperature: { start: 3 } })).toMatch(/temperature.start is 3/);
  expect(await refused({ model: { width: 20 } })).toMatch(/multiple of 16/);
  expect(await refused({ data: { ...request.data, roles: { caption: null, label: null } } })).toMatch(
    /neither captions nor labels/,
  );
  expect(await refused({ wrongCaption: "nonsense" })).toMatch(/no column of texts "nonsense"/);
});
