// Zero-shot accuracy of the built-in model, by other means than toolkit and explorer: the packs are unpacked here,
// and the prompts, the ensemble, the choice of classes and the decision are plain loops over float64. Only the
// embeddings come from core. Prints one line of JSON for each rendition.
//
//   node test/e2e/accuracy-by-another-path.mjs [--rendition twemoji …] [--also noto …] [--classes 200] [--seed 1]
//     [--every 4] [--template "a drawing of {}" …]
//
// The classes are concepts that any --rendition has; a rendition is scored on the images that it has of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { loadClip } from "@clipscope/core";
import { renditionsFolder } from "../../scripts/setup/data.mjs";
import { miniCheckpoint } from "../../scripts/setup/places.mjs";

const { values } = parseArgs({
  options: {
    rendition: { type: "string", multiple: true, default: ["twemoji"] },
    also: { type: "string", multiple: true, default: [] },
    classes: { type: "string", default: "all" },
    every: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    template: { type: "string", multiple: true, default: ["{}"] },
  },
});

const folder = await renditionsFolder();
const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
const named = (ids) => ids.map((id) => index.renditions.find((each) => each.id === id));
const renditions = named(values.rendition);
const classes = chooseClasses();
const clip = await loadClip(miniCheckpoint);
const anchors = await classifier();
for (const rendition of [...renditions, ...named(values.also)])
  console.log(JSON.stringify(await score(rendition)));

/** Concepts that any of the renditions has: as many as asked for, in an order that only the seed and their names make. */
function chooseClasses() {
  const drawn = index.concepts
    .map(({ name }, concept) => ({ name, concept }))
    .filter(({ concept }) => renditions.some((rendition) => rendition.concepts.includes(concept)));
  if (values.classes === "all") {
    return drawn.filter((_, i) => i % Number(values.every) === 0).map(({ concept }) => concept);
  }
  const line = drawn.map((each) => ({ ...each, rank: hash(`${values.seed}:${each.name}`) }));
  line.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.name < b.name ? -1 : 1));
  const chosen = line.slice(0, Number(values.classes)).map(({ concept }) => concept);
  return chosen.sort((a, b) => a - b);
}

/** FNV-1a with MurmurHash3's last mixing, in exact integers. */
function hash(text) {
  const mask = 0xffffffffn;
  let h = 0x811c9dc5n;
  for (let i = 0; i < text.length; i++) h = ((h ^ BigInt(text.charCodeAt(i))) * 0x01000193n) & mask;
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask;
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
  return h ^ (h >> 16n);
}

/** One unit vector for each class: the mean of its prompts' unit vectors, made a unit vector again. */
async function classifier() {
  const rows = classes.map(() => new Array(clip.config.projectionDim).fill(0));
  for (const template of values.template) {
    const prompts = classes.map((concept) => template.split("{}").join(index.concepts[concept].name));
    const { data, cols } = await clip.embedTexts(prompts, { normalize: false });
    rows.forEach((row, i) => {
      const prompt = unit(Array.from(data.subarray(i * cols, (i + 1) * cols)));
      for (let k = 0; k < cols; k++) row[k] += prompt[k];
    });
  }
  return rows.map(unit);
}

function unit(vector) {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / length);
}

async function score({ id, concepts }) {
  const { size } = index;
  const bytes = size * size * 3;
  const pixels = gunzipSync(readFileSync(join(folder, `${id}.rgb.gz`)));
  const labels = [...classes.keys()].filter((label) => concepts.includes(classes[label]));
  const images = labels.map((label) => {
    const at = concepts.indexOf(classes[label]) * bytes;
    return { width: size, height: size, data: new Uint8Array(pixels.subarray(at, at + bytes)) };
  });
  const { data, cols } = await clip.embedImages(images, { normalize: false });
  let correct = 0;
  /** Images whose two best classes are so close that rounding could swap them. */
  let close = 0;
  for (let i = 0; i < images.length; i++) {
    const image = unit(Array.from(data.subarray(i * cols, (i + 1) * cols)));
    const cosines = anchors.map((anchor) => anchor.reduce((sum, x, k) => sum + x * image[k], 0));
    const best = cosines.reduce((most, cosine, c) => (cosine > cosines[most] ? c : most), 0);
    const second = Math.max(...cosines.filter((_, c) => c !== best));
    if (best === labels[i]) correct++;
    if (cosines[best] - second < 1e-6) close++;
  }
  return { rendition: id, classes: classes.length, correct, total: images.length, close };
}
