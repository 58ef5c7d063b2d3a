import { CORRUPTIONS, type Corruption } from "@clipscope/datasets/corruptions";
import { type CorruptionCurves, type CorruptionScores, curvesOf } from "@clipscope/study";
import type { Proportion } from "@clipscope/toolkit";

export const SEVERITIES = [1, 2, 3, 4, 5];

/** Accuracy by severity, as far as computed. */
export interface Curves {
  /** Models, with the supervised model first: mean corruption errors are relative to it. */
  models: CorruptionCurves[];
  /** Kinds complete at every severity that papers include in the mean. */
  counted: Corruption[];
  /** Number of drawings scored for each point. */
  images: number;
  /** Number of kinds and severities computed; charts are redrawn when it changes. */
  known: number;
}

export function curvesFrom(names: readonly string[], scores: readonly CorruptionScores[]): Curves {
  const kinds = CORRUPTIONS.map(({ id }) => id);
  const { curves, over } = curvesOf(names, scores, { kinds, severities: SEVERITIES, unit: names[0] });
  return {
    models: curves,
    counted: CORRUPTIONS.filter(({ id }) => over.includes(id)),
    images: curves[0]?.clean.n ?? 0,
    known: scores.length,
  };
}

/** Kinds grouped by family, in order of first occurrence. */
export function families(
  kinds: readonly Corruption[] = CORRUPTIONS,
): Map<Corruption["family"], Corruption[]> {
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
