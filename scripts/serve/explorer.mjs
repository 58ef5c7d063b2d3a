import { existsSync } from "node:fs";
import { join } from "node:path";
import { renditionsFolder } from "../setup/data.mjs";
import { explorer, miniCheckpoint, miniSupervised, notebooks } from "../setup/places.mjs";
import { preparedFolder } from "../setup/prepared.mjs";
import { Stop } from "../setup/stop.mjs";
import { serve } from "./server.mjs";

/**
 * The built-in data, the results that are computed in advance, the built-in model and the supervised models that it is
 * compared with, by their addresses. With another `model` in place of the built-in one nothing is computed in advance.
 *
 * @param {{ model?: string }} [options]
 */
export async function builtIns({ model } = {}) {
  return {
    "/data/renditions/": await renditionsFolder(),
    ...(model ? {} : { "/data/prepared/": await preparedFolder() }),
    "/models/mini/": model ?? miniCheckpoint,
    "/models/supervised/": miniSupervised,
  };
}

/**
 * Serves the built explorer and notebooks, with the built-in data and the built-in model. Its workers may download
 * from `hubHosts` once the person has agreed; without it, from the Hugging Face hub.
 *
 * @param {{ port?: number, hubHosts?: readonly string[] }} [options]
 */
export async function serveExplorer({ port, hubHosts } = {}) {
  const pages = join(explorer, "dist");
  if (!existsSync(join(pages, "index.html"))) {
    throw new Stop("The explorer is not built yet: run `npm start` or `npm test` once, or `pnpm build`.");
  }
  const folders = { "/": pages, "/notebooks/": join(notebooks, "dist"), ...(await builtIns()) };
  const { HUB_HOSTS } = await import("../../packages/core/dist/hub/hosts.js");
  return serve({ port, folders, hubHosts: hubHosts ?? HUB_HOSTS });
}
