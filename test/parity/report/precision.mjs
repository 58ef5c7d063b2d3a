import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadClip } from "@clipscope/core";
import { conceptTask, openRenditions } from "@clipscope/datasets/renditions";
import { ensembleClassifier, zeroShot } from "@clipscope/toolkit";
import { renditionsFolder } from "../../../scripts/setup/data.mjs";
import { miniCheckpoint } from "../../../scripts/setup/places.mjs";

/** float16 and int8 of the shipped weights, on ONNX Runtime's native kernels. */
const REDUCED = ["float16", "int8"];

/** SHA-256 of the built-in model's weights. */
export const shippedWeights = () =>
  createHash("sha256")
    .update(readFileSync(join(miniCheckpoint, "model.safetensors")))
    .digest("hex");

/**
 * What the built-in model loses by reduced precision: mean cosines with the embeddings of `reference` (a float32
 * checkpoint, or the shipped one) in float32, and zero-shot answers, all concepts competing, in the renditions that
 * it never saw.
 */
export async function precision(reference) {
  const renditions = await openRenditions(await renditionsFolder());
  const task = conceptTask(renditions);
  const names = renditions.renditions.filter(({ use }) => use === "evaluation").map(({ id }) => id);
  const data = [];
  for (const name of names) {
    const images = await renditions.load(name);
    const { rows, labels } = task.images(images);
    data.push({ name, labels, inputs: Array.from(rows, (row) => images.image(row)) });
  }
  const exact = await answers(reference ?? miniCheckpoint, "float32", task, data);
  const rows = data.map(({ name, labels }) => ({ rendition: name, images: labels.length }));
  const texts = {};
  exact.forEach(({ correct }, i) => {
    rows[i].float32 = { correct };
  });
  for (const dtype of REDUCED) {
    const reduced = await answers(miniCheckpoint, dtype, task, data);
    texts[dtype] = meanCosine(reduced.texts, exact.texts);
    reduced.forEach(({ correct, predictions, images }, i) => {
      const changed = predictions.filter((each, k) => each !== exact[i].predictions[k]).length;
      rows[i][dtype] = { correct, changed, cosine: meanCosine(images, exact[i].images) };
    });
  }
  const against = reference ? "trained" : "shipped";
  return { against, weights: shippedWeights(), classes: task.classNames.length, texts, rows };
}

/** A model's embeddings of each rendition's images, with the classes' embeddings in `texts`. */
async function answers(checkpoint, dtype, task, data) {
  const clip = await loadClip(checkpoint, { engine: "onnx", backend: "cpu", dtype });
  const embed = (texts) => clip.embedTexts(texts);
  const classifier = await ensembleClassifier(embed, task.classNames, ["{}"]);
  const all = [];
  for (const { inputs, labels } of data) {
    const images = await clip.embedImages(inputs);
    const { predictions } = zeroShot(images, classifier, { logitScale: clip.logitScale });
    const correct = labels.reduce((sum, label, i) => sum + (predictions[i] === label ? 1 : 0), 0);
    all.push({ images, predictions: Array.from(predictions), correct });
  }
  const texts = await embed(task.classNames);
  clip.dispose();
  return Object.assign(all, { texts });
}

/** Mean cosine of corresponding rows of norm 1. */
function meanCosine(a, b) {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += a.data[i] * b.data[i];
  return sum / a.rows;
}
