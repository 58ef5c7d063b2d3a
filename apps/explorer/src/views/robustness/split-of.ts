import type { CategoryColumn } from "@clipscope/datasets";
import { type Study, splitNamed } from "@clipscope/study";

/** The split column, if it has training, validation and test rows. */
export function splitOf(study: Study): CategoryColumn | undefined {
  const dataset = study.dataset().value;
  const column = dataset?.roles.split === undefined ? undefined : dataset.columns.get(dataset.roles.split);
  if (column?.kind !== "category") return undefined;
  return new Set(column.values.map(splitNamed).filter(Boolean)).size === 3 ? column : undefined;
}
