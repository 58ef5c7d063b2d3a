import type { StudyDocument } from "@clipscope/study";
import { builtinsOf, chosenNames, onComputer } from "./opening.js";
import { importsOf, joinImports, type Recipe } from "./recipe.js";

/**
 * A program for Node that opens a study, computes a chart and writes it as `<name>.svg` and `<name>.csv`.
 * `document`: as saved, with hashes.
 */
export function programOf(name: string, document: StudyDocument, recipe: Recipe): string {
  const opening = recipe.alone ? undefined : openingOf(document);
  const imports = joinImports(recipe.imports, opening?.imports ?? {}, {
    "node:fs/promises": ["writeFile"],
  });
  const packages = [...new Set(Object.keys(imports).map((path) => path.split("/").slice(0, 2).join("/")))]
    .filter((each) => each.startsWith("@"))
    .sort();
  return `// Save as ${name}.mjs; npm install ${packages.join(" ")}; node ${name}.mjs
${importsOf(imports)}

${opening ? `${opening.statements}\n\n` : ""}${recipe.statements}

await writeFile("${name}.svg", chart.svg());
await writeFile("${name}.csv", chart.csv());
${opening ? "study.dispose();\n" : ""}`;
}

/** Statements that declare `study`. */
function openingOf(document: StudyDocument): { imports: Recipe["imports"]; statements: string } {
  const builtins = builtinsOf(document);
  const names = chosenNames(document).map((name) => `"${name}"`);
  const statements = [
    `const document = ${JSON.stringify(onComputer(document), undefined, 2)};`,
    ...(names.length > 0 ? [`// ${names.join(", ")}: write the path of what you chose in the page.`] : []),
    ...(builtins.statement ? [builtins.statement] : []),
    `const study = await openStudy(document${builtins.statement ? ", { builtins }" : ""});`,
  ];
  return {
    imports: joinImports(builtins.imports, { "@clipscope/study": ["openStudy"] }),
    statements: statements.join("\n"),
  };
}
