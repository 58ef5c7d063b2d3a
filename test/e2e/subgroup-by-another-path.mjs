// The subgroup task by other means than toolkit and explorer: the classifier of names and members, the decision and the
// count are plain loops over float64. The split and the corruptions come from datasets, the embeddings and the supervised
// model's logits from core. Prints one line of JSON for each rendition.
//
//   node test/e2e/subgroup-by-another-path.mjs [--rendition twemoji …] [--every 4] [--corrupt gaussian_noise:1] [--supervised]
import { parseArgs } from "node:util";
import { loadClip, loadImageClassifier } from "@clipscope/core";
import { corrupt } from "@clipscope/datasets/corruptions";
import { openRenditions, subgroupTask } from "@clipscope/datasets/renditions";
import { renditionsFolder } from "../../scripts/setup/data.mjs";
import { miniCheckpoint, miniSupervised } from "../../scripts/setup/places.mjs";

const { values } = parseArgs({
  options: {
    rendition: { type: "string", multiple: true, default: ["twemoji"] },
    every: { type: "string", default: "1" },
    corrupt: { type: "string" },
    supervised: { type: "boolean" },
  },
});

const data = await openRenditions(await renditionsFolder());
const task = subgroupTask(data);
const clip = await loadClip(miniCheckpoint);
const anchors = [];
for (const prompts of task.classPrompts) anchors.push(meanOfUnits(await clip.embedTexts(prompts)));
for (const id of values.rendition) console.log(JSON.stringify(await score(id)));

/** The mean of rows of length 1, made a vector of length 1 again. */
function meanOfUnits({ data, rows, cols }) {
  const sum = new Array(cols).fill(0);
  for (let row = 0; row < rows; row++) for (let k = 0; k < cols; k++) sum[k] += data[row * cols + k];
  const length = Math.hypot(...sum);
  return sum.map((x) => x / length);
}

async function score(id) {
  const images = await data.load(id);
  const { rows, labels } = task.images(images, "test");
  const chosen = [...rows.keys()].filter((i) => i % Number(values.every) === 0);
  const [kind, severity] = values.corrupt?.split(":") ?? [];
  const pictures = chosen.map((i) => {
    const picture = images.image(rows[i]);
    return kind ? corrupt(picture, kind, Number(severity), { seed: rows[i] }) : picture;
  });
  const embedded = await clip.embedImages(pictures);
  const correct = count(embedded, (row) =>
    anchors.map((anchor) =>
      anchor.reduce((sum, x, k) => sum + x * embedded.data[row * embedded.cols + k], 0),
    ),
  );
  const found = { rendition: id, correct, total: chosen.length };
  if (!values.supervised) return found;
  const classifier = await loadImageClassifier(miniSupervised);
  const logits = await classifier.logits(pictures);
  const own = (row) => [...logits.data.subarray(row * logits.cols, (row + 1) * logits.cols)];
  return { ...found, supervised: count(logits, own) };

  function count({ rows: n }, scoresOf) {
    let right = 0;
    for (let row = 0; row < n; row++) {
      const scores = scoresOf(row);
      if (scores.indexOf(Math.max(...scores)) === labels[chosen[row]]) right++;
    }
    return right;
  }
}
