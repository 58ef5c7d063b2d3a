// Zero-shot accuracy of mini on the renditions that it never saw: with the bare name and with the template ensembles that
// its recipe fixes, and on the concepts that were held out of its training. Every evaluation of a checkpoint on these
// renditions gets its line in packages/mini/evaluation-log.csv, for all to see how often it was looked at.
//
//   node scripts/evaluate-mini.mjs            the shipped checkpoint
//   node scripts/evaluate-mini.mjs <folder>   another one
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openRenditions, openRenditionsDataset } from "../datasets/dist/renditions/index.js";
import { prepareRenditions } from "../datasets/dist/renditions/prepare.js";
import {
  ambiguousWords,
  blackAndWhiteEnsemble,
  heldOutConcepts,
  measureSenses,
  miniFolder,
  templateEnsemble,
} from "../packages/mini/dist/index.js";
import { embedDataset, evaluateZeroShot, openEncoder } from "../packages/study/dist/index.js";
import { pairedBootstrap, proportion } from "../packages/toolkit/dist/index.js";

const LOG = fileURLToPath(new URL("../packages/mini/evaluation-log.csv", import.meta.url));
const ENSEMBLES = {
  "bare name": ["{}"],
  ensemble: templateEnsemble,
  "black-and-white ensemble": blackAndWhiteEnsemble,
};
const percent = (x) => `${(100 * x).toFixed(1)}%`;
const points = (x) => `${x < 0 ? "−" : "+"}${Math.abs(100 * x).toFixed(1)}`;

/** Evaluates the checkpoint in `folder`, logs it, and returns the card's tables as Markdown. */
export async function evaluateMini(folder = miniFolder()) {
  const packs = await prepareRenditions({});
  const { concepts, renditions } = await openRenditions(packs);
  const heldOut = heldOutConcepts(concepts);
  const unseen = concepts.filter(({ id }) => heldOut.has(id)).map(({ name }) => name);
  const encoder = await openEncoder(folder);
  const how = { texts: new Map() };
  try {
    const results = [];
    const senses = [];
    for (const { id } of renditions.filter(({ use }) => use === "evaluation")) {
      const dataset = await openRenditionsDataset(packs, { renditions: [id] });
      const images = await embedDataset(dataset, encoder);
      const byTemplates = {};
      for (const [title, templates] of Object.entries(ENSEMBLES)) {
        const inputs = { dataset, images, encoder, templates };
        byTemplates[title] = {
          all: hits(await evaluateZeroShot(inputs, how)),
          heldOut: hits(await evaluateZeroShot({ ...inputs, classes: unseen }, how)),
        };
      }
      results.push({ id, byTemplates });
      const { concepts: drawn } = await (await openRenditions(packs)).load(id);
      const names = Array.from(images.rows, (row) => concepts[drawn[row]].name);
      const embedTexts = (texts) => encoder.embedTexts(texts);
      senses.push({ id, answers: await measureSenses(embedTexts, images.embeddings, names) });
    }
    const sha256 = createHash("sha256")
      .update(readFileSync(`${folder}/model.safetensors`))
      .digest("hex");
    log(sha256.slice(0, 12), results);
    return {
      prompts: [promptTable(results), heldOutTable(results, unseen.length)].join("\n\n"),
      senses: senseTable(senses),
    };
  } finally {
    encoder.dispose();
  }
}

/** Image by image: whether the prediction is right, and whether the label is among the first five. */
function hits({ result: { labels, topK } }) {
  const ranks = Array.from(labels, (label, i) =>
    topK.classes.subarray(i * topK.k, (i + 1) * topK.k).indexOf(label),
  );
  return { right: ranks.map((at) => Number(at === 0)), inFive: ranks.map((at) => Number(at >= 0)) };
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
      const { difference, low, high } = pairedBootstrap({ first: bare, second: right }, { seed: 1 });
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

/** Each image of an ambiguous word: the cosine with its sense's prompt, and with the other's. */
function senseTable(renditions) {
  const ids = renditions.map(({ id }) => id);
  const isDecided = (word) =>
    renditions.every(({ answers }) =>
      answers.filter((each) => each.word === word).every(({ right }) => right),
    );
  const words = Object.keys(ambiguousWords);
  const decided = words.filter(isDecided);
  const all = renditions.flatMap(({ answers }) => answers);
  const rows = words.flatMap((word) =>
    ambiguousWords[word].flatMap(({ kind, concepts }, sense) =>
      concepts.map((concept) => {
        const cells = renditions.map(({ answers }) => {
          const found = answers.find((each) => each.word === word && each.concept === concept);
          if (!found) return "";
          const [own, other] = [found.cosines[sense], found.cosines[1 - sense]].map((cosine) =>
            cosine.toFixed(2),
          );
          return `${found.right ? "✓" : "✗"} ${own} / ${other}`;
        });
        return `| ${word}, a kind of ${kind} | ${concept} | ${cells.join(" | ")} |`;
      }),
    ),
  );
  const right = all.filter((each) => each.right).length;
  return [
    `Of ${words.length} words with two meanings, a prompt with the kind of thing decides ${decided.length} in every image ` +
      `(${decided.join(", ")}), and ${right} of all ${all.length} images. Cosines of each image with its own sense's ` +
      "prompt and with the other's:",
    "",
    `| prompt | drawing of | ${ids.join(" | ")} |`,
    `|---|---|${ids.map(() => "---|").join("")}`,
    ...rows,
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { prompts, senses } = await evaluateMini(process.argv[2]);
  console.log(`${prompts}\n\n${senses}`);
}
