import type { Dataset } from "@clipscope/datasets";
import { openRenditions, openRenditionsDataset } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { miniFolder } from "@clipscope/mini";
import type { OpenBuiltin } from "@clipscope/study";

/** Opens sets of the built-in drawings, by id, or all of them with "all". Default: the first. */
export async function openRenditionSets(
  sets: readonly string[] | undefined,
  how: Parameters<OpenBuiltin>[1],
): Promise<Dataset> {
  const folder = await prepareRenditions(how);
  const { renditions } = await openRenditions(folder);
  const ids = sets?.[0] === "all" ? renditions.map(({ id }) => id) : sets;
  return openRenditionsDataset(folder, { ...(ids && { renditions: ids }), ...how });
}

/** Datasets and models bundled with the command line, by name. */
export const builtins = {
  data: { renditions: openRenditionSets },
  models: { mini: miniFolder() },
} as const;
