import { parseArgs } from "node:util";
import { type Clip, type Embeddings, openProducts } from "@clipscope/core";
import { type RenditionImages, type SubgroupTask, subgroupTask } from "@clipscope/datasets";
import { accuracyOf, bestOf, supervisedResults } from "@clipscope/mini/supervised";
import {
  bootstrapInterval,
  effectiveRobustness,
  fitLogitLine,
  labelledSet,
  predictLinear,
  promptEnsemble,
  proportion,
  sweepRegularisation,
  zeroShot,
} from "@clipscope/toolkit";
import type { Command, Console } from "./command.js";
import { embedRows, openData } from "./data.js";
import { modelHelp, modelOptions, openModel } from "./model.js";
import { withProgress } from "./progress.js";
import { table } from "./table.js";

const REFERENCE = "twemoji";

const HELP = `clipscope robustness [options]

The subgroup task under shift. Models that were trained with labels on Twemoji's training concepts fall on other
renditions; a line through them, on logit axes, is what a model with their accuracy on Twemoji is expected to have there
(Taori et al. 2020). Against it stand the model zero-shot, each class made of its name alone and of its name with the
names of its training concepts, and a linear probe on the model's features, trained on Twemoji with labels. All are
scored on the test concepts. Intervals are at 95%: of accuracies Wilson's, of the others a bootstrap over concepts.

${modelHelp}  --data <folder>      prepared renditions; without it, those of this installation, prepared if need be
  --json               one JSON object
`;

/** By concept: 1 where a model is right, 0 where it is wrong, -1 where the rendition has no test image of it. */
type Hits = Int8Array;

interface Measured {
  name: string;
  hits: Record<string, Hits>;
}

interface Interval {
  value: number;
  low: number;
  high: number;
}

interface Score {
  accuracy: Interval;
  /** Accuracy above what the line through the supervised models expects; absent on the reference. */
  effective?: Interval;
  /** (model - supervised) / (supervised on the reference - supervised); absent where the supervised model does not fall. */
  gapClosed?: Interval;
}

export const robustness: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...modelOptions,
      data: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const data = await openData(values.data, io);
  const task = subgroupTask(data);
  const renditions: RenditionImages[] = [];
  for (const { id } of data.renditions) renditions.push(await data.load(id, { signal: io.signal }));
  const supervised = await supervisedResults();
  const baseline = supervised.map(({ name, test }) => ({
    name,
    hits: Object.fromEntries(
      renditions.map((images) => {
        const { rows } = task.images(images, "test");
        const { id } = images.info;
        return [id, hitsOf(images, rows, data.concepts.length, (i) => test[id][i] === "1")];
      }),
    ),
  }));
  const best = baseline.find(({ name }) => name === bestOf(supervised).name) as Measured;
  const clip = await openModel(values, io);
  try {
    const models = await measure(clip, task, renditions, io);
    const scored = [best, ...models].map((model) => ({
      name: model === best ? `supervised (${best.name})` : model.name,
      scores: Object.fromEntries(
        renditions.map(({ info: { id } }) => [id, score(model, best, baseline, id)]),
      ),
    }));
    const lines = renditions
      .filter(({ info: { id } }) => id !== REFERENCE)
      .map(({ info: { id } }) => ({ shift: id, ...fitLogitLine(pairs(baseline, id)) }));
    const points = supervised.map(({ test, ...rest }) => ({
      ...rest,
      validation: accuracyOf(rest.validation),
      test: Object.fromEntries(Object.entries(test).map(([id, hits]) => [id, accuracyOf(hits)])),
    }));
    io.stdout.write(
      values.json
        ? `${JSON.stringify({ reference: REFERENCE, models: scored, lines, baseline: points })}\n`
        : asText(scored, renditions, baseline.length),
    );
  } finally {
    clip.dispose();
  }
  return 0;
};

/** The model's zero-shot classifiers and its linear probe, on the test concepts of every rendition. */
async function measure(
  clip: Clip,
  task: SubgroupTask,
  renditions: readonly RenditionImages[],
  io: Console,
): Promise<Measured[]> {
  const embedTexts = (texts: string[]) => clip.embedTexts(texts, { signal: io.signal });
  const classifiers: [string, Embeddings][] = [
    [
      "zero-shot, names",
      await promptEnsemble(
        embedTexts,
        task.classPrompts.map(([name]) => [name]),
      ),
    ],
    ["zero-shot, names and members", await promptEnsemble(embedTexts, task.classPrompts)],
  ];
  const reference = renditions.find(({ info }) => info.id === REFERENCE) as RenditionImages;
  const classes = task.classNames.length;
  const features = async <S extends "train" | "validation">(split: S) => {
    const { rows, labels } = task.images(reference, split);
    return labelledSet(split, await embedRows(clip, reference, rows, io, "preProjection"), labels, classes);
  };
  const [train, validation] = [await features("train"), await features("validation")];
  const products = await openProducts();
  const { probe } = await withProgress(io, (onProgress) =>
    sweepRegularisation(train, validation, { products, onProgress, refit: false, signal: io.signal }),
  ).finally(() => products.dispose());
  const models: Measured[] = [...classifiers.map(([name]) => name), "linear probe"].map((name) => ({
    name,
    hits: {},
  }));
  for (const images of renditions) {
    const { rows, labels } = task.images(images, "test");
    const embedded = await embedRows(clip, images, rows, io);
    const unprojected = await embedRows(clip, images, rows, io, "preProjection");
    const predictions = [
      ...classifiers.map(
        ([, classifier]) => zeroShot(embedded, classifier, { logitScale: clip.logitScale }).predictions,
      ),
      predictLinear(probe, unprojected),
    ];
    models.forEach(({ hits }, m) => {
      hits[images.info.id] = hitsOf(images, rows, task.labels.length, (i) => predictions[m][i] === labels[i]);
    });
  }
  return models;
}

function hitsOf(
  images: RenditionImages,
  rows: Int32Array,
  concepts: number,
  isRight: (i: number) => boolean,
): Hits {
  const hits = new Int8Array(concepts).fill(-1);
  rows.forEach((row, i) => {
    hits[images.concepts[row]] = Number(isRight(i));
  });
  return hits;
}

/** Over the concepts given, which may be given more than once; without them over all that the rendition draws. */
function accuracy(hits: Hits, concepts: ArrayLike<number> = [...hits.keys()]): number {
  let right = 0;
  let drawn = 0;
  for (let i = 0; i < concepts.length; i++) {
    const hit = hits[concepts[i]];
    if (hit < 0) continue;
    drawn++;
    right += hit;
  }
  return right / drawn;
}

const pairs = (models: readonly Measured[], shift: string, concepts?: ArrayLike<number>) =>
  models.map(({ hits }) => ({ x: accuracy(hits[REFERENCE], concepts), y: accuracy(hits[shift], concepts) }));

function score(model: Measured, best: Measured, baseline: readonly Measured[], shift: string): Score {
  const hits = model.hits[shift];
  const drawn = hits.filter((hit) => hit >= 0);
  const scored: Score = { accuracy: proportion(drawn.filter((hit) => hit === 1).length, drawn.length) };
  if (shift === REFERENCE) return scored;
  const all = [...hits.keys()].filter((concept) => model.hits[REFERENCE][concept] >= 0);
  scored.effective = overConcepts(all, (concepts) =>
    effectiveRobustness(pairs([model], shift, concepts)[0], fitLogitLine(pairs(baseline, shift, concepts))),
  );
  if (model !== best && accuracy(best.hits[shift]) < accuracy(best.hits[REFERENCE])) {
    scored.gapClosed = overConcepts(all, (concepts) => {
      const [{ x, y }] = pairs([best], shift, concepts);
      return (accuracy(hits, concepts) - y) / (x - y); // a resample may have no gap, for which gapClosure throws
    });
  }
  return scored;
}

/** A figure with its interval, from resamples of the concepts: the same for every model and rendition in it. */
function overConcepts(all: readonly number[], figure: (concepts: ArrayLike<number>) => number): Interval {
  const [low, high] = bootstrapInterval(all.length, (rows) => figure(rows.map((row) => all[row])));
  return { value: figure(all), low, high };
}

function asText(
  models: readonly { name: string; scores: Record<string, Score> }[],
  renditions: readonly RenditionImages[],
  supervised: number,
): string {
  const percent = (x: number) => `${(100 * x).toFixed(1)}`;
  const part = (title: string, pick: (score: Score) => Interval | undefined) => {
    const shown = models.filter(({ scores }) => Object.values(scores).some((score) => pick(score)));
    const rows = renditions
      .filter(({ info }) => shown.some(({ scores }) => pick(scores[info.id])))
      .map(({ info }) => [
        `${info.id}${info.use === "pre-training" ? " (seen by mini)" : ""}`,
        ...shown.map(({ scores }) => {
          const figure = pick(scores[info.id]);
          if (!figure) return "no gap";
          return `${percent(figure.value)} (${percent(figure.low)} to ${percent(figure.high)})`;
        }),
      ]);
    return `${title}\n\n${table([["rendition", ...shown.map(({ name }) => name)], ...rows])}`;
  };
  return [
    part("Accuracy on the test concepts, %", ({ accuracy }) => accuracy),
    part(
      `Effective robustness, points above the line through ${supervised} supervised models`,
      ({ effective }) => effective,
    ),
    part(
      "Gap closed, %: (model − supervised) / (supervised on Twemoji − supervised)",
      ({ gapClosed }) => gapClosed,
    ),
  ].join("\n");
}
