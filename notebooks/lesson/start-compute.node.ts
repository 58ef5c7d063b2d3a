import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { miniFolder, supervisedFolder, supervisedResults } from "@clipscope/mini";
import { type Compute, memoryCache } from "@clipscope/study";
import { ClipscopeError } from "@clipscope/types";
import { renditionsFolder } from "../../scripts/setup/data.mjs";
import { notebooks } from "../../scripts/setup/places.mjs";
import { DRAWN_FILE } from "./fails/pack.js";
import { localLessonCompute } from "./local-compute.js";

const packs = await renditionsFolder();

async function readDrawn(): Promise<Uint8Array<ArrayBuffer>> {
  const file = join(notebooks, "dist", DRAWN_FILE);
  if (!existsSync(file)) {
    throw new ClipscopeError(
      "not-found",
      `${file} is not there yet: build the lessons, with npm start or npm test.`,
    );
  }
  return Uint8Array.from(await readFile(file));
}

/** Computes in this process, with the data and models of this clone, and keeps nothing for the next one. */
export const startCompute = (): Compute =>
  localLessonCompute({
    packs,
    model: miniFolder(),
    supervised: async () => ({ results: await supervisedResults(), folder: supervisedFolder() }),
    drawn: readDrawn,
    load: {},
    cache: memoryCache(),
  });
