import type { Positions } from "@clipscope/toolkit/projection";
import { callMaps } from "#maps";
import type { MapSettings } from "./methods.js";
import type { Toy } from "./toys.js";

export { callMaps as onMaps };

/** The map of a toy; its distances are those of the plane. */
export const fitToy = (
  { points }: Toy,
  settings: MapSettings = {},
  how: { signal?: AbortSignal; onPositions?: (positions: Positions) => void } = {},
): Promise<Positions> =>
  callMaps("fit", { embeddings: points, settings: { metric: "euclidean", ...settings } }, how);
