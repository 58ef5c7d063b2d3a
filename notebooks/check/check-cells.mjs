// Checks the code in the notebooks' cells: types by tsc, and Biome's rules.
// Usage: check-cells.mjs [notebook.html…]
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { notebooks, root } from "../../scripts/setup/places.mjs";
import { virtualCells } from "./virtual-cells.mjs";

/** Beside the notebooks, as far as their imports are concerned: `rootDirs`. */
const FOLDER = join(notebooks, ".cache/cells");

const TSCONFIG = {
  extends: "../../../tsconfig.tests.json",
  compilerOptions: {
    rootDirs: ["../..", "."],
    allowImportingTsExtensions: true,
    // Parameters in cells have no types, and a reader is spared checks for what the lesson's data have.
    noImplicitAny: false,
    strictNullChecks: false,
    exactOptionalPropertyTypes: false,
    useUnknownInCatchVariables: false,
    isolatedModules: false,
    verbatimModuleSyntax: false,
    types: ["node", "vite/client"],
  },
  files: ["../../check/globals.d.ts", "../../lesson/observable-runtime.d.ts"],
  include: ["./*.ts"],
};

/**
 * What is wrong in the cells of notebooks, one sentence each: "notebooks/lab-book.html:81:20: …".
 *
 * @param {readonly string[]} files paths
 * @returns {Promise<string[]>}
 */
export async function findWrongCells(files) {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const origins = new Map();
  for (const file of files) {
    for (const cell of virtualCells(basename(file, ".html"), await readFile(file, "utf8"))) {
      origins.set(cell.name, { file, line: cell.line });
      await writeFile(join(FOLDER, cell.name), cell.source);
    }
  }
  await writeFile(join(FOLDER, "tsconfig.json"), JSON.stringify(TSCONFIG));
  await writeFile(join(FOLDER, "biome.json"), JSON.stringify(BIOME));
  // Errors of other files in this laxer setting are none: they are checked by their own.
  return [...typeErrors(), ...brokenRules()].flatMap(({ name, line, column, message }) => {
    const origin = origins.get(name);
    // Cells are indented by four spaces in the notebook, and begin in the line after their tag.
    return origin
      ? [`${relative(root, origin.file)}:${origin.line + line - 1}:${column + 4}: ${message}`]
      : [];
  });
}

/** tsc says which names are not used; a cell without exports is still a module. */
const BIOME = {
  root: true,
  formatter: { enabled: false },
  linter: {
    rules: {
      complexity: { noUselessEmptyExport: "off" },
      correctness: { noUnusedImports: "off", noUnusedVariables: "off" },
      suspicious: { noExplicitAny: "off" },
    },
  },
};

/**
 * In JavaScript there is no `as const`: `{ kind: "builtin" }` in a variable has a string, not one of some words, and
 * `["a", "b"]` any number of them.
 */
const WIDENED =
  /Type 'string' is not assignable to type '"[^']*"'\.$|Target requires \d+ element\(s\) but source may have fewer\.$/;

function typeErrors() {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", FOLDER, "--noEmit", "--pretty", "false"],
    { encoding: "utf8", cwd: FOLDER },
  );
  const found = [...stdout.matchAll(/^(.+?)\((\d+),(\d+)\): error (.+(?:\n {2,}.+)*)$/gm)];
  if (status !== 0 && found.length === 0) throw new Error(`tsc failed:\n${stdout}${stderr}`);
  return found
    .filter(([, , , , message]) => !WIDENED.test(message))
    .map(([, name, line, column, message]) => ({
      name,
      line: Number(line),
      column: Number(column),
      message,
    }));
}

function brokenRules() {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/@biomejs/biome/bin/biome"),
      "lint",
      "--reporter=json",
      "--max-diagnostics=none",
      ".",
    ],
    { encoding: "utf8", cwd: FOLDER, maxBuffer: 2 ** 26 },
  );
  if (!stdout.startsWith("{")) throw new Error(`biome failed:\n${stdout}${stderr}`);
  return JSON.parse(stdout).diagnostics.map(({ location, message, category }) => ({
    name: location.path,
    line: location.start.line,
    column: location.start.column,
    message: `${category}: ${message}`,
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = (await readdir(notebooks)).filter((name) => name.endsWith(".html"));
  const given = process.argv.slice(2);
  const found = await findWrongCells(given.length > 0 ? given : all.map((name) => join(notebooks, name)));
  for (const sentence of found) console.error(sentence);
  if (found.length > 0) process.exitCode = 1;
}
