import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The root of the clone. */
export const root = at("");
/** Files kept between runs: stamps, locks and logs. Ignored by git. */
export const cache = at(".cache");
export const explorer = at("apps/explorer");
export const notebooks = at("notebooks");
export const renditions = at("datasets/.cache/renditions");
export const miniCheckpoint = at("packages/mini/checkpoint");
export const miniSupervised = at("packages/mini/supervised");
