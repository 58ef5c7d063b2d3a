import { openProducts } from "@clipscope/core";
import { evaluateKnn, evaluateProbe } from "@clipscope/study";
import { classTable } from "./class-table.js";
import { dataCommand, splitOf } from "./data-command.js";
import { openLabeled, shortName } from "./inputs.js";
import { wholeNumber } from "./options.js";
import { checkWritable } from "./output-file.js";
import { writePredictions } from "./predictions.js";
import { percent, proportionCells, type Report, type ReportTable } from "./report.js";
import { readWords } from "./words.js";

export const probe = dataCommand({
  about: `clipscope probe <data> [options]

The linear probe of the CLIP paper (A.3): logistic regression on the image tower's features before the projection, with
λ chosen on validation, refitted on train and validation, and scored once on test. Splits come from the split column, or
are drawn within each class: 60% train, 20% validation, 20% test.`,
  options: {
    classes: {
      value: "<labels>",
      several: true,
      help: "only these labels, separated by commas, or a file with one per line; label=name renames, and labels may share a name",
    },
    knn: { help: "k nearest neighbors instead of logistic regression, with k chosen on validation" },
    "per-class": { help: "also print recall, precision and F1 of every class" },
    predictions: { value: "<file.csv>", help: "write every test row's key, label and prediction" },
    seed: { value: "<n>", help: "seed of random splits; default: 42" },
  },
  features: () => "preProjection",
  wordless: true,
  open: async (values, [source], io) => {
    wholeNumber("seed", values.seed, 0);
    if (values.predictions !== undefined) await checkWritable("predictions", values.predictions);
    return openLabeled(source, values, io);
  },
  run: async ({ values, dataset, images, how }) => {
    const { classes } = await readWords({ ...values, templates: undefined, vocabulary: undefined });
    const seed = wholeNumber("seed", values.seed, 0);
    const inputs = {
      dataset,
      images,
      ...(classes && { classes }),
      ...splitOf(values),
      ...(seed !== undefined && { seed }),
    };
    const products = await openProducts();
    try {
      const evaluated = values.knn
        ? await evaluateKnn(inputs, how)
        : await evaluateProbe(inputs, { ...how, products });
      const { result, manifest } = evaluated;
      if (values.predictions !== undefined) await writePredictions(values.predictions, dataset, result);
      const { counts, accuracy } = result;
      const chosen = "lambda" in result ? `λ = ${result.lambda.toPrecision(3)}` : `k = ${result.k}`;
      const tables: ReportTable[] = [
        {
          columns: ["data", "train", "validation", "test", "accuracy", "low", "high", "mean recall"],
          rows: [
            [
              dataset.title,
              counts.train,
              counts.validation,
              counts.test,
              ...proportionCells(accuracy),
              percent(result.perClass.meanRecall),
            ],
          ],
        },
      ];
      if (values["per-class"]) tables.push(classTable(result));
      return {
        caption: `${values.knn ? "Nearest neighbors" : "Linear probe"} on ${images.features} features of ${shortName(images.encoder.name)}, ${result.classes.length} classes, ${chosen}; 95% Wilson intervals`,
        tables,
        result,
        manifest,
      } satisfies Report;
    } finally {
      await products.dispose();
    }
  },
});
