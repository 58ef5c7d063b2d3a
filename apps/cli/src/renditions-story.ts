import { type LoadClassifierOptions, openProducts } from "@clipscope/core";
import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { supervisedFolder, supervisedResults } from "@clipscope/mini";
import { REFERENCE_RENDITION } from "@clipscope/mini/baseline";
import {
  measureCorruptions,
  measureShifts,
  nameOfBest,
  openStory,
  type Story,
  type Supervised,
  unseenShifts,
} from "@clipscope/mini/story";
import { accuracyOf, type SupervisedResult } from "@clipscope/mini/supervised";
import type { CorruptionsInputs } from "@clipscope/study";
import {
  baselineOf,
  type Estimate,
  gapClosed,
  hitPanel,
  type LogitLine,
  type ScoreUnderShift,
  scoreUnderShift,
} from "@clipscope/toolkit";
import type { Notebook } from "./command.js";
import { corruptionTables } from "./corruption-tables.js";
import { openModel, shortName } from "./inputs.js";
import { checkWritable, writeChart } from "./output-file.js";
import { withProgress } from "./progress.js";
import { fixed, percent, printReport, type Report, type ReportTable, signed } from "./report.js";

type Values = Parameters<typeof openModel>[0] & {
  json?: boolean | undefined;
  csv?: boolean | undefined;
  svg?: string | undefined;
};

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
  if (values.svg !== undefined) await checkWritable("svg", values.svg);
  const story = await withProgress(io, async (onProgress) =>
    openStory(await prepareRenditions({ onProgress, ...(signal && { signal }) })),
  );
  const supervised = { results: await supervisedResults(), folder: supervisedFolder() };
  const encoder = await openModel(values, io);
  const products = await openProducts();
  try {
    const report = await withProgress(io, async (onProgress) => {
      const how = { onProgress, products, ...(signal && { signal }) };
      const given = { story, encoder, supervised };
      return corruptions ? underCorruption(given, corruptions, how) : underShift(given, how);
    });
    printReport(report, values, io);
    await writeChart(report, values.svg, io);
    return 0;
  } finally {
    encoder.dispose();
    await products.dispose();
  }
}

interface Given {
  story: Story;
  encoder: Awaited<ReturnType<typeof openModel>>;
  supervised: Supervised;
}

type How = Parameters<typeof measureShifts>[2];

interface Scored {
  name: string;
  scores: Record<string, ScoreUnderShift>;
}

async function underShift({ story, encoder, supervised }: Given, how: How): Promise<Report> {
  const { renditions } = story.index;
  const ids = renditions.map(({ id }) => id);
  const shifts = ids.filter((id) => id !== REFERENCE_RENDITION);
  const { result, manifest } = await measureShifts(story, { encoder, supervised, shifts }, how);
  const { study, models } = result;
  const scored = [study.supervised, ...models].map(
    (model): Scored => ({
      name: model === study.supervised ? nameOfBest(supervised) : model.name,
      scores: Object.fromEntries(ids.map((id) => [id, scoreUnderShift(model, study, id)])),
    }),
  );
  const lines = shifts.map((shift) => ({ shift, ...baselineOf(study, shift) }));
  const means = meansOver(
    scored,
    unseenShifts(story).map(({ id }) => id),
  );
  const seen = new Set(renditions.filter(({ use }) => use === "pre-training").map(({ id }) => id));
  return {
    caption: `${shortName(encoder.id.name)} and ${supervised.results.length} models trained with labels on ${REFERENCE_RENDITION}: accuracy on the test concepts of ${story.task.classNames.length} subgroups; intervals at 95%, Wilson's for accuracies, of the others by a bootstrap over concepts`,
    tables: storyTables(scored, ids, lines, means, seen),
    result: {
      reference: REFERENCE_RENDITION,
      models: scored,
      lines,
      means,
      baseline: supervised.results.map(accuracies),
    },
    manifest,
    chart: async () => {
      const { robustness } = await import("@clipscope/charts/plots");
      return robustness(
        unseenShifts(story).map((shift) => hitPanel(study, shift, models)),
        {
          reference: REFERENCE_RENDITION,
          baselineName: "models trained with labels",
          width: 1200,
          title: `${shortName(encoder.id.name)} and models trained with labels, on drawings of other artists`,
          note: `${story.task.classNames.length} subgroups; 95% Wilson intervals.`,
          source: { data: "renditions", model: shortName(encoder.id.name) },
        },
      );
    },
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
  { story, encoder, supervised }: Given,
  asked: NonNullable<Asked["corruptions"]>,
  how: How = {},
): Promise<Report> {
  const engine = encoder.id.engine as NonNullable<LoadClassifierOptions["engine"]>;
  const { result, manifest } = await measureCorruptions(
    story,
    { encoder, supervised, load: { engine }, ...asked },
    how,
  );
  const { rows, classes: _, ...curves } = result;
  return {
    caption: `${shortName(encoder.id.name)} on ${rows.length} test concepts of ${REFERENCE_RENDITION}, with the best supervised model: accuracy under corruptions by severity; 95% Wilson intervals`,
    ...corruptionTables(result),
    chart: async () => {
      const { corruptionChart } = await import("./corruption-chart.js");
      return corruptionChart(result, {
        title: `${shortName(encoder.id.name)} and the best supervised model: accuracy by severity of corruption`,
        note: `${rows.length} test concepts of ${REFERENCE_RENDITION}; bands are 95% Wilson intervals.`,
        source: { data: "renditions", model: shortName(encoder.id.name) },
      });
    },
    result: {
      ...curves,
      rendition: REFERENCE_RENDITION,
      images: rows.length,
      kinds: CORRUPTIONS.filter(({ id }) => result.kinds.includes(id)).map(
        ({ id, title, family, inMean }) => ({ id, title, family, inMean }),
      ),
    },
    manifest,
  };
}
