import { fileURLToPath } from "node:url";

export { captionTemplates, trainedWords } from "./captions.js";
export { heldOutConcepts } from "./held-out.js";
export { blackAndWhiteEnsemble, modelConfig, recipe, templateEnsemble } from "./recipe.js";

/** The folder of the shipped checkpoint, for `loadClip` in Node. An app serves the same files from a URL of its own. */
export function miniFolder(): string {
  return fileURLToPath(new URL("../checkpoint", import.meta.url));
}
