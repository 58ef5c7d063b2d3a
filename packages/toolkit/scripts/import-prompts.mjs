// Writes src/prompts/published-data.ts from class names and templates as openai/CLIP publishes them, gathered in one
// JSON file, { [dataset]: { classes, templates } }: node packages/toolkit/scripts/import-prompts.mjs FILE
import { readFile, writeFile } from "node:fs/promises";

const file = process.argv[2];
if (!file) {
  console.error("Say where the prompts are: node packages/toolkit/scripts/import-prompts.mjs FILE");
  process.exit(2);
}
const sets = Object.entries(JSON.parse(await readFile(file, "utf8")));
const lines = sets.map(([dataset, { classes, templates }]) =>
  JSON.stringify({
    dataset,
    classes: classes.map((names) => (names.length === 1 && Array.isArray(names) ? names[0] : names)),
    templates: dataset === "ImageNet" ? [] : templates, // templates.ts has these
  }),
);
await writeFile(
  new URL("../src/prompts/published-data.ts", import.meta.url),
  `// Made by scripts/import-prompts.mjs; published.ts says from what. One dataset a line.\nexport const PUBLISHED_PROMPTS = String.raw\`[\n${lines.join(",\n")}\n]\`;\n`,
);
