import { openProducts } from "@clipscope/core";
import { evaluateFewShot } from "@clipscope/study";
import { UsageError } from "./command.js";
import { dataCommand, splitOf } from "./data-command.js";
import { openLabeled, shortName } from "./inputs.js";
import { wholeNumber } from "./options.js";
import { fixed, percent } from "./report.js";
import { readWords } from "./words.js";

export const fewShot = dataCommand({
  about: `clipscope few-shot <data> [options]

Few-shot curve (CLIP paper, figures 6 and 7): linear probes fitted to 1, 2, 4, 8 and 16 images per class, drawn at random,
compared with zero-shot; all are scored on the test split.`,
  options: {
    classes: { value: "<names>", several: true, help: "as in eval" },
    templates: { value: "<which>", several: true, help: "templates of the zero-shot line, as in eval" },
    shots: { value: "<numbers>", help: "labeled images per class, separated by commas; default: 1,2,4,8,16" },
    seeds: { value: "<numbers>", help: "one draw per seed, separated by commas; default: 1,2,3" },
    seed: { value: "<n>", help: "seed of random splits; default: 42" },
  },
  features: () => "preProjection",
  open: (values, [source], io) => {
    numbers("shots", values.shots, 1);
    numbers("seeds", values.seeds, 0);
    wholeNumber("seed", values.seed, 0);
    return openLabeled(source, values, io);
  },
  run: async ({ values, dataset, encoder, images, how }) => {
    const { classes, templates } = await readWords({ ...values, vocabulary: undefined });
    const [shots, seeds] = [numbers("shots", values.shots, 1), numbers("seeds", values.seeds, 0)];
    const seed = wholeNumber("seed", values.seed, 0);
    const products = await openProducts();
    try {
      const { result, manifest } = await evaluateFewShot(
        {
          dataset,
          images,
          encoder,
          ...(classes && { classes }),
          ...(templates && { templates }),
          ...(shots && { shots }),
          ...(seeds && { seeds }),
          ...splitOf(values),
          ...(seed !== undefined && { seed }),
        },
        { ...how, products },
      );
      const { curve, zeroShot, full, counts } = result;
      const worth =
        curve.crossing === undefined
          ? zeroShot && "not reached by any probe"
          : `as good as ${curve.crossing.toFixed(1)} labeled images per class`;
      return {
        caption: `${shortName(images.encoder.name)} on ${dataset.title}, ${result.classes.length} classes: accuracy on ${counts.test} test images; mean and standard deviation of ${curve.seeds.length} draws`,
        tables: [
          {
            columns: ["images per class", "total", "accuracy", "deviation"],
            rows: [
              ...curve.points.map(({ shots: k, rows, mean, deviation }) => [
                String(k),
                rows,
                percent(mean),
                fixed(100 * deviation, 1),
              ]),
              ["all", full.images, percent(full.accuracy.value), undefined],
              ...(zeroShot ? [["zero-shot", 0, percent(zeroShot.value), undefined]] : []),
            ],
          },
        ],
        ...(worth && { footnote: `Zero-shot: ${worth}.` }),
        result,
        manifest,
      };
    } finally {
      await products.dispose();
    }
  },
});

function numbers(option: string, text: string | undefined, least: number): number[] | undefined {
  if (text === undefined) return undefined;
  const values = text.split(",").map((part) => wholeNumber(option, part.trim(), least) as number);
  if (new Set(values).size !== values.length)
    throw new UsageError(`--${option} repeats a number: "${text}".`);
  return values;
}
