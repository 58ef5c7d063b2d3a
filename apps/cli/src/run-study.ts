import {
  createStudy,
  dataRefOf,
  type EmbeddedRows,
  fileCache,
  localCompute,
  type OpenedDataset,
  type OpenedModel,
  parseModelSource,
  type Scores,
  type Study,
} from "@clipscope/study";
import { throwIfCancelled } from "@clipscope/types";
import { effect } from "@preact/signals-core";
import { builtins } from "./builtins.js";
import { competing } from "./class-table.js";
import { type Command, type Notebook, UsageError, withNotes } from "./command.js";
import { checkCount } from "./data-command.js";
import { exitCode, sayFailures, sayKept, shortName } from "./inputs.js";
import { loadOptions } from "./model-options.js";
import { helpOf, MODEL_OPTIONS, OUTPUT_OPTIONS, readOptions } from "./options.js";
import { checkWritable } from "./output-file.js";
import { writePredictions } from "./predictions.js";
import { withProgress } from "./progress.js";
import { percent, printReport, proportionCells, type Report } from "./report.js";
import { readStudy } from "./study-file.js";

const ABOUT = `clipscope run <study.json> [options]

Opens a study that the explorer, a notebook or eval --save has saved, and prints what its texts give: zero-shot
accuracy with 95% Wilson interval, on the same rows, with the same classes and templates, and the hashes of data and
model. Relative paths in the study are relative to its file; files that were chosen in a browser are looked for
beside it, by name.`;

const OPTIONS = {
  data: { value: "<data>", help: "where the study's data are: a path, a URL or renditions" },
  model: { value: "<model>", help: "where the study's model is: a folder, file, URL or hub id" },
  set: {
    value: "<id>",
    help: "the set of classes and templates; default: the one that is active in the study",
  },
  engine: MODEL_OPTIONS.engine,
  backend: MODEL_OPTIONS.backend,
  dtype: MODEL_OPTIONS.dtype,
  cache: MODEL_OPTIONS.cache,
  predictions: { value: "<file.csv>", help: "write every row's key, label, prediction and confidence" },
  ...OUTPUT_OPTIONS,
} as const;

export const runStudy: Command = async (args, console) => {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (values.help) {
    console.stdout.write(`${ABOUT}\n\n${helpOf(OPTIONS)}`);
    return 0;
  }
  checkCount(positionals, 1);
  const [path] = positionals;
  if (path === undefined) throw new UsageError("No study given: name the file of a saved study.");
  if (values.predictions !== undefined) await checkWritable("predictions", values.predictions);
  const load = loadOptions(values);
  const { document, runs } = await readStudy(path, {
    data: values.data === undefined ? undefined : dataRefOf(values.data, builtins.data),
    model: values.model === undefined ? undefined : parseModelSource(values.model, builtins.models),
  });
  const set = document.texts.find(({ id }) => id === (values.set ?? document.active));
  if (!set) {
    throw new UsageError(
      `--set: the study has no set “${values.set}”. Its sets: ${document.texts.map(({ id }) => id).join(", ")}.`,
    );
  }
  const io = withNotes(console, values.quiet);
  const cache = values.cache === undefined ? undefined : fileCache(values.cache);
  const own = localCompute({ builtins, load, ...(cache && { cache }) });
  const study = createStudy(document, { compute: own, runs, restMs: 0 });
  try {
    const { data, model, embedded, scores } = await compute(study, set.id, io);
    if (cache) await sayKept(cache, embedded, io);
    if (values.predictions !== undefined) {
      await writePredictions(values.predictions, { keys: { at: (row) => data.keys[row] } }, scores);
    }
    printReport(reportOf(study, set.title, { data, model, scores }), values, io);
    return exitCode(data, embedded);
  } finally {
    study.dispose();
  }
};

interface Computed {
  data: OpenedDataset;
  model: OpenedModel;
  embedded: EmbeddedRows;
  scores: Scores;
}

/** Opens and scores a study, and prints messages about its data and model. */
async function compute(study: Study, set: string, io: Notebook): Promise<Computed> {
  const stop = () => {
    for (const job of study.jobs.running.peek()) job.cancel();
  };
  throwIfCancelled(io.signal, "The study");
  io.signal?.addEventListener("abort", stop);
  try {
    return await withProgress(io, async (onProgress) => {
      const unwatch = effect(() => {
        for (const { stage, done, total } of study.jobs.running.value.slice(-1))
          onProgress({ stage, done, total });
      });
      try {
        const data = await study.dataset().done;
        for (const note of data.notes) io.note(note);
        for (const { message } of data.unread) io.stderr.write(`${message}\n`);
        const model = await study.model().done;
        for (const notice of model.notices) io.note(notice);
        const changed = study.changed();
        if (changed) io.stderr.write(`${changed.message}\n`);
        const embedded = await study.embedded().done;
        sayFailures(embedded, data.sampled?.length ?? data.rows, io);
        return { data, model, embedded, scores: await study.scores({ set }).done };
      } finally {
        unwatch();
      }
    });
  } finally {
    io.signal?.removeEventListener("abort", stop);
  }
}

function reportOf(study: Study, set: string, { data, model, scores }: Omit<Computed, "embedded">): Report {
  const { manifest, ...result } = scores;
  const { classes, rows, top1, inTopK, topK } = result;
  const templates = manifest.templates?.count ?? 0;
  const changed = study.changed();
  const edited = study.classes().some(({ edited, added }) => edited || added);
  return {
    caption: `${shortName(model.id.name)} on ${data.title}, “${set}”: zero-shot among ${competing(data, classes.length, manifest, edited)} with ${templates} ${templates === 1 ? "template" : "templates"}; 95% Wilson interval`,
    tables: [
      top1 && inTopK
        ? {
            columns: ["data", "images", "top-1", "low", "high", `top-${topK.k}`],
            rows: [[data.title, top1.n, ...proportionCells(top1), percent(inTopK.value)]],
          }
        : { columns: ["data", "images without labels"], rows: [[data.title, rows.length]] },
    ],
    footnote: `Data:  SHA-256 ${data.hash}\nModel: SHA-256 ${model.id.hash}`,
    more: {
      dataset: { title: data.title, hash: data.hash, rows: data.rows },
      model: model.id,
      ...(changed && { changed: changed.message }),
    },
    result,
    manifest,
  };
}
