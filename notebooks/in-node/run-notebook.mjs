import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createServer } from "vite";
import { notebooks } from "../../scripts/setup/places.mjs";
import { Stop } from "../../scripts/setup/stop.mjs";
import { cellsModules } from "./cells-module.mjs";
import { openDocument } from "./document.mjs";

/** Pixels that a page's text is wide, for cells that ask. */
const WIDTH = 640;

/** Libraries that Notebook Kit would import from a CDN when a cell first names them. */
const INSTALLED = {
  d3: () => import("d3"),
  htl: () => import("htl"),
  html: async () => (await import("htl")).html,
  svg: async () => (await import("htl")).svg,
  Inputs: () => import("@observablehq/inputs"),
  Plot: () => import("@observablehq/plot"),
  width: () => WIDTH,
};

/**
 * Runs the cells on which a notebook's cell `keyNumbers` depends, in Notebook Kit's runtime, and gives its value. Inputs
 * have the values that they begin with, and no question is answered. One notebook a process: it takes Node's globals.
 *
 * @param {string} name a lesson, "lab-book", with or without ".html"; or the path of a notebook, such as one that the
 *   explorer has made, which runs as if it were in this folder
 * @param {{ search?: string, press?: readonly string[] }} [options] `search`: the query of the page's address,
 *   "?steps=20". `press`: words of buttons, pressed one after another; each must change the numbers in the end
 * @returns {Promise<Record<string, number | string>>}
 * @throws {Stop} if there is no such notebook, cell or button; the error of a cell that fails
 */
export async function runNotebook(name, { search = "", press = [] } = {}) {
  const id = name
    .split("/")
    .at(-1)
    .replace(/\.html$/, "");
  const file = name.endsWith(".html") && existsSync(name) ? resolve(name) : join(notebooks, `${id}.html`);
  if (!existsSync(file)) {
    const all = (await readdir(notebooks)).filter((file) => file.endsWith(".html"));
    throw new Stop(
      `There is no notebook "${id}". There are: ${all.map((file) => file.slice(0, -5)).join(", ")}.`,
    );
  }
  openDocument(`http://localhost/notebooks/${id}.html${search}`);
  const server = await serverOf(file);
  try {
    const { default: cells } = await server.ssrLoadModule(`./${id}.cells.js`);
    if (!cells.some(({ outputs }) => outputs.includes("keyNumbers"))) {
      throw new Stop(
        `The notebook "${id}" has no cell that declares keyNumbers: what it computes needs a page, such as files that a reader chooses.`,
      );
    }
    return await keyNumbersOf(cells, press);
  } finally {
    await server.close();
  }
}

async function keyNumbersOf(cells, press) {
  const { NotebookRuntime, library } = await import("@observablehq/notebook-kit/runtime");
  const notebook = new NotebookRuntime({ ...library, ...INSTALLED });
  const roots = cells.map((cell) => {
    // Not in the document, so that no chart is drawn.
    const root = document.createElement("div");
    // Without an observer a cell runs only if another one needs it.
    notebook.define({ root, expanded: [], variables: [] }, cell, () => undefined);
    return root;
  });
  const numbers = follow(notebook.main, "keyNumbers");
  try {
    let found = await numbers.next();
    for (const words of press) {
      const buttons = roots.flatMap((root) => [...root.querySelectorAll("button")]);
      const button = buttons.find(({ textContent }) => textContent.trim() === words);
      if (!button) {
        const all = buttons.map(({ textContent }) => `“${textContent.trim()}”`);
        throw new Stop(
          `There is no button “${words}” in the cells that ran. There are: ${all.join(", ") || "none"}.`,
        );
      }
      const changed = numbers.next();
      button.click();
      found = await changed;
    }
    return found;
  } finally {
    notebook.runtime.dispose();
  }
}

/** The values of a notebook's variable, one after another; `next` waits for one that comes after the call. */
function follow(main, name) {
  const observer = {};
  main.variable(observer).define([name], (value) => value);
  const next = () =>
    new Promise((fulfilled, rejected) => {
      Object.assign(observer, { fulfilled, rejected });
    });
  return { next };
}

/** Loads a notebook and the lessons' own modules from their sources; packages are Node's own imports. */
function serverOf(file) {
  return createServer({
    configFile: false,
    root: notebooks,
    appType: "custom",
    logLevel: "error",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    ssr: { external: true },
    plugins: [cellsModules(notebooks, file)],
  });
}
