import { CORRUPTIONS, type Corruption } from "@clipscope/datasets/corruptions";
import { type CorruptionCurves, type CorruptionScores, curvesOf } from "@clipscope/study";
import type { Proportion } from "@clipscope/toolkit";

export const SEVERITIES = [1, 2, 3, 4, 5];

/** Accuracy against severity, as far as it is known. */
export interface Curves {
  /** The supervised model first: mean corruption errors are in units of its errors. */
  models: CorruptionCurves[];
  /** Kinds that are known at every severity and that papers take the mean over. */
  counted: Corruption[];
  /** How many drawings were scored for each point. */
  images: number;
  /** How many kinds and severities are known: what a chart is drawn anew for. */
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

/** The kinds in their families, in the order of the first of each. */
export function families(
  kinds: readonly Corruption[] = CORRUPTIONS,
): Map<Corruption["family"], Corruption[]> {
  const found = new Map<Corruption["family"], Corruption[]>();
  for (const kind of kinds) found.set(kind.family, [...(found.get(kind.family) ?? []), kind]);
  return found;
}

/** A model's accuracy at the severities of a kind that are known, 0 first. */
export function curveOf(
  { clean, byKind }: CorruptionCurves,
  kind: string,
): (Proportion & { severity: number })[] {
  return [clean, ...(byKind[kind] ?? [])].map((accuracy, severity) => ({ severity, ...accuracy }));
}

/** A model's accuracy at one severity, the mean over the counted kinds. NaN where there is none. */
export function meanAt({ counted }: Curves, { clean, byKind }: CorruptionCurves, severity: number): number {
  const sum = counted.reduce(
    (total, { id }) => total + (severity === 0 ? clean : byKind[id][severity - 1]).value,
    0,
  );
  return sum / counted.length;
}
