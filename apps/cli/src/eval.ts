import type { Dataset } from "@clipscope/datasets";
import {
  accuracyBy,
  type EmbeddedImages,
  type Encoder,
  evaluateCalibration,
  evaluateTemplates,
  evaluateZeroShot,
  type ZeroShotEvaluation,
} from "@clipscope/study";
import { classTable, competing, nameOf } from "./class-table.js";
import { UsageError } from "./command.js";
import { dataCommand, splitOf } from "./data-command.js";
import { openLabeled, shortName } from "./inputs.js";
import { SVG_OPTION, WORD_OPTIONS, wholeNumber } from "./options.js";
import { checkWritable } from "./output-file.js";
import { writePredictions } from "./predictions.js";
import { fixed, percent, points, proportionCells, type Report, type ReportTable } from "./report.js";
import { checkSavable, saveStudy } from "./save-study.js";
import { readWords, sayNames, sayNewWords } from "./words.js";

export const evaluate = dataCommand({
  about: `clipscope eval <data> [options]

Zero-shot classification: every image gets the class whose prompts (its name in the templates) are nearest.
Prints top-1 and top-5 accuracy with 95% Wilson intervals. Rows without a label and unreadable rows are counted and
left out.`,
  options: {
    ...WORD_OPTIONS,
    "per-class": { help: "also print recall, precision and F1 of every class" },
    by: {
      value: "<column>",
      help: "one line per value of this column; default: the shift column; none for a single line",
    },
    confusions: { value: "<n>", help: "also print the n most frequent confusions" },
    ablation: {
      help: "instead, compare templates: each alone and left out, and the best set, chosen on validation and scored on test",
    },
    calibration: {
      help: "instead, measure calibration before and after temperature scaling",
    },
    svg: SVG_OPTION("the confusion matrix or, with --calibration, the reliability diagram"),
    save: {
      value: "<study.json>",
      help: "also write a study, which run, the explorer and notebooks open, with these data, model, classes and templates",
    },
    predictions: { value: "<file.csv>", help: "write every row's key, label, prediction and confidence" },
    seed: { value: "<n>", help: "seed of random splits and resamples; default: 42" },
  },
  open: async (values, [source], io) => {
    wholeNumber("confusions", values.confusions);
    wholeNumber("seed", values.seed, 0);
    if (values.predictions !== undefined) await checkWritable("predictions", values.predictions);
    if (values.svg !== undefined) await checkWritable("svg", values.svg);
    if (values.svg !== undefined && values.ablation) {
      throw new UsageError(
        "--svg draws the confusion matrix or the reliability diagram; with --ablation there is neither.",
      );
    }
    if (values.save !== undefined) await checkSavable(values.save, values);
    const words = await readWords(values);
    const dataset = await openLabeled(source, values, io);
    sayNames(dataset, values.label, words, io);
    if ((values.model ?? "mini") === "mini") await sayNewWords(dataset, values.label, words, io);
    return dataset;
  },
  run: async ({ values, positionals: [source], dataset, encoder, images, how }) => {
    const inputs = { dataset, images, encoder, ...(await readWords(values)) };
    const seed = wholeNumber("seed", values.seed, 0);
    const splits = { ...splitOf(values), ...(seed !== undefined && { seed }) };
    const on = `${modelName(encoder, images)} on ${dataset.title}`;
    if (values.ablation) return templatesReport(on, await evaluateTemplates({ ...inputs, ...splits }, how));
    if (values.calibration)
      return calibrationReport(on, await evaluateCalibration({ ...inputs, ...splits }, how));
    const found = await evaluateZeroShot(inputs, how);
    if (values.predictions !== undefined) await writePredictions(values.predictions, dataset, found.result);
    if (values.save !== undefined) {
      await saveStudy(values.save, {
        source,
        values,
        words: await readWords(values),
        dataset,
        encoder,
        found,
      });
    }
    const confusions = wholeNumber("confusions", values.confusions);
    const by = values.by === "none" ? undefined : (values.by ?? dataset.roles.shift);
    return accuracyReport(dataset, encoder, images, found, {
      by,
      given: values.classes !== undefined,
      perClass: values["per-class"],
      confusions,
    });
  },
});

const percentText = (share: number) => `${(100 * share).toFixed(1)}%`;

const modelName = (encoder: Encoder, images: EmbeddedImages) =>
  shortName(encoder.width > 0 ? encoder.id.name : images.encoder.name);

function accuracyReport(
  dataset: Dataset,
  encoder: Encoder,
  images: EmbeddedImages,
  { result, manifest }: { result: ZeroShotEvaluation; manifest: Report["manifest"] },
  {
    by,
    given,
    perClass,
    confusions,
  }: {
    by?: string | undefined;
    /** Whether the classes were given rather than taken from the data. */
    given: boolean;
    perClass?: boolean | undefined;
    confusions?: number | undefined;
  },
): Report {
  const { classes, top1, inTopK, topK } = result;
  const model = modelName(encoder, images);
  const values = by === undefined ? [] : accuracyBy(dataset, by, result);
  const templates = manifest.templates?.count ?? 0;
  const tables: ReportTable[] = [
    {
      columns: [by ?? "data", "images", "top-1", "low", "high", `top-${topK.k}`],
      rows: [
        ...values.map((each) => [
          each.value,
          each.top1.n,
          ...proportionCells(each.top1),
          percent(each.inTopK.value),
        ]),
        [by === undefined ? dataset.title : "all", top1.n, ...proportionCells(top1), percent(inTopK.value)],
      ],
    },
  ];
  if (perClass) tables.push(classTable(result));
  if (confusions !== undefined) tables.push(confusionTable(result, confusions));
  return {
    caption: `${model} on ${dataset.title}: zero-shot among ${competing(dataset, classes.length, manifest, given)} with ${templates} ${templates === 1 ? "template" : "templates"}; 95% Wilson intervals`,
    tables,
    ...(by !== undefined && { more: { by: { column: by, values } } }),
    result,
    manifest,
    chart: async () => {
      const { confusionChart } = await import("./zero-shot-chart.js");
      return confusionChart(result, {
        title: `${model} is right on ${percentText(top1.value)} of ${dataset.title}`,
        note: `Zero-shot, ${classes.length} classes; 95% Wilson interval ${percentText(top1.low)} to ${percentText(top1.high)}.`,
        source: { data: dataset.title, model },
      });
    },
  };
}

function confusionTable(
  { classes, labels, predictions, perClass }: ZeroShotEvaluation,
  limit: number,
): ReportTable {
  const counts = new Map<number, number>();
  for (const [i, label] of labels.entries()) {
    if (predictions[i] === label) continue;
    const pair = label * classes.length + predictions[i];
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, m], [b, n]) => n - m || a - b).slice(0, limit);
  return {
    title: "Most frequent confusions",
    columns: ["label", "predicted", "images", "of the label"],
    rows: most.map(([pair, count]) => {
      const label = Math.floor(pair / classes.length);
      return [
        nameOf(classes[label]),
        nameOf(classes[pair % classes.length]),
        count,
        percent(count / perClass.count[label]),
      ];
    }),
  };
}

function templatesReport(
  on: string,
  { result, manifest }: Awaited<ReturnType<typeof evaluateTemplates>>,
): Report {
  const { templates, all, chosen, test } = result;
  const { difference } = test;
  return {
    caption: `${on}, ${templates.length} templates: alone and left out on validation, ensembles on test with 95% intervals`,
    tables: [
      {
        columns: ["template", "alone", "all others", "adds"],
        rows: templates.map(({ template, alone, without, contribution }) => [
          template,
          percent(alone),
          percent(without),
          points(contribution),
        ]),
      },
      {
        title: `Selected greedily on validation: ${chosen.templates.map((each) => `“${each}”`).join(", ")}`,
        columns: ["ensemble", "templates", "validation", "test", "low", "high"],
        rows: [
          ["all", templates.length, percent(all), ...proportionCells(test.all)],
          ["chosen", chosen.templates.length, percent(chosen.accuracy), ...proportionCells(test.chosen)],
        ],
      },
      {
        title: "Selected minus all on the same test images, in points",
        columns: ["difference", "low", "high"],
        rows: [[points(difference.difference), points(difference.low), points(difference.high)]],
      },
    ],
    result,
    manifest,
  };
}

function calibrationReport(
  on: string,
  { result, manifest }: Awaited<ReturnType<typeof evaluateCalibration>>,
): Report {
  const { asTrained, scaled, temperature, counts } = result;
  const line = (name: string, scores: typeof asTrained) => [
    name,
    percent(scores.expectedCalibrationError),
    fixed(scores.negativeLogLikelihood, 3),
    fixed(scores.brierScore, 3),
  ];
  return {
    caption: `${on}: calibration on ${counts.test} test images; temperature ${temperature.temperature.toFixed(3)}, fitted on ${counts.validation} validation images`,
    tables: [
      {
        columns: ["confidences", "calibration error", "log loss", "Brier score"],
        rows: [line("as trained", asTrained), line("temperature-scaled", scaled)],
      },
    ],
    result,
    manifest,
    chart: async () => {
      const { calibrationChart } = await import("./zero-shot-chart.js");
      return calibrationChart(result, {
        title: `${on}: calibration`,
        note: `${counts.test} test images; temperature fitted on ${counts.validation} validation images.`,
      });
    },
  };
}
