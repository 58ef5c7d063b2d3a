// Writes what the built-in model can do, measured now, into its card and the README: `pnpm figures`.
// The tables stand between <!-- figures --> and <!-- /figures -->.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const percent = (x) => `${(100 * x).toFixed(1)}%`;

function evaluate(task, renditions) {
  const choice = renditions ? ["--rendition", renditions] : [];
  const args = ["apps/cli/dist/main.js", "eval", "--task", task, ...choice];
  const out = execFileSync(process.execPath, [...args, "--json"], { cwd: root, maxBuffer: 1 << 26 });
  return { command: `node ${args.join(" ")}`, ...JSON.parse(out) };
}

function table({ command, classes, results }) {
  const rows = results.map(({ manifest, top1, top5 }) => {
    const rendition = manifest.dataset.name.replace("renditions/", "");
    const interval = `${percent(top1.low)} – ${percent(top1.high)}`;
    return `| ${rendition} | ${top1.n} | ${percent(top1.value)} | ${interval} | ${percent(top5.value)} |`;
  });
  return [
    `\`${command}\` (${classes} classes, chance ${(100 / classes).toFixed(2)}%):`,
    "",
    "| rendition | images | top-1 | 95% interval | top-5 |",
    "|---|---:|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

function replaceFigures(file, text) {
  const path = `${root}/${file}`;
  const old = readFileSync(path, "utf8");
  const marked = /<!-- figures -->[\s\S]*<!-- \/figures -->/;
  if (!marked.test(old))
    throw new Error(`${file} has no <!-- figures --> … <!-- /figures --> to write between.`);
  writeFileSync(
    path,
    old.replace(marked, () => `<!-- figures -->\n${text}\n<!-- /figures -->`),
  );
  console.log(`wrote ${file}`);
}

const concept = evaluate("concept");
const subgroup = evaluate("subgroup");
const seen = evaluate("concept", "noto,noto-v1,openmoji,fxemoji,emojione,emojione-v1,emojione-monotone");
replaceFigures("README.md", table(concept));
replaceFigures(
  "packages/mini/MODEL_CARD.md",
  [
    "**Concept**, renditions never seen in training:",
    table(concept),
    "**Subgroup**, the test split of the same renditions:",
    table(subgroup),
    "**Concept**, renditions that it was trained on, for comparison:",
    table(seen),
  ].join("\n\n"),
);
