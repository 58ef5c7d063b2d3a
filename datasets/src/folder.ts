import { fileURLToPath } from "node:url";

/** Where prepared packs are kept: `.cache/renditions` of this package, from `src` and from `dist` alike. */
export const defaultCache = fileURLToPath(new URL("../.cache/renditions", import.meta.url));
