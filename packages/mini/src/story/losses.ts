import { type ClassLoss, type Judged, shiftLosses } from "@clipscope/study";
import { type Estimate, gapClosedAcross, type Hits, type ModelHits } from "@clipscope/toolkit";
import type { StoryShifts } from "./shifts.js";
import type { Story } from "./story.js";

/** What a model of the story loses on one rendition. */
export interface StoryLosses {
  shift: string;
  model: string;
  /** Classes that lose the most accuracy first; `class` is an index into the story's classes. */
  classes: readonly ClassLoss[];
  /** Keys of the rendition's drawings that are wrong while the reference's drawing of the same concept is right. */
  lost: readonly string[];
}

/** The share of the supervised model's gap that a model closes, on average over all shifts of the story. */
export interface StoryGap extends Estimate {
  model: string;
}

/** What every model of the story, the supervised ones included, loses on each shift. */
export function storyLosses(
  { index, task }: Pick<Story, "index" | "task">,
  { study, models }: StoryShifts,
  shifts: readonly { id: string }[],
): StoryLosses[] {
  return shifts.flatMap(({ id }) =>
    [...study.baseline, ...models].map(({ name, hits }): StoryLosses => {
      const judged = (own: Hits): Judged => {
        const items = Int32Array.from(own.keys()).filter((concept) => own[concept] >= 0);
        const labels = items.map((concept) => task.labels[concept]);
        return { rows: items, items, labels, right: Uint8Array.from(items, (concept) => own[concept]) };
      };
      const { classes, lost = [] } = shiftLosses(judged(hits[study.reference]), judged(hits[id]));
      const keys = Array.from(lost, (concept) => `${id}/${index.concepts[concept].id}`);
      return { shift: id, model: name, classes, lost: keys };
    }),
  );
}

/** The gap closed by each of the CLIP model's classifiers on average over the shifts; without those that have none. */
export function storyGaps({ study, models }: StoryShifts, shifts: readonly { id: string }[]): StoryGap[] {
  const ids = shifts.map(({ id }) => id);
  return models.flatMap((model: ModelHits): StoryGap[] => {
    const closed = gapClosedAcross(model, study, ids);
    return closed ? [{ model: model.name, ...closed }] : [];
  });
}
