import type { Dataset } from "@clipscope/datasets";
import { type Encoder, type Evaluation, evaluateShifts } from "@clipscope/study";
import {
  type HitStudy,
  hitPanel,
  type LinearClassifier,
  type ModelHits,
  type ShiftPanel,
} from "@clipscope/toolkit";
import { throwIfCancelled } from "@clipscope/types";
import { hitsOfShifts, REFERENCE_RENDITION, type ScoredItems, supervisedStudy } from "../baseline.js";
import {
  categoryOf,
  embedStory,
  type Story,
  type StoryHow,
  storyClassifiers,
  storyDataset,
} from "./story.js";
import type { Supervised } from "./supervised.js";

/** The story's models on the reference and on other renditions, drawing by drawing. */
export interface StoryShifts {
  study: HitStudy;
  /** The CLIP model's classifiers. */
  models: readonly ModelHits[];
}

/** The supervised models' results on some renditions, without any computing. Throws the errors of `supervisedStudy`. */
export async function supervisedShifts(
  story: Story,
  supervised: Pick<Supervised, "results">,
  shifts: readonly string[],
  how: StoryHow = {},
): Promise<HitStudy> {
  const dataset = await storyDataset(story, [REFERENCE_RENDITION, ...shifts], how);
  return supervisedStudy(
    supervised.results,
    testItems(dataset),
    categoryOf(dataset, "concept").values.length,
  );
}

/**
 * Scores a CLIP model's classifiers on the test drawings of the reference and of `shifts`. Throws the errors of
 * `embedStory`, `evaluateShifts` and `supervisedStudy`.
 */
export async function measureShifts(
  story: Story,
  {
    encoder,
    supervised,
    shifts,
    head,
  }: {
    encoder: Encoder;
    supervised: Pick<Supervised, "results">;
    /** Ids of renditions, without the reference. */
    shifts: readonly string[];
    /** The linear probe. Default: fitted here. */
    head?: LinearClassifier;
  },
  how: StoryHow = {},
): Promise<Evaluation<StoryShifts>> {
  const { store: _, batchSize: __, ...run } = how;
  const dataset = await storyDataset(story, [REFERENCE_RENDITION, ...shifts], how);
  const concept = categoryOf(dataset, "concept");
  const study = supervisedStudy(supervised.results, testItems(dataset), concept.values.length);
  const rows = { splits: ["test"], ...(!head && { ofReference: ["train", "validation"] }) };
  const images = await embedStory(dataset, encoder, rows, how);
  const { result, manifest } = await evaluateShifts(
    {
      dataset,
      images,
      encoder,
      label: "subgroup",
      shift: "rendition",
      reference: REFERENCE_RENDITION,
      classes: story.task.classNames,
      vocabulary: "all",
      classifiers: storyClassifiers(story, head),
      score: head ? "all" : "test",
    },
    run,
  );
  const { models } = hitsOfShifts(result, concept.codes, concept.values.length);
  return { result: { study, models }, manifest };
}

/** The panels of a robustness plot, one for each shift. Throws the errors of `hitPanel`, and `cancelled`. */
export async function storyPanels(
  { study, models }: StoryShifts,
  shifts: readonly { id: string; title: string }[],
  signal?: AbortSignal,
): Promise<ShiftPanel[]> {
  const panels: ShiftPanel[] = [];
  for (const shift of shifts) {
    await new Promise((resolve) => setTimeout(resolve));
    throwIfCancelled(signal, "Measuring the built-in study");
    panels.push(hitPanel(study, shift, models));
  }
  return panels;
}

/** The concept of each test drawing by rendition, in row order. */
function testItems(dataset: Dataset): ScoredItems {
  const [split, rendition, concept] = (["split", "rendition", "concept"] as const).map((name) =>
    categoryOf(dataset, name),
  );
  const items = new Map<string, number[]>();
  for (const [row, code] of split.codes.entries()) {
    if (split.values[code] !== "test") continue;
    const own = rendition.values[rendition.codes[row]];
    items.set(own, [...(items.get(own) ?? []), concept.codes[row]]);
  }
  return Object.fromEntries([...items].map(([id, concepts]) => [id, Int32Array.from(concepts)]));
}
