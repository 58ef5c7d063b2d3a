import { parseArgs } from "node:util";
import { type RenditionImages, type SubgroupTask, subgroupTask } from "@clipscope/datasets/renditions";
import { supervisedResults } from "@clipscope/mini";
import { accuracyOf, bestOf, rightOn, type SupervisedResult } from "@clipscope/mini/supervised";
import {
  baselineOf,
  type Estimate,
  gapClosed,
  type HitStudy,
  type Hits,
  hitsFromCorrectness,
  hitsFromPredictions,
  type LogitLine,
  type ModelHits,
  type ScoreUnderShift,
  scoreUnderShift,
} from "@clipscope/toolkit";
import type { Command } from "./command.js";
import { embedRows, openData } from "./data.js";
import { modelHelp, modelOptions, openModel } from "./model.js";
import { corruptionReport } from "./robustness-corruptions.js";
import { REFERENCE, subgroupModels } from "./subgroup-models.js";
import { table } from "./table.js";

const HELP = `clipscope robustness [options]

The subgroup task under shift. Models that were trained with labels on Twemoji's training concepts fall on other
renditions; a line through them, on logit axes, is what a model with their accuracy on Twemoji is expected to have there
(Taori et al. 2020). Against it stand the model zero-shot, each class made of its name alone and of its name with the
names of its training concepts, and a linear probe on the model's features, trained on Twemoji with labels. All are
scored on the test concepts. Intervals are at 95%: of accuracies Wilson's, of the others a bootstrap over concepts.

With --corruptions, Twemoji's test concepts corrupted as ImageNet-C is (Hendrycks & Dietterich 2019), at 64 × 64:
accuracy at severities 0 to 5 of the same models and of the best supervised one, and their mean corruption errors in
units of the supervised model's.

  --corruptions        corruptions in the place of renditions
  --kinds <names>      with --corruptions, only these kinds, with commas; without it, all
${modelHelp}  --data <folder>      prepared renditions; without it, those of this installation, prepared if need be
  --json               one JSON object
`;

interface Scored {
  name: string;
  scores: Record<string, ScoreUnderShift>;
}

/** The means of accuracies over the renditions that mini has never seen, and the gap closed of these means. */
interface Means {
  shifts: string[];
  models: { name: string; reference: number; accuracy: number; gapClosed?: number }[];
}

export const robustness: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...modelOptions,
      corruptions: { type: "boolean" },
      kinds: { type: "string" },
      data: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  if (values.corruptions || values.kinds !== undefined) return corruptionReport(values, io);
  const data = await openData(values.data, io);
  const task = subgroupTask(data);
  const renditions: RenditionImages[] = [];
  for (const { id } of data.renditions) renditions.push(await data.load(id, { signal: io.signal }));
  const supervised = await supervisedResults();
  const baseline = supervised.map((result) => hitsOfResult(result, task, renditions));
  const best = baseline.find(({ name }) => name === bestOf(supervised).name) as ModelHits;
  const study: HitStudy = { reference: REFERENCE, baseline, supervised: best };
  const clip = await openModel(values, io);
  try {
    const reference = renditions.find(({ info }) => info.id === REFERENCE) as RenditionImages;
    const models = await subgroupModels(clip, task, reference, io);
    const found = models.map(({ name }) => ({ name, hits: {} as Record<string, Hits> }));
    for (const images of renditions) {
      const { rows, labels } = task.images(images, "test");
      const features = await embedRows(clip, images, rows, io, "preProjection");
      const concepts = rows.map((row) => images.concepts[row]);
      models.forEach(({ predict }, m) => {
        found[m].hits[images.info.id] = hitsFromPredictions({
          predictions: predict(features),
          labels,
          items: concepts,
          count: task.labels.length,
        });
      });
    }
    const ids = data.renditions.map(({ id }) => id);
    const scored: Scored[] = [best, ...found].map((model) => ({
      name: model === best ? `supervised (${best.name})` : model.name,
      scores: Object.fromEntries(ids.map((id) => [id, scoreUnderShift(model, study, id)])),
    }));
    const lines = ids
      .filter((id) => id !== REFERENCE)
      .map((shift) => ({ shift, ...baselineOf(study, shift) }));
    const unseen = data.renditions.filter(({ id, use }) => use === "evaluation" && id !== REFERENCE);
    const means = meansOver(
      scored,
      unseen.map(({ id }) => id),
    );
    const points = supervised.map(({ test, ...rest }) => ({
      ...rest,
      validation: accuracyOf(rest.validation),
      test: Object.fromEntries(Object.entries(test).map(([id, hits]) => [id, accuracyOf(hits)])),
    }));
    io.stdout.write(
      values.json
        ? `${JSON.stringify({ reference: REFERENCE, models: scored, lines, means, baseline: points })}\n`
        : asText(scored, means, renditions, lines),
    );
  } finally {
    clip.dispose();
  }
  return 0;
};

/** What a supervised model's result says, by concept. Throws as `rightOn`. */
function hitsOfResult(
  result: SupervisedResult,
  task: SubgroupTask,
  renditions: readonly RenditionImages[],
): ModelHits {
  const hits: Record<string, Hits> = {};
  for (const images of renditions) {
    const { rows } = task.images(images, "test");
    const { id } = images.info;
    const right = rightOn(result, id, rows.length);
    const concepts = rows.map((row) => images.concepts[row]);
    hits[id] = hitsFromCorrectness({ correct: right, items: concepts, count: task.labels.length });
  }
  return { name: result.name, hits };
}

function meansOver(scored: readonly Scored[], shifts: string[]): Means {
  const [best] = scored;
  const mean = ({ scores }: Scored) =>
    shifts.reduce((sum, id) => sum + scores[id].accuracy.value, 0) / shifts.length;
  const reference = best.scores[REFERENCE].accuracy.value;
  return {
    shifts,
    models: scored.map((model) => ({
      name: model.name,
      reference: model.scores[REFERENCE].accuracy.value,
      accuracy: mean(model),
      gapClosed:
        model === best ? undefined : gapClosed({ reference, supervised: mean(best), model: mean(model) }),
    })),
  };
}

function asText(
  models: readonly Scored[],
  means: Means,
  renditions: readonly RenditionImages[],
  lines: readonly (LogitLine & { shift: string })[],
): string {
  const percent = (x: number) => (Number.isFinite(x) ? `${(100 * x).toFixed(1)}` : "∞");
  const part = (title: string, pick: (score: ScoreUnderShift) => Estimate | undefined) => {
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
  const closed = means.models.slice(1).map(({ name, reference, accuracy, gapClosed }) => {
    const share = gapClosed === undefined ? "no gap" : percent(gapClosed);
    return [name, percent(reference), percent(accuracy), share];
  });
  return [
    part("Accuracy on the test concepts, %", ({ accuracy }) => accuracy),
    part(
      "Effective robustness, points above the line through the supervised models",
      ({ effective }) => effective,
    ),
    `Those lines, on logit axes; where r² is near 0 a line is little more than the models' mean\n\n${table([
      ["rendition", "slope", "r²", "models"],
      ...lines.map(({ shift, slope, r2, n }) => [shift, slope.toFixed(2), r2.toFixed(2), String(n)]),
    ])}`,
    part(
      "Gap closed, %: (model − supervised) / (supervised on Twemoji − supervised)",
      ({ gapClosed }) => gapClosed,
    ),
    `Of the means over the ${means.shifts.length} shifts that mini has never seen, %\n\n${table([
      ["model", "twemoji", "mean of the shifts", "gap closed"],
      [models[0].name, percent(means.models[0].reference), percent(means.models[0].accuracy), ""],
      ...closed,
    ])}`,
  ].join("\n");
}
