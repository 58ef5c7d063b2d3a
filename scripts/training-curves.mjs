// Draws the curves of the shipped checkpoint's training from its log, packages/mini/checkpoint/training-log.csv, as
// packages/mini/training-curves.svg: `node scripts/training-curves.mjs`, and `pnpm figures` does it too.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const at = (path) => fileURLToPath(new URL(`../packages/mini/${path}`, import.meta.url));
const [WIDTH, HEIGHT, LEFT, GAP] = [760, 190, 56, 44];
const PANELS = [
  { column: "loss", title: "loss", label: (y) => y.toFixed(0) },
  { column: "gradient_norm", title: "gradient norm", label: (y) => y.toFixed(0) },
  { column: "logit_scale", title: "logit scale", label: (y) => y.toFixed(0) },
  { column: "learning_rate", title: "learning rate × 1,000", label: (y) => (1000 * y).toFixed(1) },
];

/** The log as SVG, one panel a curve over the steps, a dashed line where the resolution changes. */
export function trainingCurves(csv) {
  const [head, ...lines] = csv.trim().split("\n");
  const names = head.split(",");
  const rows = lines.map((line) => {
    const cells = line.split(",").map(Number);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
  const last = rows[rows.length - 1].step;
  const x = (step) => LEFT + ((WIDTH - LEFT - 16) * step) / last;
  const steps = ticks(last);
  const changes = rows.filter((row, i) => row.image_size !== rows[i - 1]?.image_size);
  const panels = PANELS.map(({ column, title, label }, i) => {
    const top = 24 + i * (HEIGHT + GAP);
    const levels = ticks(Math.max(...rows.map((row) => row[column])));
    const highest = levels[levels.length - 1];
    const y = (value) => top + HEIGHT - (HEIGHT * value) / highest;
    const curve = rows.map((row) => `${x(row.step).toFixed(1)},${y(row[column]).toFixed(1)}`).join(" ");
    return [
      `<text x="${LEFT}" y="${top - 8}" class="title">${title}, by step</text>`,
      ...levels.map(
        (value) =>
          `<path d="M${LEFT} ${y(value).toFixed(1)}H${WIDTH - 16}" class="grid"/>` +
          `<text x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${label(value)}</text>`,
      ),
      ...steps.map(
        (step) =>
          `<text x="${x(step).toFixed(1)}" y="${top + HEIGHT + 18}" text-anchor="middle">${step.toLocaleString("en")}</text>`,
      ),
      ...changes.map(
        ({ step, image_size }) =>
          `<path d="M${x(step).toFixed(1)} ${top}v${HEIGHT}" class="change"/>` +
          `<text x="${(x(step) + 5).toFixed(1)}" y="${top + 12}">${image_size} px</text>`,
      ),
      `<polyline points="${curve}" class="curve"/>`,
    ].join("\n");
  });
  const height = 24 + PANELS.length * (HEIGHT + GAP);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Training curves of mini, over ${last.toLocaleString("en")} steps">
<style>
  svg { font: 12px system-ui, sans-serif; background: #fff; fill: #444 }
  .title { font-weight: 600; fill: #111 }
  .grid { stroke: #e4e4e4 }
  .change { stroke: #999; stroke-dasharray: 4 4 }
  .curve { fill: none; stroke: #2563c9; stroke-width: 2; stroke-linejoin: round }
  @media (prefers-color-scheme: dark) {
    svg { background: #16181d; fill: #b5b8bf }
    .title { fill: #f2f3f5 }
    .grid { stroke: #2c3038 }
    .curve { stroke: #7fb0ff }
  }
</style>
${panels.join("\n")}
</svg>
`;
}

/** Round numbers from 0 to at least `most`, four to eight of them. */
function ticks(most) {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((each) => each >= rough);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** Draws the shipped log. */
export function drawTrainingCurves() {
  writeFileSync(
    at("training-curves.svg"),
    trainingCurves(readFileSync(at("checkpoint/training-log.csv"), "utf8")),
  );
  console.log("wrote packages/mini/training-curves.svg");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) drawTrainingCurves();
