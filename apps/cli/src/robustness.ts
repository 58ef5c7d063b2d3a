import { openProducts } from "@clipscope/core";
import { concatenate, type Dataset, openDataset } from "@clipscope/datasets";
import { CORRUPTIONS, type CorruptionId } from "@clipscope/datasets/corruptions";
import {
  type Baselines,
  baselinesOf,
  type ClassifierSpec,
  evaluateCorruptions,
  evaluateShifts,
  type ShiftsEvaluation,
} from "@clipscope/study";
import { type Notebook, UsageError } from "./command.js";
import { corruptionTables } from "./corruption-tables.js";
import { dataCommand, splitOf } from "./data-command.js";
import { isBuiltin, openData, shortName } from "./inputs.js";
import { oneOf, WORD_OPTIONS, wholeNumber } from "./options.js";
import { renditionsStory } from "./renditions-story.js";
import { fixed, percent, points, proportionCells, type Report, type ReportTable } from "./report.js";
import { readWords, sayNames } from "./words.js";

/** The column that tells datasets apart. */
const DATASETS = "dataset";

export const robustness = dataCommand({
  about: `clipscope robustness <data> [options]
clipscope robustness <data> <other data>… [options]

Accuracy from distribution to distribution: of the values of any column (--shift style), or of several datasets with the same
classes, the first of which is the reference. With --baselines, effective robustness (Taori et al. 2020): how far the accuracy
under the shift is above what models of the same accuracy on the reference have there, by a line on logit axes.

With --corruptions, accuracy under the corruptions of ImageNet-C (Hendrycks & Dietterich 2019) at severities 1 to 5.

clipscope robustness renditions compares the model with models that were trained with labels on Twemoji's drawings, on a task
of the built-in data; any of --label, --shift, --classes, --templates, --baselines and --where makes it data as others.`,
  options: {
    ...WORD_OPTIONS,
    reference: {
      value: "<value>",
      help: "the shift's value that the others are compared with; without it, the first",
    },
    probe: {
      help: "also a linear probe, which learns from the reference's training rows; then the test rows are scored",
    },
    score: {
      value: "<rows>",
      help: "all or test: which rows are scored. Without it, all, and test with --probe",
    },
    baselines: {
      value: "<table>",
      help: "a table with a model in each row and its accuracies in columns named as the shift's values; or imagenet, the published ones",
    },
    corruptions: { help: "instead: under corruptions of the images" },
    kinds: {
      value: "<names>",
      help: `with --corruptions, with commas: ${CORRUPTIONS.map(({ id }) => id).join(", ")}`,
    },
    severities: { value: "<numbers>", help: "with --corruptions, with commas; without it, 1,2,3,4,5" },
    size: {
      value: "<which>",
      help: "with --corruptions: model, larger images are first scaled to the model's input as in ImageNet-C; own, as they are. Without it, model",
    },
    seed: { value: "<n>", help: "of splits that are drawn; without it, 42" },
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
    oneOf("score", values.score, ["all", "test"] as const);
    wholeNumber("seed", values.seed, 0);
    const words = await readWords(values);
    await readBaselines(values.baselines, io); // before the work rather than after it
    const dataset = await openAll(sources, values, io);
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
          caption: `${model} on ${dataset.title}, ${result.rows.length} images, ${result.classes.length} classes: accuracy under corruptions by severity; Wilson's interval at 95%`,
          ...corruptionTables(result),
          result,
          manifest,
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
        caption: `${model} on ${dataset.title}: accuracy by ${result.column} among ${result.classes.length} classes; Wilson's interval at 95%`,
        tables: [shiftTable(result), ...effectiveTables(result)],
        result,
        manifest,
      } satisfies Report;
    } finally {
      await products.dispose();
    }
  },
});

type DataValues = Parameters<typeof openData>[1];

/** One dataset, or several as one whose shift is which of them a row is of. */
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

/** What is asked of corruptions; undefined where they are not asked for. Throws `UsageError` for what there is not. */
function corruptionOptions({ corruptions, kinds, severities, size }: CorruptionValues) {
  if (!corruptions) {
    const without = Object.entries({ kinds, severities, size }).find(([, value]) => value !== undefined);
    if (without) throw new UsageError(`--${without[0]} goes with --corruptions.`);
    return undefined;
  }
  const known = CORRUPTIONS.map(({ id }) => id);
  const asked = kinds?.split(",").map((kind) => {
    const id = kind.trim() as CorruptionId;
    if (known.includes(id)) return id;
    throw new UsageError(`There is no corruption "${id}". There are: ${known.join(", ")}.`);
  });
  const levels = severities?.split(",").map((each) => {
    const level = wholeNumber("severities", each.trim()) as number;
    if (level <= 5) return level;
    throw new UsageError(`--severities takes whole numbers from 1 to 5, and got "${each.trim()}".`);
  });
  const scale = oneOf("size", size, ["model", "own"] as const);
  return {
    ...(asked && { kinds: asked }),
    ...(levels && { severities: levels }),
    ...(scale && { size: scale }),
  };
}

export type CorruptionChoice = ReturnType<typeof corruptionOptions>;

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
        "Effective robustness: accuracy under the shift, and what the baselines' line expects, in points",
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
      title: "The lines, on logit axes; where r² is near 0, a line is little more than the baselines' mean",
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
