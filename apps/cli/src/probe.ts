import { openProducts } from "@clipscope/core";
import { evaluateKnn, evaluateProbe } from "@clipscope/study";
import { classTable } from "./class-table.js";
import { dataCommand, splitOf } from "./data-command.js";
import { openData, shortName } from "./inputs.js";
import { wholeNumber } from "./options.js";
import { checkWritable } from "./output-file.js";
import { writePredictions } from "./predictions.js";
import { percent, proportionCells, type Report, type ReportTable } from "./report.js";
import { readWords } from "./words.js";

export const probe = dataCommand({
  about: `clipscope probe <data> [options]

A linear probe as in the CLIP paper (A.3): logistic regression on the image tower's features before the projection, its
λ swept on the validation split, fitted again to train and validation, scored once on test. Splits are those of the split
column, or drawn within each class: 60% train, 20% validation, 20% test.`,
  options: {
    classes: {
      value: "<labels>",
      several: true,
      help: "only these labels, with commas, or a file with one a line; label=name renames, several labels may share a name",
    },
    knn: { help: "k nearest neighbors in the place of logistic regression, k chosen on validation" },
    "per-class": { help: "recall, precision and F1 of every class" },
    predictions: { value: "<file.csv>", help: "every test row's key, label and prediction" },
    seed: { value: "<n>", help: "of splits that are drawn; without it, 42" },
  },
  features: () => "preProjection",
  wordless: true,
  open: async (values, [source], io) => {
    wholeNumber("seed", values.seed, 0);
    if (values.predictions !== undefined) await checkWritable("predictions", values.predictions);
    return openData(source, values, io);
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
        caption: `${values.knn ? "Nearest neighbors" : "Linear probe"} on ${images.features} features of ${shortName(images.encoder.name)}, ${result.classes.length} classes, ${chosen}; Wilson's interval at 95%`,
        tables,
        result,
        manifest,
      } satisfies Report;
    } finally {
      await products.dispose();
    }
  },
});
