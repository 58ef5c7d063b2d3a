import { CORRUPTIONS, type Corruption, type CorruptionId } from "@clipscope/datasets/corruptions";
import {
  type CorruptionCurves,
  type CorruptionScores,
  type CorruptionsEvaluation,
  curvesOf,
} from "@clipscope/study";
import type { Proportion } from "@clipscope/toolkit";

export const SEVERITIES: readonly number[] = [1, 2, 3, 4, 5];

/** Kinds of corruption that are measured together. */
export type KindChoice = "few" | "mean" | "all";

/** The kinds of a choice: one of each family, the fifteen that papers average, or all. */
export function kindsOf(choice: KindChoice): readonly Corruption[] {
  if (choice === "all") return CORRUPTIONS;
  const inMean = CORRUPTIONS.filter((kind) => kind.inMean);
  if (choice === "mean") return inMean;
  return [...families(inMean).values()].map(([first]) => first);
}

/** Accuracy by severity, as far as it is computed. */
export interface Curves {
  /** Models; mean corruption errors are relative to the first. */
  models: CorruptionCurves[];
  /** All requested kinds. */
  kinds: readonly Corruption[];
  /** Kinds complete at every severity that papers include in the mean. */
  counted: Corruption[];
  /** Number of images scored for each point. */
  images: number;
}

/** Curves from scores, in any order; `names` are the models, in the order of each score's accuracies. */
export function curvesFrom(
  names: readonly string[],
  scores: readonly CorruptionScores[],
  kinds: readonly Corruption[] = CORRUPTIONS,
): Curves {
  const ids = kinds.map(({ id }): CorruptionId => id);
  const { curves, over } = curvesOf(names, scores, { kinds: ids, severities: SEVERITIES, unit: names[0] });
  return {
    models: curves,
    kinds,
    counted: kinds.filter(({ id }) => over.includes(id)),
    images: curves[0]?.clean.n ?? 0,
  };
}

/** Curves of a finished evaluation, of these kinds. */
export function curvesOfResult(
  { curves, errors }: Pick<CorruptionsEvaluation, "curves" | "errors">,
  kinds: readonly Corruption[] = CORRUPTIONS,
): Curves {
  return {
    models: [...curves],
    kinds,
    counted: kinds.filter(({ id }) => errors.over.includes(id)),
    images: curves[0]?.clean.n ?? 0,
  };
}

/** Kinds grouped by family, in order of first occurrence. */
export function families(kinds: readonly Corruption[]): Map<Corruption["family"], Corruption[]> {
  const found = new Map<Corruption["family"], Corruption[]>();
  for (const kind of kinds) found.set(kind.family, [...(found.get(kind.family) ?? []), kind]);
  return found;
}

/** A model's accuracy at the computed severities of a kind, starting with 0. */
export function curveOf(
  { clean, byKind }: CorruptionCurves,
  kind: string,
): (Proportion & { severity: number })[] {
  return [clean, ...(byKind[kind] ?? [])].map((accuracy, severity) => ({ severity, ...accuracy }));
}

/** A model's mean accuracy over the counted kinds at one severity. NaN if there are none. */
export function meanAt({ counted }: Curves, { clean, byKind }: CorruptionCurves, severity: number): number {
  const sum = counted.reduce(
    (total, { id }) => total + (severity === 0 ? clean : byKind[id][severity - 1]).value,
    0,
  );
  return sum / counted.length;
}
