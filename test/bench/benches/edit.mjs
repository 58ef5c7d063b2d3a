import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { openProducts } from "@clipscope/core";
import { openEncoder } from "@clipscope/study";
import {
  cosines,
  countCorrect,
  ensembleClassifier,
  LiveScores,
  normalizeRows,
  proportion,
  seededRandom,
  zeroShot,
  zeroShotLogits,
} from "@clipscope/toolkit";
import { names } from "../imagenet-names.mjs";
import { median } from "../measure.mjs";

export const title =
  "An edit of the classes over 50,000 × 512 vectors and 1,000 classes, to accuracy and interval, against scoring everything again; another template, by two engines; a typed query over 100,000 × 512";

const ROWS = 50_000;
const QUERIED = 100_000;
const COLS = 512;
const CLASSES = 1000;
const logitScale = 100;
/** Part of the images that are scored from scratch; times are scaled to all of them. */
const SHARE = 1 / 16;
const TEMPLATES = ["a photo of a {}.", "a drawing of a {}.", "a sketch of a {}."];

const random = seededRandom(1);
const vectors = (rows) =>
  normalizeRows({ data: Float32Array.from({ length: rows * COLS }, random.normal), rows, cols: COLS });

/** Images with a cosine of about 0.2 with their class, as CLIP's have. */
function imagesOf(classes, rows) {
  const { data } = vectors(rows);
  for (let i = 0; i < data.length; i++) {
    data[i] += 0.2 * classes.data[(Math.floor(i / COLS) % classes.rows) * COLS + (i % COLS)];
  }
  return normalizeRows({ data, rows, cols: COLS });
}

/** Vectors of the same classes by another template: each has a cosine of about 0.9 with its own. */
function moved({ data, rows, cols }) {
  const other = vectors(rows).data;
  return normalizeRows({ data: data.map((value, i) => value + 0.5 * other[i]), rows, cols });
}

/** A contender that also tells the processor's time, which other programs on the machine do not lengthen. */
function contender({ name, run, note, share = 1 }) {
  const times = [];
  return {
    name,
    share,
    run: async () => {
      const before = process.cpuUsage();
      const result = await run();
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000 / share);
      return result;
    },
    note: (first) => {
      const busy = `processor ${median(times.slice(1)).toFixed(1)} ms`;
      return note ? `${busy}; ${note(first)}` : busy;
    },
  };
}

const peak = () => `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`;
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

export async function* cases() {
  const classifier = vectors(CLASSES);
  const images = imagesOf(classifier, ROWS);
  const labels = Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES);
  const accuracy = (scores, rows = ROWS) =>
    proportion(countCorrect({ ...scores, labels: labels.subarray(0, rows) }), rows);
  const note = ({ value, low, high }) =>
    `${(100 * value).toFixed(2)}% [${(100 * low).toFixed(2)}, ${(100 * high).toFixed(2)}]`;

  const before = peak();
  const live = new LiveScores(images, { logitScale });
  await live.update(classifier);
  /** Gives the class another vector, and scores. */
  const rename = async (c) => {
    const data = classifier.data.slice();
    data.set(vectors(1).data, c * COLS);
    classifier.data = data;
    return accuracy(await live.update({ ...classifier }));
  };
  let next = 0;
  for (let i = 0; i < 3; i++) await rename(next++);
  const held = `${megabytes(live.bytes)} beside ${megabytes(images.data.byteLength)} of images`;
  console.log(`Peak memory: ${before} with images and classes, ${peak()} after the first edits: ${held}.`);
  const part = {
    data: images.data.subarray(0, ROWS * SHARE * COLS),
    rows: ROWS * SHARE,
    cols: COLS,
  };
  yield {
    input: `${ROWS} × ${COLS} images, ${CLASSES} classes: one class gets another vector`,
    contenders: [
      { name: "another class each time: two columns of logits", run: () => rename(next++), note },
      { name: "the same class, as when a name is typed: one column", run: () => rename(CLASSES - 1), note },
      {
        name: "everything scored again (zeroShot)",
        run: () => accuracy(zeroShot(part, classifier, { logitScale }), part.rows),
        share: SHARE,
        note: () => `measured on 1 of ${1 / SHARE} images`,
      },
    ].map(contender),
    bars: [{ of: 0, against: 2, atLeast: 20 }],
  };
  yield* everything(images, classifier, accuracy, note);
  yield* templates();
  yield* queries(classifier);
}

/** All vectors of classes change, as by another template: images are scored from scratch. */
async function* everything(images, classifier, accuracy, note) {
  const classifiers = [moved(classifier), moved(classifier)];
  const threads = Math.max(1, availableParallelism() - 1);
  const products = await openProducts({ backend: "cpu", threads });
  const rescore = (how) => {
    const live = new LiveScores(images, { logitScale });
    let next = 0;
    return async () => accuracy(await live.update(classifiers[next++ % 2], how));
  };
  let next = 0;
  yield {
    input: `${ROWS} × ${COLS} images, ${CLASSES} classes: another template, everything scored again`,
    contenders: [
      {
        name: `ONNX Runtime's products in float64, ${threads} of its threads`,
        run: rescore({ products }),
        note,
      },
      { name: "toolkit's own products, one thread, as in a page", run: rescore({}), note },
      {
        name: "zeroShot",
        run: () => accuracy(zeroShot(images, classifiers[next++ % 2], { logitScale })),
        note,
      },
    ].map(contender),
    bars: [],
  };
  await products.dispose();
}

async function* templates() {
  const checkpoint = fileURLToPath(new URL("../../../packages/mini/checkpoint", import.meta.url));
  const encoder = await openEncoder({ kind: "path", path: checkpoint });
  const words = Array.from(
    { length: CLASSES },
    (_, c) => `${names[c % names.length]} ${Math.floor(c / names.length)}`,
  );
  let encoded = 0;
  const embedTexts = (texts) => {
    encoded += texts.length;
    return encoder.embedTexts(texts);
  };
  const all = new Map();
  const counted = async (used, cache) => {
    encoded = 0;
    await ensembleClassifier(embedTexts, words, used, { cache });
    return encoded;
  };
  await counted(TEMPLATES, all);
  const without = new Map([...all].filter(([text]) => !text.startsWith("a sketch")));
  const note = (count) => `${count} texts encoded`;
  yield {
    input: `the classifier of ${CLASSES} names and ${TEMPLATES.length} templates, by the built-in model`,
    contenders: [
      { name: "a template is left out", run: () => counted(TEMPLATES.slice(1), all), note },
      { name: "a template is added", run: () => counted(TEMPLATES, new Map(without)), note },
      { name: "everything encoded again", run: () => counted(TEMPLATES, new Map()), note },
    ].map(contender),
    bars: [],
  };
  encoder.dispose();
}

function* queries(classifier) {
  const images = imagesOf(classifier, QUERIED);
  console.log(`Peak memory with ${QUERIED} more images: ${peak()}.`);
  yield {
    input: `${QUERIED} × ${COLS} images: the cosine of each with a query`,
    contenders: [
      { name: "cosines", run: () => cosines(images, vectors(1)) },
      {
        name: "as a classifier of one class (zeroShotLogits)",
        run: () => zeroShotLogits(images, vectors(1), { logitScale: 1 }),
      },
    ].map(contender),
    bars: [],
  };
}
