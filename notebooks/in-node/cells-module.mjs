import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { transpile } from "@observablehq/notebook-kit";
import { notebookCells } from "../build/notebook-cells.mjs";

const ENDING = ".cells.js";

/**
 * A Vite plugin by which `./lesson.cells.js` is the cells of a notebook as a module, transpiled by Notebook Kit as for
 * a page: `export default [{ id, inputs, outputs, body … }]`. Their imports are relative to the folder of the notebooks.
 *
 * @param {string} root the folder of the notebooks
 * @param {string} file the notebook
 * @returns {import("vite").Plugin}
 */
export function cellsModules(root, file) {
  return {
    name: "clipscope-cells",
    resolveId: (source) => (source.endsWith(ENDING) ? join(root, source.split("/").at(-1)) : undefined),
    async load(id) {
      if (!id.endsWith(ENDING)) return;
      const cells = notebookCells(await readFile(file, "utf8"));
      return `export default [${cells.map(definitionOf).join(",\n")}];`;
    },
  };
}

/** The cell's definition for Notebook Kit's runtime, as source text. */
function definitionOf(cell) {
  const { body, inputs, outputs, output, autodisplay, autoview, automutable } = transpile(cell, {
    resolveFiles: true,
  });
  const facts = {
    id: cell.id,
    inputs,
    outputs,
    output,
    display: cell.mode === "js" || cell.mode === "ts",
    autodisplay,
    autoview,
    automutable,
  };
  return `{...${JSON.stringify(facts)}, body: ${body}}`;
}
