// Zero-shot accuracy of mini on the renditions that it never saw: with the bare name and with the template ensembles that
// its recipe fixes, and on the concepts that were held out of its training. Every evaluation of a checkpoint on these
// renditions gets its line in packages/mini/evaluation-log.csv, for all to see how often it was looked at.
//
//   node scripts/evaluate-mini.mjs            the shipped checkpoint
//   node scripts/evaluate-mini.mjs <folder>   another one
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openRenditions } from "../datasets/dist/renditions/index.js";
import { prepareRenditions } from "../datasets/dist/renditions/prepare.js";
import { loadClip } from "../packages/core/dist/index.js";
import {
  blackAndWhiteEnsemble,
  heldOutConcepts,
  miniFolder,
  templateEnsemble,
} from "../packages/mini/dist/index.js";
import { ensembleClassifier, pairedBootstrap, proportion, zeroShot } from "../packages/toolkit/dist/index.js";

const LOG = fileURLToPath(new URL("../packages/mini/evaluation-log.csv", import.meta.url));
const ENSEMBLES = {
  "bare name": ["{}"],
  ensemble: templateEnsemble,
  "black-and-white ensemble": blackAndWhiteEnsemble,
};
const percent = (x) => `${(100 * x).toFixed(1)}%`;
const points = (x) => `${x < 0 ? "−" : "+"}${Math.abs(100 * x).toFixed(1)}`;

/** Evaluates the checkpoint in `folder`, logs it, and gives the tables as Markdown. */
export async function evaluateMini(folder = miniFolder()) {
  const data = await openRenditions(await prepareRenditions({}));
  const clip = await loadClip(folder, { engine: "onnx" });
  try {
    const names = data.concepts.map(({ name }) => name);
    const classifiers = {};
    for (const [title, templates] of Object.entries(ENSEMBLES)) {
      classifiers[title] = await ensembleClassifier((texts) => clip.embedTexts(texts), names, templates);
    }
    const heldOut = heldOutConcepts(data.concepts);
    const unseen = Int32Array.from(data.concepts.keys()).filter((i) => heldOut.has(data.concepts[i].id));
    const results = [];
    for (const { id } of data.renditions.filter(({ use }) => use === "evaluation")) {
      results.push({ id, ...(await evaluateRendition(clip, await data.load(id), classifiers, unseen)) });
    }
    const sha256 = createHash("sha256")
      .update(readFileSync(`${folder}/model.safetensors`))
      .digest("hex");
    log(sha256.slice(0, 12), results);
    return [promptTable(results), heldOutTable(results, unseen.length)].join("\n\n");
  } finally {
    clip.dispose();
  }
}

async function evaluateRendition(clip, images, classifiers, unseen) {
  const labels = images.concepts;
  const embedded = await clip.embedImages(Array.from(labels, (_, row) => images.image(row)));
  const score = (classifier, rows, classes) => {
    const { cols } = embedded;
    const data = Float32Array.from(
      rows.flatMap((row) => Array.from(embedded.data.subarray(row * cols, (row + 1) * cols))),
    );
    const { topK } = zeroShot({ data, rows: rows.length, cols }, classifier, {
      logitScale: clip.logitScale,
      classes,
    });
    const rank = (row, i) => topK.classes.subarray(i * topK.k, (i + 1) * topK.k).indexOf(labels[row]);
    const ranks = rows.map(rank);
    return { right: ranks.map((at) => Number(at === 0)), inFive: ranks.map((at) => Number(at >= 0)) };
  };
  const all = [...labels.keys()];
  const among = all.filter((row) => unseen.includes(labels[row]));
  const byTemplates = {};
  for (const [title, classifier] of Object.entries(classifiers)) {
    byTemplates[title] = {
      all: score(classifier, all, "all"),
      heldOut: score(classifier, among, unseen),
    };
  }
  return { byTemplates };
}

const sum = (values) => values.reduce((a, b) => a + b, 0);
const shareOf = (values) => proportion(sum(values), values.length);

function log(checkpoint, results) {
  const date = new Date().toISOString().slice(0, 10);
  const known = new Set(
    readFileSync(LOG, "utf8")
      .split("\n")
      .map((line) => line.replace(/^[^,]*,/, "")),
  );
  for (const { id, byTemplates } of results) {
    for (const [templates, { all, heldOut }] of Object.entries(byTemplates)) {
      for (const [classes, { right, inFive }] of [
        ["all", all],
        ["held out", heldOut],
      ]) {
        const shares = [right, inFive].map((hits) => (100 * shareOf(hits).value).toFixed(1));
        const line = [checkpoint, classes, templates, id, right.length, ...shares].join(",");
        if (!known.has(line)) appendFileSync(LOG, `${date},${line}\n`); // the same again tells nothing new
      }
    }
  }
}

function promptTable(results) {
  const titles = Object.keys(ENSEMBLES);
  const rows = results.map(({ id, byTemplates }) => {
    const bare = byTemplates["bare name"].all.right;
    const cells = titles.slice(1).map((title) => {
      const { right } = byTemplates[title].all;
      const { difference, low, high } = pairedBootstrap(bare, right, { seed: 1 });
      return `${percent(shareOf(right).value)} (${points(difference)}: ${points(low)} to ${points(high)})`;
    });
    return `| ${[id, bare.length, percent(shareOf(bare).value), ...cells].join(" | ")} |`;
  });
  const means = titles.map((title) =>
    percent(
      sum(results.map(({ byTemplates }) => shareOf(byTemplates[title].all.right).value)) / results.length,
    ),
  );
  return [
    "Top-1 over all concepts, by prompts; in brackets the gain on the bare name in points, with its 95% interval by the paired bootstrap:",
    "",
    `| rendition | images | ${titles.join(" | ")} |`,
    "|---|---:|---:|---:|---:|",
    ...rows,
    `| mean of the ${results.length} | | ${means.join(" | ")} |`,
  ].join("\n");
}

function heldOutTable(results, count) {
  const rows = results.map(({ id, byTemplates }) => {
    const { value, low, high, n } = shareOf(byTemplates["bare name"].heldOut.right);
    return `| ${id} | ${n} | ${percent(value)} | ${percent(low)} – ${percent(high)} | ${(value * count).toFixed(1)} |`;
  });
  return [
    `Top-1 among the ${count} held-out concepts themselves, by the bare name (chance ${percent(1 / count)}):`,
    "",
    "| rendition | images | top-1 | 95% interval | times chance |",
    "|---|---:|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(await evaluateMini(process.argv[2]));
