/** Heading of the table by corruption kind. */
const SEVERITY = 3;

/** The result of `clipscope robustness renditions --corruptions --json` as the card shows it: one table by severity, one by kind. */
export function corruptionStory({ command, result }) {
  const { rendition, images, severities, kinds, errors, curves: models } = result;
  const percent = (x) => (100 * x).toFixed(1);
  const counted = kinds.filter(({ inMean }) => inMean);
  const mean = ({ byKind }, at) =>
    counted.reduce((sum, { id }) => sum + byKind[id][at].value, 0) / counted.length;
  const interval = ({ value, low, high }) => `${percent(value)} (${percent(low)} to ${percent(high)})`;
  const table = (head, rows) => [
    `| ${head.join(" | ")} |`,
    `|---|${head
      .slice(1)
      .map(() => "---:")
      .join("|")}|`,
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ];
  return [
    `\`${command}\`: the ${images} test concepts of ${rendition}, mean accuracy in % over the ${counted.length} kinds of corruption of`,
    "which papers take the mean, by severity. The mean corruption error is in units of the supervised model's: errors summed over",
    `severities, their ratio by kind, its mean; ${errors.relativeTo} has 100%.`,
    "",
    ...table(
      ["model", "none", ...severities.map(String), "mCE"],
      models.map((model) => [
        model.name,
        percent(model.clean.value),
        ...severities.map((_, at) => percent(mean(model, at))),
        `${percent(model.meanCorruptionError)}%`,
      ]),
    ),
    "",
    `Each kind at severity ${SEVERITY}, with 95% intervals; kinds with an asterisk are not in the means:`,
    "",
    ...table(
      ["kind", ...models.map(({ name }) => name)],
      kinds.map(({ id, title, inMean }) => [
        inMean ? title : `${title} *`,
        ...models.map(({ byKind }) => interval(byKind[id][severities.indexOf(SEVERITY)])),
      ]),
    ),
  ].join("\n");
}
