import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renditions, root } from "./places.mjs";
import { show } from "./run.mjs";
import { Stop } from "./stop.mjs";

/** Renders the built-in images, with a progress bar, unless they are there already. */
export async function prepareData() {
  const cli = join(root, "datasets", "dist", "renditions", "prepare-cli.js");
  const code = await show(process.execPath, [cli], { stdio: ["inherit", "ignore", "inherit"] });
  if (code !== 0) {
    throw new Stop(
      "The built-in data could not be prepared: the reason stands above; correct it, and run the command again.",
    );
  }
}

/** The folder of the prepared packs. */
export async function renditionsFolder() {
  const current = join(renditions, "current");
  if (!existsSync(current)) {
    throw new Stop("The built-in data is not prepared yet: run `npm start` or `npm test` once.");
  }
  return join(renditions, (await readFile(current, "utf8")).trim());
}
