import type { StudyDocument } from "@clipscope/study";
import { chosenNames } from "./opening.js";
import { importsOf, joinImports, type Recipe } from "./recipe.js";

/**
 * An Observable notebook with a study inside, whose cells compute and draw a chart in the page. It runs in the folder
 * `notebooks` of Clipscope; its cell `keyNumbers` has the chart's values.
 */
export function notebookOf(title: string, document: StudyDocument, recipe: Recipe): string {
  const imports = recipe.alone ? recipe.imports : joinImports(recipe.imports, OPENING);
  const cells = [
    markdown(
      `# ${title}\n\nMade by Clipscope${recipe.alone ? "" : " from an open study, which is in a cell below: change it, and what follows is computed again"}. Put this file into\nthe folder \`notebooks\` of Clipscope and run \`pnpm --filter @clipscope/notebooks dev\`.`,
    ),
    module(importsOf(imports)),
    ...(recipe.alone ? [] : openingCells(document)),
    module(recipe.statements, true),
    module("display(chart.element());"),
    module("const keyNumbers = { chart: chart.csv() };"),
  ];
  const scripts = cells.map((cell, i) => cell.replace("<script", `<script id="${i + 1}"`));
  return `<!doctype html>
<notebook theme="light-dark(air, near-midnight)">
  <title>${escaped(title)}</title>
${scripts.join("\n")}
</notebook>
`;
}

const module = (code: string, pinned = false) =>
  `  <script type="module"${pinned ? ' pinned=""' : ""}>\n${indented(code)}\n  </script>`;
const markdown = (text: string) => `  <script type="text/markdown">\n${indented(text)}\n  </script>`;

const OPENING = {
  "@clipscope/study": ["createStudy"],
  "./lesson/kit.ts": ["lessonCompute"],
};

/** Cells that declare `study`. */
function openingCells(document: StudyDocument): string[] {
  const names = chosenNames(document);
  return [
    module(`const studyDocument = ${JSON.stringify(document, undefined, 2)};`, true),
    ...names.map((name, i) => module(chooserOf(name, i), true)),
    module(openingOf(names)),
  ];
}

/** An input for the files that the study was opened from, which a notebook cannot contain. */
const chooserOf = (name: string, i: number) =>
  `const files${i} = view(Inputs.file({ label: ${JSON.stringify(`Choose “${name}”`)}, multiple: true, required: true }));`;

function openingOf(names: readonly string[]): string {
  const provided = names.map(
    (name, i) =>
      `study.provide(${JSON.stringify(name)}, await Promise.all(files${i}.map(async (file) => ({ path: file.name, file: await file.blob() }))));`,
  );
  return [
    "const study = createStudy(studyDocument, { compute: lessonCompute() });",
    ...provided,
    "invalidation.then(() => study.dispose());",
  ].join("\n");
}

/** Text for the inside of a script, which a closing tag would end. */
const indented = (text: string) =>
  text
    .replaceAll("</", "<\\/")
    .split("\n")
    .map((line) => (line ? `    ${line}` : line))
    .join("\n");

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
