import { join } from "node:path";
import { transpile } from "@observablehq/notebook-kit";
import type { Plugin } from "vite";
import { notebookCells } from "./notebook-cells.mjs";

/** Installed libraries that Notebook Kit would otherwise import from a CDN when a cell first names them. */
const INSTALLED = ["@observablehq/plot", "@observablehq/inputs", "d3", "htl"];
const CDN = /^https:\/\/cdn\.jsdelivr\.net\/npm\/((?:@[^/]+\/)?[^/@]+)/;

/** Names of Notebook Kit's that it fetches from a CDN when a cell uses them. */
const FETCHED = new Set(
  [
    "tex dot mermaid vl L mapboxgl _ aq Arrow duckdb DuckDBClient echarts React ReactDOM topojson",
    "aapl alphabet cars citywages diamonds flare industries miserables olympians penguins pizza weather",
  ].flatMap((names) => names.split(" ")),
);

/** Specifiers of modules that Notebook Kit takes from a CDN. */
const REMOTE = /\bimport\("((?:https?:|npm:|jsr:)[^"]+)"/;

/** Takes installed libraries from node_modules, and refuses by name what a notebook would fetch from elsewhere. */
export function offline(): Plugin {
  const here = import.meta.filename;
  return {
    name: "clipscope-offline",
    enforce: "pre",
    resolveId(source, importer) {
      const name = CDN.exec(source)?.[1];
      if (name && INSTALLED.includes(name)) return this.resolve(name, here);
      // The Kit's own style sheet of the inputs is an import from the CDN and nothing else: ours has it, and the lessons' own.
      const style = source === "./inputs.css" && importer?.endsWith("/stdlib/inputs.js");
      return style ? join(import.meta.dirname, "../lesson/style.css") : undefined;
    },
    transformIndexHtml: {
      order: "pre",
      handler(html, { filename }) {
        refuseRemote(filename.split("/").at(-1) as string, html);
        return html;
      },
    },
  };
}

/**
 * Throws for the first cell that would fetch something from another server: a `tex` or `dot` cell, a library that is not
 * installed, an import by address. The message names notebook, cell and what it fetches.
 */
export function refuseRemote(name: string, html: string): void {
  const parts = notebookCells(html)
    .filter(({ mode }) => mode !== "node" && mode !== "sql")
    .map((cell) => ({ id: cell.id, ...transpile(cell) }));
  const own = new Set(parts.flatMap(({ outputs = [] }) => outputs));
  for (const { id, inputs = [], body } of parts) {
    const fetched = inputs.find((input) => FETCHED.has(input) && !own.has(input));
    const remote = fetched ?? REMOTE.exec(body)?.[1];
    if (!remote) continue;
    throw new Error(
      `${name}, cell ${id}: “${remote}” would be fetched from another server each time the page is opened, and lessons work offline. Use what is installed (${INSTALLED.join(", ")}, our packages), or install it and add it to INSTALLED in build/offline.ts${fetched === "tex" || fetched === "dot" ? "; a formula or a graph can also be written as HTML or drawn with Plot" : ""}.`,
    );
  }
}
