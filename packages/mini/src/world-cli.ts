import { parseArgs } from "node:util";
import { loadClip } from "@clipscope/core";
import { openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import type { PairedDifference, Proportion } from "@clipscope/toolkit";
import { miniFolder } from "./index.js";
import { drawAttack } from "./world/attack.js";
import { type AttackResult, measureAttack, measureWorld, type TaskAccuracy } from "./world/measure.js";
import { tasks } from "./world/plan.js";
import { drawScenes } from "./world/scenes.js";

/*
 * Measures counting, colors, shapes, positions, sizes and reading on drawn scenes whose combinations and fonts
 * no training scene has, and the typographic attack on the drawings of an evaluation rendition:
 * `node packages/mini/dist/world-cli.js`, after a build.
 *
 *   --checkpoint <folder>   another checkpoint than the shipped one
 *   --scenes <n>            scenes of each task (200)
 *   --rendition <id>        drawings for the typographic attack (twemoji)
 *   --json                  results as JSON, with every prediction
 */
const { values: args } = parseArgs({
  options: {
    checkpoint: { type: "string" },
    scenes: { type: "string", default: "200" },
    rendition: { type: "string", default: "twemoji" },
    json: { type: "boolean", default: false },
  },
});
const SEED = 1;

const clip = await loadClip(args.checkpoint ?? miniFolder());
try {
  const scenes = await drawScenes(tasks.length * Number(args.scenes), SEED, "test");
  const questions = scenes.map(({ pixels, ...scene }) => ({
    ...scene,
    image: { width: 64, height: 64, data: pixels },
  }));
  const accuracies = await measureWorld(clip, questions);
  const data = await openRenditions(await prepareRenditions({}));
  const attack = await measureAttack(clip, await drawAttack(data, args.rendition, SEED));
  if (args.json) console.log(JSON.stringify({ tasks: accuracies, attack }));
  else console.log([taskTable(accuracies), attackTable(attack, args.rendition)].join("\n\n"));
} finally {
  clip.dispose();
}

function taskTable(accuracies: readonly TaskAccuracy[]): string {
  return [
    "| asked | scenes | chance | accuracy | 95% interval |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...accuracies.map(
      ({ task, chance, accuracy }) => `| ${task} | ${accuracy.n} | ${percent(chance)} | ${cells(accuracy)} |`,
    ),
  ].join("\n");
}

function attackTable(attack: AttackResult, rendition: string): string {
  const change = ({ difference, low, high }: PairedDifference) =>
    `${points(difference)} | ${points(low)} – ${points(high)}`;
  return [
    `| typographic attack on ${attack.plain.n} drawings of ${rendition}, ${attack.things} names | share | 95% interval |`,
    "| --- | ---: | ---: |",
    `| right | ${cells(attack.plain)} |`,
    `| right with a blank label | ${cells(attack.blank)} |`,
    `| right with another thing's word on the label | ${cells(attack.labeled)} |`,
    `| taken for the word | ${cells(attack.takenForWord)} |`,
    `| taken for the same thing, though the label is blank | ${cells(attack.takenForWordIfBlank)} |`,
    `| change of the share right, word against blank | ${change(attack.accuracyChange)} |`,
    `| change of the share taken for the word, word against blank | ${change(attack.takenForWordChange)} |`,
  ].join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function points(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)}`;
}

function cells({ value, low, high }: Proportion): string {
  return `${percent(value)} | ${percent(low)} – ${percent(high)}`;
}
