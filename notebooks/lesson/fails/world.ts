import {
  type AttackResult,
  measureAttack,
  measureWorld,
  type TaskAccuracy,
  worldTemplates,
} from "@clipscope/mini/world";
import { argmaxRows, zeroShotLogits } from "@clipscope/toolkit";
import { ClipscopeError, type RgbImage } from "@clipscope/types";
import type { Drawn } from "./pack.js";
import { classify, type FailsCall } from "./place.js";

/** A scene of a task to show. */
export interface ShownScene {
  task: string;
  image: RgbImage;
  choices: readonly string[];
  answer: number;
}

/** Cases of the attack to show. */
export interface ShownAttack {
  thing: string;
  word: string;
  blank: RgbImage;
  labeled: RgbImage;
}

/** What the file of drawings has to show: one scene of each task, and some cases of the attack. */
export interface Shown {
  scenes: readonly ShownScene[];
  attack: readonly ShownAttack[];
}

/** The attack's result, and what the shown cases are taken for. */
export interface AttackFound extends AttackResult {
  /** `[shown cases]`: the best of all things' names. */
  shown: readonly { blank: string; labeled: string }[];
}

/** Cases of the attack that the lesson shows. */
const CASES = 8;

export function shownOf({ questions, attack }: Drawn): Shown {
  const first = new Map<string, ShownScene>();
  for (const scene of questions) if (!first.has(scene.task)) first.set(scene.task, scene);
  return {
    scenes: [...first.values()],
    attack: attack
      .slice(0, CASES)
      .map(({ thing, word, blank, labeled }) => ({ thing, word, blank, labeled })),
  };
}

/** Zero-shot accuracy by task. */
export const measureTasks = ({ questions }: Drawn, call: FailsCall): Promise<TaskAccuracy[]> =>
  measureWorld(modelOf(call), questions, optionsOf(call));

/** The typographic attack. */
export async function measureLabels({ attack }: Drawn, call: FailsCall): Promise<AttackFound> {
  const result = await measureAttack(modelOf(call), attack, optionsOf(call));
  const things = [...new Set(attack.map(({ thing }) => thing))];
  const shown = attack.slice(0, CASES);
  const classifier = await classify(things, call, worldTemplates);
  const images = await modelOf(call).embedImages(
    shown.flatMap(({ blank, labeled }) => [blank, labeled]),
    {},
  );
  const best = argmaxRows(zeroShotLogits(images, classifier, { logitScale: 1 }));
  return {
    ...result,
    shown: shown.map((_, i) => ({ blank: things[best[2 * i]], labeled: things[best[2 * i + 1]] })),
  };
}

function modelOf({ encoder: { clip } }: FailsCall) {
  if (clip) return clip;
  throw new ClipscopeError("not-supported", "Scenes are measured with a model: open one.");
}

const optionsOf = ({ how: { signal, onProgress } }: FailsCall) => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
});
