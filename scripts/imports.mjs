// Checks that imports point one way: apps, notebooks → mini → study → toolkit, datasets → core → types.
// Usage: imports.mjs [folder…]
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { root } from "./setup/places.mjs";

const TYPES = "@clipscope/types";
const CORE = "@clipscope/core";
const TOOLKIT = "@clipscope/toolkit";
const DATASETS = "@clipscope/datasets";
const MINI = "@clipscope/mini";
const STUDY = "@clipscope/study";
const CHARTS = "@clipscope/charts";
const LIBRARIES = [TYPES, CORE, TOOLKIT, DATASETS, MINI, STUDY, CHARTS];
/** Workspace packages that each package may import. */
const ALLOWED = {
  "packages/types": [],
  "packages/core": [TYPES],
  "packages/toolkit": [TYPES],
  datasets: [TYPES, CORE],
  "packages/mini": [TYPES, CORE, DATASETS, TOOLKIT, STUDY],
  "packages/charts": [TYPES, TOOLKIT],
  "packages/study": [TYPES, CORE, DATASETS, TOOLKIT],
  "apps/cli": LIBRARIES,
  "apps/explorer": [...LIBRARIES, "@clipscope/notebooks"],
};
const DOM =
  /^(window|document|customElements|localStorage|sessionStorage|indexedDB|caches|createImageBitmap|OffscreenCanvas|ImageBitmap|XMLHttpRequest|FileReader|getComputedStyle|requestAnimationFrame|(HTML|SVG)\w*Element|\w*CanvasRenderingContext2D)$/;

/** One sentence for each import or DOM name that should not be there, in the given folders (all packages if none). */
export async function findWrongImports(folders = [root]) {
  const within = folders.map((folder) => resolve(folder) + sep);
  const found = [];
  for (const home of Object.keys(ALLOWED)) {
    const manifest = JSON.parse(await readFile(join(root, home, "package.json"), "utf8"));
    for (const file of await sourcesIn(join(root, home, "src"))) {
      if (!within.some((folder) => file.startsWith(folder))) continue;
      const source = await readFile(file, "utf8");
      for (const sentence of judge({ home, manifest, file, source })) {
        found.push(`${relative(root, file)}:${sentence}`);
      }
    }
  }
  return found;
}

/** The sentences for one source file, each beginning with its line number. */
export function judge({ home, manifest, file, source }) {
  const { program, module, errors } = parseSync(file, source);
  if (errors.length > 0) return [`1: does not parse: ${errors[0].message}`];
  const line = (offset) => source.slice(0, offset).split("\n").length;
  const found = [];
  for (const { target, start, typeOnly } of importsOf(module, source)) {
    const say = (sentence) => found.push(`${line(start)}: ${sentence}`);
    if (target.startsWith(".")) {
      if (!resolve(dirname(file), target).startsWith(join(root, home) + sep)) {
        say(`"${target}" leaves the package: import it by its package's name`);
      }
      continue;
    }
    if (target.startsWith("#") || target.startsWith("node:")) continue;
    const name = target
      .split("/")
      .slice(0, target.startsWith("@") ? 2 : 1)
      .join("/");
    const declared = {
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    };
    const inTests = file.endsWith(".test.ts") || typeOnly;
    if (name.startsWith("@clipscope/")) {
      if (name !== manifest.name && !ALLOWED[home].includes(name)) {
        say(
          `${manifest.name} may not import ${name}: imports point from apps to mini and study, from there to toolkit and datasets, from those to core, and from all to types`,
        );
        continue;
      }
    } else if (inTests) continue;
    if (name !== manifest.name && !declared[name])
      say(`"${name}" is not among the dependencies in ${home}/package.json`);
  }
  if (!home.startsWith("apps/") && home !== "packages/charts" && !file.includes(`${sep}platform${sep}`)) {
    for (const { name, start } of domNames(program)) {
      found.push(
        `${line(start)}: "${name}" belongs to the DOM: only apps, charts and files in platform/ may use it`,
      );
    }
  }
  return found;
}

function importsOf({ staticImports, staticExports, dynamicImports }, source) {
  const typeOnly = (entries) => entries.length > 0 && entries.every((entry) => entry.isType);
  const reexports = staticExports.flatMap(({ entries }) => entries.filter((entry) => entry.moduleRequest));
  return [
    ...staticImports.map(({ start, moduleRequest, entries }) => ({
      target: moduleRequest.value,
      start,
      typeOnly: typeOnly(entries),
    })),
    ...reexports.map((entry) => ({
      target: entry.moduleRequest.value,
      start: entry.start,
      typeOnly: entry.isType,
    })),
    ...dynamicImports.flatMap(({ start, moduleRequest }) => {
      const literal = /^["'`]([^$]*)["'`]$/.exec(source.slice(moduleRequest.start, moduleRequest.end));
      return literal ? [{ target: literal[1], start, typeOnly: false }] : [];
    }),
  ];
}

/** The DOM's global names that a program uses, as values or as types, and does not declare itself. */
function domNames(program) {
  const used = [];
  const declared = new Set();
  const visit = (node, parent, key) => {
    if (Array.isArray(node)) for (const each of node) visit(each, parent, key);
    if (typeof node?.type !== "string") return;
    if (node.type === "Identifier" && DOM.test(node.name)) {
      const isKey = (key === "property" || key === "key") && !parent.computed;
      if (key === "id" || key === "params" || key === "local") declared.add(node.name);
      else if (!isKey) used.push(node);
    }
    for (const [name, child] of Object.entries(node)) {
      if (child && typeof child === "object") visit(child, node, name);
    }
  };
  visit(program, undefined, undefined);
  return used.filter(({ name }) => !declared.has(name));
}

async function sourcesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folders = process.argv.slice(2);
  const found = await findWrongImports(folders.length > 0 ? folders : undefined);
  for (const sentence of found) console.error(sentence);
  if (found.length > 0) process.exitCode = 1;
}
