import { openProducts } from "@clipscope/core";
import { type CategoryColumn, concatenate, type Dataset, openDataset } from "@clipscope/datasets";
import { CORRUPTIONS, type CorruptionId } from "@clipscope/datasets/corruptions";
import {
  type Baselines,
  baselinesOf,
  type ClassifierSpec,
  evaluateCorruptions,
  evaluateShifts,
  labelColumn,
  type ShiftsEvaluation,
  shiftColumn,
} from "@clipscope/study";
import { competing } from "./class-table.js";
import { type Notebook, UsageError } from "./command.js";
import { corruptionTables } from "./corruption-tables.js";
import { dataCommand, splitOf } from "./data-command.js";
import { isBuiltin, openData, shortName } from "./inputs.js";
import { oneOf, SVG_OPTION, WORD_OPTIONS, wholeNumber } from "./options.js";
import { checkWritable } from "./output-file.js";
import { renditionsStory } from "./renditions-story.js";
import { fixed, percent, points, proportionCells, type Report, type ReportTable } from "./report.js";
import { readWords, sayNames } from "./words.js";

/** Name of the column that distinguishes datasets. */
const DATASETS = "dataset";

export const robustness = dataCommand({
  about: `clipscope robustness <data> [options]
clipscope robustness <data> <other data>… [options]

Accuracy by distribution: the values of any column (--shift style), or several datasets with the same classes, the first
being the reference. With --baselines, also effective robustness (Taori et al. 2020): accuracy under the shift beyond that
expected from accuracy on the reference, by a line fitted to the baselines on logit axes.

With --corruptions, accuracy under the corruptions of ImageNet-C (Hendrycks & Dietterich 2019) at severities 1 to 5.

clipscope robustness renditions compares the model with models trained with labels on Twemoji's drawings, on a task of the
built-in data; with --label, --shift, --classes, --templates, --baselines or --where, it is evaluated like any other data.`,
  options: {
    ...WORD_OPTIONS,
    reference: {
      value: "<value>",
      help: "reference value of the shift column; default: the first",
    },
    probe: {
      help: "also evaluate a linear probe, fitted to the reference's training rows; scores the test rows",
    },
    score: {
      value: "<rows>",
      help: "rows to score, all or test. Default: all, or test with --probe",
    },
    baselines: {
      value: "<table>",
      help: "a table with one model per row and its accuracies in columns named after the shift values; or imagenet for published results",
    },
    corruptions: { help: "instead, evaluate under image corruptions" },
    kinds: {
      value: "<names>",
      help: `with --corruptions, separated by commas: ${CORRUPTIONS.map(({ id }) => id).join(", ")}`,
    },
    severities: { value: "<numbers>", help: "with --corruptions, separated by commas; default: 1,2,3,4,5" },
    size: {
      value: "<which>",
      help: "with --corruptions: model first scales larger images to the model's input, as in ImageNet-C; own keeps their size. Default: model",
    },
    svg: SVG_OPTION(
      "the robustness plot, without --baselines the accuracies, with --corruptions the curves,",
    ),
    seed: { value: "<n>", help: "seed of random splits; default: 42" },
  },
  features: ({ probe }) => (probe ? "preProjection" : "projected"),
  takes: Number.POSITIVE_INFINITY,
  instead: (values, positionals, io) => {
    const own = [
      "label",
      "shift",
      "classes",
      "templates",
      "baselines",
      "where",
      "reference",
      "probe",
      "score",
    ] as const;
    const asks = own.some((name) => values[name] !== undefined);
    return positionals.length === 1 && positionals[0] === "renditions" && isBuiltin("renditions") && !asks
      ? renditionsStory(values, { corruptions: corruptionOptions(values) }, io)
      : undefined;
  },
  open: async (values, sources, io) => {
    corruptionOptions(values);
    if (values.svg !== undefined) await checkWritable("svg", values.svg);
    oneOf("score", values.score, ["all", "test"] as const);
    wholeNumber("seed", values.seed, 0);
    const words = await readWords(values);
    await readBaselines(values.baselines, io); // before the work rather than after it
    const dataset = await openAll(sources, values, io);
    labelColumn(dataset, undefined);
    if (!values.corruptions) checkReference(shiftColumn(dataset, undefined), values.reference);
    sayNames(dataset, values.label, words, io);
    return dataset;
  },
  run: async ({ values, dataset, encoder, images, how, io }) => {
    const seed = wholeNumber("seed", values.seed, 0);
    const score = oneOf("score", values.score, ["all", "test"] as const);
    const words = encoder.width > 0;
    const inputs = {
      dataset,
      images,
      encoder,
      ...(await readWords(values)),
      ...splitOf(values),
      ...(seed !== undefined && { seed }),
      ...(score && { score }),
      classifiers: [
        ...(words ? [{ kind: "zero-shot" } as const] : []),
        ...(values.probe || !words ? [{ kind: "probe" } as const] : []),
      ] satisfies ClassifierSpec[],
    };
    const products = await openProducts();
    const model = shortName(words ? encoder.id.name : images.encoder.name);
    try {
      const corruptions = corruptionOptions(values);
      if (corruptions) {
        const { result, manifest } = await evaluateCorruptions(
          { ...inputs, ...corruptions },
          { ...how, products },
        );
        return {
          caption: `${model} on ${dataset.title}, ${result.rows.length} images, ${result.classes.length} classes: accuracy under corruptions by severity; 95% Wilson intervals`,
          ...corruptionTables(result),
          result,
          manifest,
          chart: async () => {
            const { corruptionChart } = await import("./corruption-chart.js");
            return corruptionChart(result, {
              title: `${model} on ${dataset.title}: accuracy by severity of corruption`,
              note: `${result.rows.length} images, ${result.classes.length} classes; bands are 95% Wilson intervals.`,
              source: { data: dataset.title, model },
            });
          },
        };
      }
      const baselines = await readBaselines(values.baselines, io);
      const { result, manifest } = await evaluateShifts(
        {
          ...inputs,
          ...(baselines && { baselines }),
          ...(values.reference !== undefined && { reference: values.reference }),
        },
        { ...how, products },
      );
      return {
        caption: `${model} on ${dataset.title}: accuracy by ${result.column} among ${competing(dataset, result.classes.length, manifest, values.classes !== undefined)}; 95% Wilson intervals`,
        tables: [shiftTable(result), ...effectiveTables(result)],
        result,
        manifest,
        chart: async () => {
          const { shiftChart } = await import("./shift-chart.js");
          return shiftChart(result, {
            title: `${model} on ${dataset.title}: accuracy by ${result.column}`,
            note: `${result.rows.length} images, ${result.classes.length} classes; 95% Wilson intervals.`,
            source: {
              data: dataset.title,
              model,
              ...(manifest.seed !== undefined && { seed: manifest.seed }),
            },
          });
        },
      } satisfies Report;
    } finally {
      await products.dispose();
    }
  },
});

function checkReference({ title, values }: CategoryColumn, reference: string | undefined): void {
  if (reference === undefined || values.includes(reference)) return;
  throw new UsageError(
    `"${reference}" can't be the reference: the column "${title}" has the values ${values.slice(0, 20).join(", ")}.`,
  );
}

type DataValues = Parameters<typeof openData>[1];

/** Opens one dataset, or several concatenated, with the source dataset as the shift. */
async function openAll(sources: readonly string[], values: DataValues, io: Notebook): Promise<Dataset> {
  if (sources.length < 2) return openData(sources[0], values, io);
  const parts: Dataset[] = [];
  for (const source of sources) parts.push(await openData(source, values, io));
  const taken = (name: string) => parts.some(({ columns }) => columns.has(name));
  const together = await concatenate(parts, taken(DATASETS) ? "compared dataset" : DATASETS);
  const before = new Set(parts.flatMap(({ title, notes }) => notes.map((note) => `${title}: ${note}`)));
  for (const note of together.notes) if (!before.has(note)) io.note(note);
  return together;
}

async function readBaselines(
  given: string | undefined,
  { signal }: Notebook,
): Promise<Baselines | "published" | undefined> {
  if (given === undefined) return undefined;
  if (given === "imagenet") return "published";
  return baselinesOf(await openDataset(given, { image: null, ...(signal && { signal }) }));
}

interface CorruptionValues {
  corruptions?: boolean | undefined;
  kinds?: string | undefined;
  severities?: string | undefined;
  size?: string | undefined;
}

/**
 * The corruption options; undefined if corruptions are not requested. Throws `UsageError` for unknown kinds
 * or severities.
 */
function corruptionOptions({ corruptions, kinds, severities, size }: CorruptionValues) {
  if (!corruptions) {
    const without = Object.entries({ kinds, severities, size }).find(([, value]) => value !== undefined);
    if (without) throw new UsageError(`--${without[0]} requires --corruptions.`);
    return undefined;
  }
  const known = CORRUPTIONS.map(({ id }) => id);
  const asked = kinds?.split(",").map((kind) => {
    const id = kind.trim() as CorruptionId;
    if (known.includes(id)) return id;
    throw new UsageError(`Unknown corruption "${id}". The kinds are: ${known.join(", ")}.`);
  });
  const levels = severities?.split(",").map((each) => {
    const level = wholeNumber("severities", each.trim()) as number;
    if (level <= 5) return level;
    throw new UsageError(`--severities must be whole numbers from 1 to 5, got "${each.trim()}".`);
  });
  const scale = oneOf("size", size, ["model", "own"] as const);
  return {
    ...(asked && { kinds: asked }),
    ...(levels && { severities: levels }),
    ...(scale && { size: scale }),
  };
}

function shiftTable({ classifiers, column, reference }: ShiftsEvaluation): ReportTable {
  return {
    columns: [
      "classifier",
      column,
      "images",
      "classes",
      "accuracy",
      "low",
      "high",
      `on ${reference}`,
      "difference",
    ],
    rows: classifiers.flatMap(({ name, scores }) =>
      scores.map(({ shift, accuracy, onReference, classes }) => [
        name,
        shift,
        accuracy.n,
        classes,
        ...proportionCells(accuracy),
        percent(onReference?.value),
        points(onReference && accuracy.value - onReference.value),
      ]),
    ),
  };
}

function effectiveTables({ effective, reference }: ShiftsEvaluation): ReportTable[] {
  if (!effective) return [];
  return [
    {
      title:
        "Effective robustness: accuracy under the shift minus that expected from the baselines' line, in points",
      columns: ["classifier", "shift", `on ${reference}`, "accuracy", "expected", "effective"],
      rows: effective.flatMap(({ shift, classifiers }) =>
        classifiers.map(({ name, x, y, expected, effective: above }) => [
          name,
          shift,
          percent(x),
          percent(y),
          percent(expected),
          points(above),
        ]),
      ),
    },
    {
      title: "Fitted lines, on logit axes; with r² near 0, a line is little more than the baselines' mean",
      columns: ["shift", "slope", "intercept", "r²", "models"],
      rows: effective.map(({ shift, line }) => [
        shift,
        fixed(line.slope, 2),
        fixed(line.intercept, 2),
        fixed(line.r2, 2),
        line.n,
      ]),
    },
  ];
}
