import { miniFolder, supervisedFolder, supervisedResults } from "@clipscope/mini";
import { type Compute, memoryCache } from "@clipscope/study";
import { renditionsFolder } from "../../scripts/setup/data.mjs";
import { localLessonCompute } from "./local-compute.js";

const packs = await renditionsFolder();

/** Computes in this process, with the data and models of this clone, and keeps nothing for the next one. */
export const startCompute = (): Compute =>
  localLessonCompute({
    packs,
    model: miniFolder(),
    supervised: async () => ({ results: await supervisedResults(), folder: supervisedFolder() }),
    load: {},
    cache: memoryCache(),
  });
