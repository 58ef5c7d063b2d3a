// Writes what the built-in model can do, measured now, into its card and the README: `pnpm figures`.
// The tables stand between <!-- figures --> and <!-- /figures -->, <!-- shift --> and <!-- /shift -->, and so on.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { evaluateMini } from "./evaluate-mini.mjs";
import { drawTrainingCurves } from "./training-curves.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const percent = (x) => `${(100 * x).toFixed(1)}%`;

function evaluate(task, renditions) {
  return clipscope("eval", "--task", task, ...(renditions ? ["--rendition", renditions] : []));
}

function clipscope(...rest) {
  const args = ["apps/cli/dist/main.js", ...rest];
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

/** One row for each rendition, one column for each model: accuracy, or points above the supervised models' line. */
function shiftTable({ models }, ids, pick) {
  const figure = ({ value, low, high }) =>
    `${(100 * value).toFixed(1)} (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
  return [
    `| rendition | ${models.map(({ name }) => name).join(" | ")} |`,
    `|---|${models.map(() => "---:").join("|")}|`,
    ...ids.map((id) => `| ${id} | ${models.map(({ scores }) => figure(scores[id][pick])).join(" | ")} |`),
  ].join("\n");
}

function shiftStory(found, unseen) {
  const of = (name) => found.models.find((model) => model.name.startsWith(name)).scores;
  const [supervised, words] = [of("supervised"), of("zero-shot, names and members")];
  const reference = found.reference;
  const shifts = unseen.filter((id) => id !== reference);
  const mean = (scores) => shifts.reduce((sum, id) => sum + scores[id].accuracy.value, 0) / shifts.length;
  const base = supervised[reference].accuracy.value;
  const closed = (mean(words) - mean(supervised)) / (base - mean(supervised));
  return [
    `\`${found.command}\`, accuracy on the test concepts in %, with 95% intervals:`,
    "",
    shiftTable(found, unseen, "accuracy"),
    "",
    `Effective robustness: points above the line, on logit axes, through ${found.baseline.length} supervised models:`,
    "",
    shiftTable(found, shifts, "effective"),
    "",
    `Over these ${shifts.length} shifts the best supervised model has ${percent(mean(supervised))} on average, ` +
      `${percent(base)} on ${reference}; mini, from names and members, has ${percent(mean(words))} and ` +
      `${percent(words[reference].accuracy.value)}. By the formula (model − supervised) / (supervised on ${reference} − supervised), ` +
      `of the means, that closes ${percent(closed)} of the gap.`,
  ].join("\n");
}

function replaceFigures(file, text, mark = "figures") {
  const path = `${root}/${file}`;
  const old = readFileSync(path, "utf8");
  const marked = new RegExp(`<!-- ${mark} -->[\\s\\S]*<!-- /${mark} -->`);
  if (!marked.test(old))
    throw new Error(`${file} has no <!-- ${mark} --> … <!-- /${mark} --> to write between.`);
  writeFileSync(
    path,
    old.replace(marked, () => `<!-- ${mark} -->\n${text}\n<!-- /${mark} -->`),
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
replaceFigures(
  "packages/mini/MODEL_CARD.md",
  shiftStory(
    clipscope("robustness"),
    concept.results.map(({ manifest }) => manifest.dataset.name.replace("renditions/", "")),
  ),
  "shift",
);
replaceFigures("packages/mini/MODEL_CARD.md", await evaluateMini(), "prompts");
drawTrainingCurves();
