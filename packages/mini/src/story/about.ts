import { REFERENCE_RENDITION, subgroupClassifiers } from "../baseline.js";
import { bestOf } from "../supervised/results.js";
import { categoryOf, type Story, storyDataset, unseenShifts } from "./story.js";
import { nameOfBest, type Supervised } from "./supervised.js";

/** The story's own data, classes, prompts and models, to be shown wherever its results are. */
export interface StoryAbout {
  reference: StorySet;
  /** Renditions that are the story's shifts. */
  shifts: readonly StorySet[];
  /**
   * Every class with the names of its training concepts, and the texts that its classifiers are made of, that of its
   * own name first.
   */
  classes: readonly { name: string; members: readonly string[]; prompts: readonly string[] }[];
  /** Number of the reference's drawings that the supervised models and the probe learn from, and are chosen by. */
  learning: { train: number; validation: number };
  /** Names of the CLIP model's classifiers. */
  classifiers: readonly string[];
  /** The models trained with labels: their number, and the best one's name alone and among the story's classifiers. */
  supervised: { count: number; best: string; name: string };
}

export interface StorySet {
  id: string;
  title: string;
  /** A few words about the style. */
  style: string;
  /** Number of test drawings. */
  images: number;
}

/** Describes the story without computing anything. Throws the errors of `openRenditionsDataset`. */
export async function aboutStory(
  story: Story,
  { results }: Pick<Supervised, "results">,
  how: { signal?: AbortSignal } = {},
): Promise<StoryAbout> {
  const { index, task } = story;
  const shown = [...index.renditions.filter(({ id }) => id === REFERENCE_RENDITION), ...unseenShifts(story)];
  const dataset = await storyDataset(
    story,
    shown.map(({ id }) => id),
    how,
  );
  const [split, rendition] = [categoryOf(dataset, "split"), categoryOf(dataset, "rendition")];
  const count = (id: string, part: string) =>
    split.codes.reduce(
      (sum, code, row) =>
        sum + Number(split.values[code] === part && rendition.values[rendition.codes[row]] === id),
      0,
    );
  const [reference, ...shifts] = shown.map(
    ({ id, title, style }): StorySet => ({ id, title, style, images: count(id, "test") }),
  );
  return {
    reference,
    shifts,
    classes: task.classNames.map((name, label) => ({
      name,
      members: task.members[label],
      prompts: task.classPrompts[label],
    })),
    learning: {
      train: count(REFERENCE_RENDITION, "train"),
      validation: count(REFERENCE_RENDITION, "validation"),
    },
    classifiers: subgroupClassifiers(task).map(({ name }) => name),
    supervised: { count: results.length, best: bestOf(results).name, name: nameOfBest({ results }) },
  };
}
