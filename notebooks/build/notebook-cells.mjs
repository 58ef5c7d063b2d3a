import { deserialize } from "@observablehq/notebook-kit";
import { JSDOM } from "jsdom";

let parser;

/**
 * The cells of a notebook, as Notebook Kit reads them.
 *
 * @param {string} html the notebook's text
 * @returns {import("@observablehq/notebook-kit").Cell[]}
 */
export function notebookCells(html) {
  parser ??= new new JSDOM().window.DOMParser();
  return deserialize(html, { parser }).cells;
}
