import { parseArgs } from "node:util";
import type { Clip, Embeddings } from "@clipscope/core";
import { conceptTask, type Renditions, subgroupTask } from "@clipscope/datasets/renditions";
import { trainedWords } from "@clipscope/mini";
import {
  countCorrect,
  countTopK,
  createManifest,
  ensembleClassifier,
  hashBytes,
  hashTexts,
  type Manifest,
  type Proportion,
  proportion,
  TEMPLATE_SETS,
  unfamiliarTexts,
  zeroShot,
} from "@clipscope/toolkit";
import { type Command, type Console, UsageError } from "./command.js";
import { embedRows, openData } from "./data.js";
import { identify, modelHelp, modelOptions, openModel } from "./model.js";
import { withProgress } from "./progress.js";
import { table } from "./table.js";
import { versions } from "./versions.js";

const HELP = `clipscope eval [options]

Zero-shot accuracy on renditions of the built-in data: one line for each, with top-1, its 95% interval (Wilson) and
top-5. All classes of the task compete, also those that a rendition does not draw.

  --rendition <ids>    one or more, with commas; without it, all those that mini never saw in training
  --task <name>        concept: name the drawing; subgroup: tell its kind, on the test split.
                       Without it, concept
  --templates <which>  ${TEMPLATE_SETS.map(({ id }) => id).join(", ")};
                       or a template of your own, such as "a drawing of {}". Can be given more than once,
                       for an ensemble of all. Without it, name
${modelHelp}  --data <folder>      prepared renditions; without it, those of this installation, prepared if need be
  --json               one JSON object: the results with their manifests
`;

interface Result {
  rendition: string;
  top1: Proportion;
  top5: Proportion;
  manifest: Manifest;
}

export const evaluate: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...modelOptions,
      rendition: { type: "string", multiple: true },
      task: { type: "string", default: "concept" },
      templates: { type: "string", multiple: true, default: ["name"] },
      data: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const templates = chooseTemplates(values.templates);
  if (values.task !== "concept" && values.task !== "subgroup") {
    throw new UsageError(`--task takes concept or subgroup, and got "${values.task}".`);
  }
  const renditions = await openData(values.data, io);
  const ids = chooseRenditions(values.rendition, renditions);
  const task = values.task === "concept" ? conceptTask(renditions) : subgroupTask(renditions);
  const { classNames } = task;
  if (!values.model) warnOfNewWords([...templates, ...classNames], trainedWords(renditions.concepts), io);
  const model = await identify(values.model);
  const clip = await openModel(values, io);
  const results: Result[] = [];
  try {
    const classifier = await buildClassifier(clip, classNames, templates, io);
    for (const id of ids) {
      const images = await renditions.load(id, { signal: io.signal });
      const chosen = task.name === "concept" ? task.images(images) : task.images(images, "test");
      const embedded = await embedRows(clip, images, chosen.rows, io);
      const { topK, predictions } = zeroShot(embedded, classifier, { logitScale: clip.logitScale, topK: 5 });
      const n = chosen.labels.length;
      results.push({
        rendition: id,
        top1: proportion(countCorrect({ predictions, labels: chosen.labels }), n),
        top5: proportion(countTopK({ topK, labels: chosen.labels }), n),
        manifest: createManifest({
          kind: "zero-shot",
          model: { ...model, dtype: clip.dtype, engine: clip.engine, backend: clip.backend },
          dataset: { name: `renditions/${id}`, hash: await hashBytes(images.pixels), rows: n },
          classes: { count: classNames.length, hash: await hashTexts(classNames) },
          templates: { count: templates.length, hash: await hashTexts(templates), texts: templates },
          options: { task: task.name, split: chosen.split, classes: "all", topK: 5 },
          versions: { ...(await versions()), [images.info.packageName]: images.info.version },
        }),
      });
    }
  } finally {
    clip.dispose();
  }
  if (values.json) {
    io.stdout.write(`${JSON.stringify({ task: task.name, classes: classNames.length, results })}\n`);
    return 0;
  }
  const of = `${classNames.length} classes, ${templates.length} ${templates.length === 1 ? "template" : "templates"}`;
  io.stdout.write(asTable(results, `${model.name}, ${task.name}, ${of}`));
  return 0;
};

function chooseTemplates(given: string[]): string[] {
  const chosen = given.flatMap((each) => {
    const set = TEMPLATE_SETS.find(({ id }) => id === each);
    if (set) return set.templates;
    if (each.includes("{}")) return [each];
    const known = TEMPLATE_SETS.map(({ id }) => id).join(", ");
    throw new UsageError(
      `--templates takes ${known}, or a template with {} for the name, and got "${each}".`,
    );
  });
  return [...new Set(chosen)];
}

function chooseRenditions(given: string[] | undefined, { renditions }: Renditions): string[] {
  if (!given) return renditions.filter(({ use }) => use === "evaluation").map(({ id }) => id);
  const known = renditions.map(({ id }) => id);
  const chosen = [...new Set(given.flatMap((each) => each.split(",").map((id) => id.trim())))];
  const unknown = chosen.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`There is no rendition "${unknown}". There are: ${known.join(", ")}.`);
  }
  return chosen;
}

/** One line on stderr if mini was not trained on some of the words. */
function warnOfNewWords(texts: string[], trained: ReadonlySet<string>, { stderr }: Console): void {
  const words = [...new Set(unfamiliarTexts(texts, trained).flatMap(({ words }) => words))];
  if (words.length === 0) return;
  const listed = words.map((word) => `“${word}”`).join(", ");
  stderr.write(`mini was not trained on ${listed}: what it makes of texts with such words is a guess.\n`);
}

function buildClassifier(
  clip: Clip,
  classNames: string[],
  templates: string[],
  io: Console,
): Promise<Embeddings> {
  const { signal } = io;
  const embedTexts = (texts: string[]) => clip.embedTexts(texts, { signal });
  return withProgress(io, (onProgress) =>
    ensembleClassifier(embedTexts, classNames, templates, { onProgress, signal }),
  );
}

function asTable(results: Result[], caption: string): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const rows = results.map(({ rendition, top1, top5 }) => [
    rendition,
    String(top1.n),
    percent(top1.value),
    `${percent(top1.low)} – ${percent(top1.high)}`,
    percent(top5.value),
  ]);
  return `${caption}\n\n${table([["rendition", "images", "top-1", "95% interval", "top-5"], ...rows])}`;
}
