import { drawIcons } from "@clipscope/datasets/renditions/prepare";
import { ClipscopeError, seededRandom } from "@clipscope/types";
import { planColor, planCount, planShape } from "./figures.js";
import { type Plan, type Planner, type SceneTask, tasks } from "./plan.js";
import { planAbove, planInside, planLeft, planSize } from "./relations.js";
import type { Split } from "./split.js";
import { planLetter, planNumber, planWord } from "./texts.js";

export type { SceneTask, Split };

/** A drawing made by code, what it shows, and a question about it. */
export interface Scene extends Omit<Plan, "body"> {
  task: SceneTask;
  /** RGB bytes, row-major, `[64, 64, 3]`. */
  pixels: Uint8Array;
}

const planners: Readonly<Record<SceneTask, Planner>> = {
  count: planCount,
  color: planColor,
  shape: planShape,
  above: planAbove,
  left: planLeft,
  inside: planInside,
  size: planSize,
  word: planWord,
  letter: planLetter,
  number: planNumber,
};

/** Training scenes of each task out of 20. */
const shares: Readonly<Record<SceneTask, number>> = {
  count: 4,
  color: 1,
  shape: 1,
  above: 2,
  left: 2,
  inside: 1,
  size: 1,
  word: 5,
  letter: 2,
  number: 1,
};
const trainTasks = tasks.flatMap((task) => Array<SceneTask>(shares[task]).fill(task));

/**
 * Draws scenes of shapes and texts: with "train", those that a model may learn from; with "test", as many of
 * each task, of combinations and fonts that no training scene has. The first scenes are the same for every
 * `count`. Throws `bad-argument` for a count or a seed that is not a whole number, `cancelled`, and
 * `not-found` if a font is not installed.
 */
export async function drawScenes(
  count: number,
  seed: number,
  split: Split,
  signal?: AbortSignal,
): Promise<Scene[]> {
  return drawPlans(planScenes(count, seed, split), signal);
}

/** A scene that is not drawn yet. */
export type ScenePlan = Plan & { task: SceneTask };

/** Draws planned scenes. Throws `cancelled`. */
export async function drawPlans(plans: readonly ScenePlan[], signal?: AbortSignal): Promise<Scene[]> {
  const icons = plans.map(({ phrases, body }) => ({
    title: `"${phrases[0]}"`,
    icon: { body, left: 0, top: 0, width: 64, height: 64 },
  }));
  const drawings = await drawIcons(icons, { signal });
  return plans.map(({ body: _, ...plan }, i) => ({ ...plan, pixels: drawings[i] }));
}

/** The same scenes, not drawn yet. Throws `bad-argument`, `not-found`. */
export function planScenes(count: number, seed: number, split: Split): ScenePlan[] {
  if (!Number.isInteger(count) || count < 0) {
    throw new ClipscopeError(
      "bad-argument",
      `${count} scenes cannot be drawn: give a whole number of 0 or more.`,
    );
  }
  const cycle = split === "train" ? trainTasks : tasks;
  return Array.from({ length: count }, (_, i) => {
    const task = cycle[i % cycle.length];
    return { task, ...planners[task](seededRandom(seed, i, split === "train" ? 0 : 1), split) };
  });
}
