import { loadImageClassifier, openProducts } from "@clipscope/core";
import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { openRenditions, openRenditionsDataset, subgroupTask } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { supervisedFolder, supervisedResults } from "@clipscope/mini";
import {
  checkSupervisedClasses,
  hitsOfShifts,
  REFERENCE_RENDITION,
  subgroupClassifiers,
  supervisedStudy,
} from "@clipscope/mini/baseline";
import { accuracyOf, bestOf, type SupervisedResult } from "@clipscope/mini/supervised";
import { type CorruptionsInputs, embedDataset, evaluateCorruptions, evaluateShifts } from "@clipscope/study";
import {
  argmaxRows,
  baselineOf,
  type Estimate,
  gapClosed,
  type LogitLine,
  type ScoreUnderShift,
  scoreUnderShift,
} from "@clipscope/toolkit";
import type { Notebook } from "./command.js";
import { corruptionTables } from "./corruption-tables.js";
import { openModel, shortName } from "./inputs.js";
import { withProgress } from "./progress.js";
import { fixed, percent, printReport, type Report, type ReportTable, signed } from "./report.js";

type Values = Parameters<typeof openModel>[0] & { json?: boolean | undefined; csv?: boolean | undefined };

interface Asked {
  /** Options of corruptions, to evaluate instead of renditions. */
  corruptions?: Pick<CorruptionsInputs, "kinds" | "severities" | "size"> | undefined;
}

/**
 * The subgroup task on the built-in drawings, as in mini's card: a model zero-shot and with a linear probe,
 * compared with models trained with labels on Twemoji.
 */
export async function renditionsStory(values: Values, { corruptions }: Asked, io: Notebook): Promise<number> {
  const { signal } = io;
  const opened = await withProgress(io, async (onProgress) => {
    const folder = await prepareRenditions({ onProgress, ...(signal && { signal }) });
    const index = await openRenditions(folder);
    const ids = corruptions ? [REFERENCE_RENDITION] : index.renditions.map(({ id }) => id);
    return {
      index,
      dataset: await openRenditionsDataset(folder, { renditions: ids, ...(signal && { signal }) }),
    };
  });
  const encoder = await openModel(values, io);
  const products = await openProducts();
  try {
    const report = await withProgress(io, async (onProgress) => {
      const how = { onProgress, products, ...(signal && { signal }) };
      return corruptions
        ? underCorruption({ ...opened, encoder }, corruptions, how)
        : underShift({ ...opened, encoder }, how);
    });
    printReport(report, values, io);
    return 0;
  } finally {
    encoder.dispose();
    await products.dispose();
  }
}

type Study = Awaited<ReturnType<typeof inputsOf>>;
type Given = Parameters<typeof inputsOf>[0];
type How = Parameters<typeof evaluateShifts>[1];

/** Inputs shared by both evaluations: the training and test rows, and mini's classifiers. */
async function inputsOf(
  {
    index,
    dataset,
    encoder,
  }: {
    index: Awaited<ReturnType<typeof openRenditions>>;
    dataset: Awaited<ReturnType<typeof openRenditionsDataset>>;
    encoder: Awaited<ReturnType<typeof openModel>>;
  },
  how: How = {},
) {
  const task = subgroupTask(index);
  const { split, rendition } = {
    split: dataset.columns.get("split"),
    rendition: dataset.columns.get("rendition"),
  };
  if (split?.kind !== "category" || rendition?.kind !== "category")
    throw new Error("Renditions have no splits.");
  const [test, reference] = [split.values.indexOf("test"), rendition.values.indexOf(REFERENCE_RENDITION)];
  const rows = Int32Array.from({ length: dataset.rows }, (_, row) => row).filter(
    (row) => split.codes[row] === test || (split.codes[row] >= 0 && rendition.codes[row] === reference),
  );
  const { signal, onProgress } = how;
  const images = await embedDataset(dataset, encoder, {
    features: "preProjection",
    rows,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const inputs = {
    dataset,
    images,
    encoder,
    label: "subgroup",
    classes: task.classNames,
    vocabulary: "all" as const,
    classifiers: subgroupClassifiers(task),
    score: "test" as const,
  };
  return { task, inputs };
}

interface Scored {
  name: string;
  scores: Record<string, ScoreUnderShift>;
}

async function underShift(given: Given, how: How): Promise<Report> {
  const { index, dataset, encoder } = given;
  const { inputs } = await inputsOf(given, how);
  const { result, manifest } = await evaluateShifts(
    { ...inputs, shift: "rendition", reference: REFERENCE_RENDITION },
    how,
  );
  const concept = dataset.columns.get("concept");
  if (concept?.kind !== "category") throw new Error("Renditions have no concepts.");
  const concepts = concept.values.length;
  const { items, models } = hitsOfShifts(result, concept.codes, concepts);
  const supervised = await supervisedResults();
  const study = supervisedStudy(supervised, items, concepts);
  const ids = index.renditions.map(({ id }) => id);
  const scored = [study.supervised, ...models].map(
    (model): Scored => ({
      name: model === study.supervised ? `supervised (${model.name})` : model.name,
      scores: Object.fromEntries(ids.map((id) => [id, scoreUnderShift(model, study, id)])),
    }),
  );
  const shifts = ids.filter((id) => id !== REFERENCE_RENDITION);
  const lines = shifts.map((shift) => ({ shift, ...baselineOf(study, shift) }));
  const unseen = index.renditions.filter(({ id, use }) => use === "evaluation" && id !== REFERENCE_RENDITION);
  const means = meansOver(
    scored,
    unseen.map(({ id }) => id),
  );
  const seen = new Set(index.renditions.filter(({ use }) => use === "pre-training").map(({ id }) => id));
  return {
    caption: `${shortName(encoder.id.name)} and ${supervised.length} models trained with labels on ${REFERENCE_RENDITION}: accuracy on the test concepts of ${inputs.classes.length} subgroups; intervals at 95%, Wilson's for accuracies, of the others by a bootstrap over concepts`,
    tables: storyTables(scored, ids, lines, means, seen),
    result: {
      reference: REFERENCE_RENDITION,
      models: scored,
      lines,
      means,
      baseline: supervised.map(accuracies),
    },
    manifest,
  };
}

/** A supervised model's result with accuracies instead of hits. */
const accuracies = ({ test, ...rest }: SupervisedResult) => ({
  ...rest,
  validation: accuracyOf(rest.validation),
  test: Object.fromEntries(Object.entries(test).map(([id, hits]) => [id, accuracyOf(hits)])),
});

/** Mean accuracies over some shifts, and the gap closed computed from them. */
interface Means {
  shifts: string[];
  models: { name: string; reference: number; accuracy: number; gapClosed?: number | undefined }[];
}

function meansOver(scored: readonly Scored[], shifts: string[]): Means {
  const [best] = scored;
  const mean = ({ scores }: Scored) =>
    shifts.reduce((sum, id) => sum + scores[id].accuracy.value, 0) / shifts.length;
  const reference = best.scores[REFERENCE_RENDITION].accuracy.value;
  return {
    shifts,
    models: scored.map((model) => ({
      name: model.name,
      reference: model.scores[REFERENCE_RENDITION].accuracy.value,
      accuracy: mean(model),
      gapClosed:
        model === best ? undefined : gapClosed({ reference, supervised: mean(best), model: mean(model) }),
    })),
  };
}

function storyTables(
  models: readonly Scored[],
  ids: readonly string[],
  lines: readonly (LogitLine & { shift: string })[],
  means: Means,
  seen: ReadonlySet<string>,
): ReportTable[] {
  const share = (x: number) => (Number.isFinite(x) ? signed(100 * x, 1) : "∞");
  const part = (
    title: string | undefined,
    pick: (score: ScoreUnderShift) => Estimate | undefined,
  ): ReportTable => {
    const shown = models.filter(({ scores }) => Object.values(scores).some((score) => pick(score)));
    return {
      ...(title !== undefined && { title }),
      columns: ["rendition", ...shown.map(({ name }) => name)],
      rows: ids
        .filter((id) => shown.some(({ scores }) => pick(scores[id])))
        .map((id) => [
          seen.has(id) ? `${id} (seen by mini)` : id,
          ...shown.map(({ scores }) => {
            const figure = pick(scores[id]);
            return {
              value: figure?.value,
              shown: figure
                ? `${share(figure.value)} (${share(figure.low)} to ${share(figure.high)})`
                : "no gap",
            };
          }),
        ]),
    };
  };
  return [
    part("Accuracy, %", ({ accuracy }) => accuracy),
    part(
      "Effective robustness: points above the line through the supervised models",
      ({ effective }) => effective,
    ),
    {
      title: "Fitted lines, on logit axes; with r² near 0, a line is little more than the models' mean",
      columns: ["rendition", "slope", "r²", "models"],
      rows: lines.map(({ shift, slope, r2, n }) => [shift, fixed(slope, 2), fixed(r2, 2), n]),
    },
    part(
      "Gap closed, %: (model − supervised) / (supervised on Twemoji − supervised)",
      ({ gapClosed }) => gapClosed,
    ),
    {
      title: `Means over the ${means.shifts.length} shifts that mini was not trained on`,
      columns: ["model", REFERENCE_RENDITION, "mean over shifts", "gap closed"],
      rows: means.models.map(({ name, reference, accuracy, gapClosed }) => [
        name,
        percent(reference),
        percent(accuracy),
        percent(gapClosed),
      ]),
    },
  ];
}

async function underCorruption(
  given: Given,
  asked: NonNullable<Asked["corruptions"]>,
  how: How = {},
): Promise<Report> {
  const { encoder } = given;
  const { task, inputs }: Study = await inputsOf(given, how);
  const { name } = bestOf(await supervisedResults());
  const { engine } = encoder.id;
  const { signal } = how;
  const classifier = await loadImageClassifier(supervisedFolder(), {
    engine: engine as NonNullable<Parameters<typeof loadImageClassifier>[1]>["engine"],
    ...(signal && { signal }),
  });
  try {
    checkSupervisedClasses(classifier, task);
    const supervised = {
      name: `supervised (${name})`,
      predict: async (
        pictures: Parameters<typeof classifier.logits>[0],
        { signal }: { signal?: AbortSignal },
      ) => {
        const logits = await classifier.logits(pictures, { ...(signal && { signal }) });
        if (logits.failures.length > 0) throw logits.failures[0].error;
        return argmaxRows(logits);
      },
    };
    // Drawings are corrupted at full size.
    const { result, manifest } = await evaluateCorruptions(
      { ...inputs, size: "own", ...asked, pictures: [supervised] },
      how,
    );
    const { rows, classes: _, ...curves } = result;
    return {
      caption: `${shortName(encoder.id.name)} on ${rows.length} test concepts of ${REFERENCE_RENDITION}, with the best supervised model: accuracy under corruptions by severity; 95% Wilson intervals`,
      ...corruptionTables(result),
      result: {
        ...curves,
        rendition: REFERENCE_RENDITION,
        images: rows.length,
        kinds: CORRUPTIONS.filter(({ id }) => result.kinds.includes(id)).map(
          ({ id, title, family, inMean }) => ({
            id,
            title,
            family,
            inMean,
          }),
        ),
      },
      manifest,
    };
  } finally {
    classifier.dispose();
  }
}
