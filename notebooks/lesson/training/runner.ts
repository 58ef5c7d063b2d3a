import { count, define, type SimilarityElement, type Tile, type TrainingElement } from "@clipscope/charts";
import { openShapes, type ShapesKind } from "@clipscope/datasets/shapes";
import {
  checkpointZip,
  type Study,
  type TrainedModel,
  type TrainingRun,
  type TrainSettings,
} from "@clipscope/study";
import type { RgbImage } from "@clipscope/types";
import { effect } from "@preact/signals-core";
import { changed, element } from "../dom.js";
import { pictureOf } from "../picture.js";
import { openLessonStudy } from "../study.js";
import { keepRun, keptRun, pointOf, type RunRecord, recordOf } from "./record.js";
import { type Curve, runChart } from "./run-chart.js";

/** One or several runs, one after another, started by one button. */
export interface Runs {
  /** Unique in the lesson. */
  id: string;
  /** Words of the button: "Train". */
  start: string;
  kind: ShapesKind;
  runs: readonly { id: string; title: string; settings: Omit<TrainSettings, "data" | "seed" | "name"> }[];
  /** Whether loss, accuracy and logit scale by step are shown, and the similarity matrix, while they change. */
  whole?: boolean;
  /** Otherwise, what is shown against the images seen. */
  metric?: "accuracy" | "toldApart";
}

/** The runner: its `value` are the records by run when all are finished, `null` before. */
export type RunnerElement = HTMLElement & { value: Readonly<Record<string, RunRecord>> | null };

/** Milliseconds between drawings while a run goes on. */
const PACE = 1000;
const SEED = 1;

/** The study of all runs in the page. */
let study: Study | undefined;

/** The data of the lesson's runs, in the page's worker. */
const dataOf = (kind: ShapesKind) => ({
  ref: { kind: "builtin", id: "shapes", parts: [kind] } as const,
  roles: {},
});

/**
 * Buttons that start, pause and cancel runs, and what they show meanwhile. Finished runs are kept, and shown on the next
 * visit: `const run = view(trainer({ … }))`.
 */
export function trainer(asked: Runs): RunnerElement {
  define();
  const root = element("div", { className: "trainer", role: "group", aria: { label: asked.start } });
  const made = root as unknown as RunnerElement;
  const buttons = element("p", { className: "buttons" });
  const facts = element("p", { className: "facts", aria: { live: "off" } });
  const stage = element("div", { className: "stage" });
  const chart = element("div", {});
  stage.append(chart);
  root.append(buttons, facts, stage);
  const matrix = asked.whole ? similarityOf(asked.kind) : undefined;
  const live = asked.whole ? (document.createElement("clip-training") as TrainingElement) : undefined;
  if (live) chart.append(live);
  if (matrix) stage.append(matrix.element);
  const done: Record<string, RunRecord> = {};
  const records = () =>
    asked.runs.flatMap(({ id, title }) => (done[id] ? [{ title, points: done[id].points }] : []));
  let files: TrainedModel["files"];
  for (const { id, settings } of asked.runs) {
    const kept = keptRun(`${asked.id}/${id}`, settings);
    if (kept) done[id] = kept;
  }

  const draw = (current?: { title: string; run: TrainingRun }) => {
    const reports = current?.run.reports.peek() ?? [];
    const curves = [
      ...records(),
      ...(current ? [{ title: current.title, points: reports.map(pointOf) }] : []),
    ];
    stage.hidden = curves.length === 0;
    if (curves.length === 0) return;
    if (live) return drawLive(live, curves);
    const { metric = "accuracy" } = asked;
    const label = curves
      .map(({ title, points }) => {
        const last = points.findLast((point) => point[metric] !== undefined);
        return `${title}: ${last?.[metric]?.toFixed(3) ?? "nothing yet"} after ${last?.images ?? 0} images`;
      })
      .join("; ");
    const width = Math.min(640, root.clientWidth || 640);
    chart.replaceChildren(runChart(curves, metric, { width, label }));
  };
  const button = (words: string, act: () => void, className = "") => {
    const one = element("button", { type: "button", className }, words);
    one.onclick = act;
    return one;
  };
  const rest = () => {
    draw();
    const all = asked.runs.every(({ id }) => done[id]);
    const save = asked.runs.length === 1 ? files : undefined;
    buttons.replaceChildren(
      button(all ? "Train again" : asked.start, () => void go(all), "main"),
      ...(save ? [button("Save the model", () => void saveModel(asked.id, save), "link")] : []),
    );
    const last = done[asked.runs[asked.runs.length - 1].id];
    if (last) {
      facts.textContent = `${count(last.parameters)} parameters, ${count(last.samplesPerSecond)} images per second, ${last.seconds.toFixed(0)} s`;
      matrix?.show(last.rows, last.texts, last.cosines);
    }
    made.value = all ? { ...done } : null;
    if (all) changed(root);
  };

  let goesOn = false;
  const go = async (again: boolean) => {
    if (again) for (const { id } of asked.runs) delete done[id];
    goesOn = true;
    study ??= openLessonStudy({ model: { kind: "none" } });
    try {
      for (const { id, title, settings } of asked.runs) {
        if (done[id]) continue;
        const run = study.train({
          ...settings,
          data: dataOf(asked.kind),
          seed: SEED,
          name: `${asked.id}-${id}`,
        });
        const stop = follow(run, title);
        try {
          const trained = await run.done;
          done[id] = recordOf(trained, run.reports.peek());
          keepRun(`${asked.id}/${id}`, settings, done[id]);
          files = trained.files;
        } finally {
          stop();
        }
      }
      rest();
    } catch (error) {
      rest();
      facts.textContent = (error as Error).message;
    } finally {
      goesOn = false;
    }
  };

  /** Shows a run while it goes on. */
  const follow = (run: TrainingRun, title: string) => {
    const pause = button("Pause", () => void (run.status.peek() === "paused" ? run.resume() : run.pause()));
    buttons.replaceChildren(
      pause,
      button("Cancel", () => run.cancel(), "link"),
    );
    const show = () => {
      draw({ title, run });
      const last = run.reports.peek().at(-1);
      if (!last) return;
      facts.textContent = `${asked.runs.length > 1 ? `${title}: s` : "S"}tep ${count(last.step)}, ${count(last.images)} images, ${count(last.samplesPerSecond)} per second, loss ${last.loss.toFixed(2)}, logit scale ${last.logitScale.toFixed(1)}`;
      const measured = run.measured.peek();
      if (measured) matrix?.show([...measured.rows], measured.texts, measured.cosines);
    };
    facts.textContent = "Drawing the images …";
    const timer = setInterval(show, PACE);
    const unfollow = effect(() => {
      pause.textContent = run.status.value === "paused" ? "Resume" : "Pause";
    });
    return () => {
      clearInterval(timer);
      unfollow();
    };
  };
  // What is kept is shown at once; the cells below run with it.
  rest();
  let width = 0;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    if (!goesOn) draw();
  }).observe(root);
  return made;
}

/** Adds what is new to a run's curves, or draws them anew for another run. */
function drawLive(live: TrainingElement, curves: readonly Curve[]): void {
  const pointsOf = ({ points }: Curve) =>
    points.map(({ step, loss, accuracy, logitScale }) => ({
      ...{ step, loss, logitScale },
      ...(accuracy !== undefined && { accuracy }),
    }));
  const [curve] = curves;
  const known = live.current.find(({ name }) => name === curve.title)?.points.at(-1)?.step ?? 0;
  const all = pointsOf(curve);
  const last = all.at(-1)?.step ?? 0;
  if (known === 0 || last < known) live.runs = [{ name: curve.title, points: all }];
  else if (last > known) live.add(curve.title, ...all.filter(({ step }) => step > known));
}

/** The similarity matrix with pictures. */
function similarityOf(kind: ShapesKind) {
  const matrix = document.createElement("clip-similarity") as SimilarityElement;
  matrix.domain = [-0.5, 1];
  const data = openShapes({ kind });
  let shown = "";
  return {
    element: matrix,
    show(rows: readonly number[], texts: readonly string[], cosines: ArrayLike<number> | undefined) {
      if (!cosines) return;
      const n = rows.length;
      matrix.data = { cosines: { data: Float32Array.from(cosines), rows: n, cols: n }, texts };
      if (shown === String(rows)) return;
      shown = String(rows);
      void data.then(async ({ images }) => {
        const all = await Promise.all(rows.map((row) => images?.read(row)));
        matrix.pictures = all.map((image, i): Tile => {
          const { width } = image as RgbImage;
          return { image: pictureOf(image as RgbImage, texts[i]), x: 0, y: 0, side: width };
        });
      });
    },
  };
}

async function saveModel(name: string, files: NonNullable<TrainedModel["files"]>): Promise<void> {
  const url = URL.createObjectURL(await checkpointZip(files));
  element("a", { href: url, download: `${name}.zip` }).click();
  URL.revokeObjectURL(url);
}
