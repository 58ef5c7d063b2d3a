// Writes src/published/*-figures.ts from the tables that the card names as sources, in one folder:
// node datasets/published/import.mjs FOLDER
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const folder = process.argv[2];
if (!folder) {
  console.error("Say where the tables are: node datasets/published/import.mjs FOLDER");
  process.exit(2);
}

const classifiers = await read("imagenet-models-natural-shifts.csv");
await write("classifier", classifiers);
await write("clip", await read("clip-models-zero-shot.csv"));

// One line a model instead of one a model and corruption: 19 × 5 figures in the order of the header.
const [, ...rows] = await read("imagenet-models-corruptions.csv");
const byModel = new Map(rows.map(([model]) => [model, rows.filter((row) => row[0] === model)]));
const kinds = [...new Set(rows.map(([, , kind]) => kind))].sort();
const header = [
  "model",
  ...kinds.flatMap((kind) => [1, 2, 3, 4, 5].map((severity) => `${kind} ${severity}`)),
];
const lines = [...byModel].map(([model, own]) => [
  model,
  ...kinds.flatMap((kind) => own.find((row) => row[2] === kind).slice(3)),
]);
await write("corruption", [header, ...lines]);

/** No cell of these tables is quoted. */
async function read(name) {
  const text = await readFile(join(folder, name), "utf8");
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
}

async function write(name, table) {
  const file = new URL(`../src/published/${name}-figures.ts`, import.meta.url);
  const csv = table.map((row) => row.join(",")).join("\n");
  const constant = `${name.toUpperCase()}_FIGURES`;
  await writeFile(
    file,
    `// Made by datasets/published/import.mjs; the card says from what.\nexport const ${constant} = \`${csv}\`;\n`,
  );
}
