import { transpile, transpileTemplate } from "@observablehq/notebook-kit";
import { notebookCells } from "../build/notebook-cells.mjs";

/** Kinds of cells that are code, or text with code in `${…}`. */
const IN_PAGE = ["js", "ts", "md", "html"];

/**
 * A cell as a module of its own. What it takes from other cells is declared in its first line, so that the cell's own
 * lines begin with the second.
 *
 * @typedef {{ name: string, source: string, line: number }} VirtualCell `name`: "lab-book-14.ts"; `line`: where the
 * cell's tag is in the notebook, from 1
 */

/**
 * The cells of a notebook as TypeScript modules, for checking: a name that no other cell uses is no export.
 *
 * @param {string} id "lab-book"
 * @param {string} html the notebook's text
 * @returns {VirtualCell[]}
 */
export function virtualCells(id, html) {
  const cells = notebookCells(html);
  const parts = cells
    .filter(({ mode }) => IN_PAGE.includes(mode))
    .map((cell) => ({ cell, ...transpile(cell) }));
  const owners = new Map(parts.flatMap(({ cell, outputs }) => outputs.map((name) => [name, cell.id])));
  const used = new Set(parts.flatMap(({ inputs }) => inputs));
  // What a program has written at build may be anything, and the rows of a query have any columns.
  const atBuildOnly = cells.filter(({ mode }) => !IN_PAGE.includes(mode));
  const given = new Map(atBuildOnly.map(({ output, mode }) => [output, mode === "sql" ? "any[]" : "any"]));
  const shown = parts.map(({ cell, inputs, outputs }) => {
    const declarations = inputs.flatMap((name) => {
      if (given.has(name)) return [`declare const ${name}: ${given.get(name)};`];
      const owner = owners.get(name);
      return owner === undefined ? [] : [declarationOf(name, fileOf(id, owner))];
    });
    const exported = outputs.filter((name) => used.has(name) || name === "keyNumbers");
    return {
      name: fileOf(id, cell.id),
      line: lineOf(html, cell.id),
      source: `${declarations.join(" ")}${codeOf(cell)}
export { ${exported.join(", ")} };
`,
    };
  });
  const programs = atBuildOnly
    .filter(({ mode }) => mode === "node")
    .map(({ id: cell, value }) => ({
      name: fileOf(id, cell),
      line: lineOf(html, cell),
      source: `\n${value}\nexport {};\n`,
    }));
  return [...shown, ...programs];
}

const fileOf = (id, cell) => `${id}-${cell}.ts`;

/** Promises and generators are values to other cells. */
const declarationOf = (name, file) => `declare const ${name}: Observed<typeof import("./${file}").${name}>;`;

/** The cell's code from its second line on; in text, what is in `${…}` keeps its place. */
const codeOf = ({ mode, value, ...cell }) =>
  mode === "js" || mode === "ts"
    ? `\n${value}`
    : ` void ${transpileTemplate({ ...cell, mode, value: value || " " }).replace("`", "`\n")};`;

function lineOf(html, id) {
  const at = html.search(new RegExp(`<script id="${id}"`));
  return html.slice(0, at).split("\n").length;
}
