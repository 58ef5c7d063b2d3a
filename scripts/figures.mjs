// Writes what the built-in model can do, measured now, into its card and the README: `pnpm figures`, or some parts of it,
// `pnpm figures shift corruptions`.
// The tables stand between <!-- figures --> and <!-- /figures -->, <!-- shift --> and <!-- /shift -->, and so on.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { corruptionStory } from "./corruption-story.mjs";
import { evaluateMini } from "./evaluate-mini.mjs";
import { drawTrainingCurves } from "./training-curves.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const percent = (x) => `${(100 * x).toFixed(1)}%`;

/** Every drawing named among all concepts, by the bare name; without renditions, on those that mini never saw. */
const nameDrawings = (renditions, templates = "name") =>
  clipscope("eval", `renditions${renditions ? `/${renditions}` : ""}`, "--templates", templates);

function clipscope(...rest) {
  const args = ["apps/cli/dist/main.js", ...rest];
  const options = { cwd: root, maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"] };
  const out = execFileSync(process.execPath, [...args, "--json", "--quiet"], options);
  return { command: `node ${args.join(" ")}`, ...JSON.parse(out) };
}

function table({ command, result, by }) {
  const { length } = result.classes;
  const rows = by.values.map(({ value, top1, inTopK }) => {
    const interval = `${percent(top1.low)} – ${percent(top1.high)}`;
    return `| ${value} | ${top1.n} | ${percent(top1.value)} | ${interval} | ${percent(inTopK.value)} |`;
  });
  return [
    `\`${command}\` (${length} classes, chance ${(100 / length).toFixed(2)}%):`,
    "",
    "| rendition | images | top-1 | 95% interval | top-5 |",
    "|---|---:|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

/** Accuracy by the bare name and by a sentence, side by side. */
function twoPrompts(bare, sentence, template) {
  const { length } = sentence.result.classes;
  const rows = sentence.by.values.map(({ value, top1, inTopK }, i) => {
    const interval = `${percent(top1.low)} – ${percent(top1.high)}`;
    const { value: alone } = bare.by.values[i].top1;
    return `| ${value} | ${top1.n} | ${percent(alone)} | ${percent(top1.value)} | ${interval} | ${percent(inTopK.value)} |`;
  });
  return [
    `\`${sentence.command.replace(template, `"${template}"`)}\`, and \`--templates name\` for the name alone (${length} classes, chance ${(100 / length).toFixed(2)}%):`,
    "",
    `| rendition | images | name alone | "${template}" | 95% interval | top-5 |`,
    "|---|---:|---:|---:|---:|---:|",
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

/** How well the lines fit, and how far they are stretched. */
function lineFits({ lines, baseline, reference, means, models }) {
  const fit = ({ shift, slope, r2 }) => `${shift} slope ${slope.toFixed(2)}, r² ${r2.toFixed(2)}`;
  const range = baseline.map(({ test }) => test[reference]).sort((a, b) => a - b);
  const [least, most] = [range[0], range.at(-1)];
  const outside = models.filter(({ scores }) => {
    const { value } = scores[reference].accuracy;
    return value < least || value > most;
  });
  return (
    `How well these lines fit: ${lines
      .filter(({ shift }) => means.shifts.includes(shift))
      .map(fit)
      .join("; ")}. The supervised models have ${percent(least)} to ${percent(most)} on ${reference}` +
    `${outside.length > 0 ? `; beyond that the line is a guess, which it is for ${outside.map(({ name }) => name).join(" and ")}` : ""}. ` +
    "Where r² is near 0, accuracy there hardly depends on accuracy before, and the line is little more than the supervised models' mean."
  );
}

function shiftStory({ command, result: found }) {
  const { reference, means } = found;
  const of = (name) => means.models.find((model) => model.name.startsWith(name));
  const [supervised, words] = [of("supervised"), of("zero-shot, names and members")];
  const closed =
    words.gapClosed === undefined
      ? "the supervised model does not fall, so there is no gap to close"
      : `that closes ${percent(words.gapClosed)} of the gap`;
  return [
    `\`${command}\`, accuracy on the test concepts in %, with 95% intervals:`,
    "",
    shiftTable(found, [reference, ...means.shifts], "accuracy"),
    "",
    `Effective robustness: points above the line, on logit axes, through ${found.baseline.length} supervised models:`,
    "",
    shiftTable(found, means.shifts, "effective"),
    "",
    lineFits(found),
    "",
    `Over these ${means.shifts.length} shifts the best supervised model has ${percent(supervised.accuracy)} on average, ` +
      `${percent(supervised.reference)} on ${reference}; mini, from names and members, has ${percent(words.accuracy)} and ` +
      `${percent(words.reference)}. By the formula (model − supervised) / (supervised on ${reference} − supervised), ` +
      `of the means, ${closed}.`,
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

const CARD = "packages/mini/MODEL_CARD.md";
const parts = {
  figures() {
    const unseen = nameDrawings();
    const seen = nameDrawings("noto,noto-v1,fxemoji,emojione,emojione-monotone");
    const chosenBy = nameDrawings("openmoji,emojione-v1");
    const template = "a drawing of {}";
    replaceFigures("README.md", twoPrompts(unseen, nameDrawings(undefined, template), template));
    replaceFigures(
      CARD,
      [
        "Renditions never seen:",
        table(unseen),
        "Not trained on either, but OpenMoji chose the recipe, and Emoji One v1 is by the author of Emoji One:",
        table(chosenBy),
        "Renditions that it was trained on, for comparison:",
        table(seen),
      ].join("\n\n"),
    );
  },
  shift() {
    replaceFigures(CARD, shiftStory(clipscope("robustness", "renditions")), "shift");
  },
  corruptions() {
    replaceFigures(
      CARD,
      corruptionStory(clipscope("robustness", "renditions", "--corruptions")),
      "corruptions",
    );
  },
  async prompts() {
    const { prompts, senses } = await evaluateMini();
    replaceFigures(CARD, prompts, "prompts");
    replaceFigures(CARD, senses, "senses");
  },
  world() {
    const program = "packages/mini/dist/world-cli.js";
    const tables = execFileSync(process.execPath, [program], { cwd: root, encoding: "utf8" });
    replaceFigures(CARD, `\`node ${program}\`:\n\n${tables.trim()}`, "world");
  },
  curves: drawTrainingCurves,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  throw new Error(
    `There is no part "${unknown}". There are: ${Object.keys(parts).join(", ")}; without one, all are made.`,
  );
}
for (const [name, make] of Object.entries(parts))
  if (asked.length === 0 || asked.includes(name)) await make();
