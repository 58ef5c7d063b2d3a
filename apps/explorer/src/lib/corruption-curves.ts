import { CORRUPTIONS, type Corruption, type CorruptionId } from "@clipscope/datasets/corruptions";
import { corruptionErrors, type Proportion } from "@clipscope/toolkit";

/** 0 is without corruption. */
export const SEVERITIES = [0, 1, 2, 3, 4, 5];

/** What is known so far: accuracies by kind and severity, of every model in the order of `models`. */
export interface Curves {
  /** The supervised model first: mean corruption errors are in units of its errors. */
  models: string[];
  /** Drawings that were scored in each lot. */
  images: number;
  /** At severity 0. */
  clean: Proportion[] | undefined;
  /** Kind → severity → accuracies. */
  byKind: Map<CorruptionId, Map<number, Proportion[]>>;
}

/** The kinds in their families, in the order of the first of each. */
export function families(
  kinds: readonly Corruption[] = CORRUPTIONS,
): Map<Corruption["family"], Corruption[]> {
  const found = new Map<Corruption["family"], Corruption[]>();
  for (const kind of kinds) found.set(kind.family, [...(found.get(kind.family) ?? []), kind]);
  return found;
}

/** A model's accuracy at the severities of a kind that are known. */
export function curveOf({ clean, byKind }: Curves, kind: CorruptionId, m: number) {
  return SEVERITIES.flatMap((severity) => {
    const accuracies = severity === 0 ? clean : byKind.get(kind)?.get(severity);
    return accuracies ? [{ severity, ...accuracies[m] }] : [];
  });
}

/** Kinds that are known at every severity and that papers take the mean over. */
export function countedKinds({ clean, byKind }: Curves): Corruption[] {
  const known = SEVERITIES.length - 1;
  return clean ? CORRUPTIONS.filter(({ id, inMean }) => inMean && byKind.get(id)?.size === known) : [];
}

/** A model's accuracy at one severity, the mean over the counted kinds. NaN where there is none. */
export function meanAt(curves: Curves, severity: number, m: number): number {
  const values = countedKinds(curves).map(
    ({ id }) => curveOf(curves, id, m).find((point) => point.severity === severity)?.value ?? Number.NaN,
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Every model's mean corruption error over the counted kinds, in units of the first one's; NaN where there is none. */
export function meanErrors(curves: Curves): number[] {
  const kinds = countedKinds(curves);
  const accuracies = (m: number) =>
    Object.fromEntries(
      kinds.map(({ id }) => [
        id,
        curveOf(curves, id, m)
          .slice(1)
          .map(({ value }) => value),
      ]),
    );
  if (kinds.length === 0) return curves.models.map(() => Number.NaN);
  return curves.models.map(
    (_, m) => corruptionErrors({ model: accuracies(m), reference: accuracies(0) }).mean,
  );
}
