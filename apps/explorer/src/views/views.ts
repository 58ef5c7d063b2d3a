import { classify } from "./classify/spec.js";
import { confusion } from "./confusion/spec.js";
import { map } from "./map/spec.js";
import type { ViewSpec } from "./registry.js";
import { robustness } from "./robustness/spec.js";

/** The views, in the order of their tabs. */
export const views: readonly ViewSpec<never>[] = [
  map,
  classify,
  confusion,
  robustness,
] as unknown as readonly ViewSpec<never>[];
