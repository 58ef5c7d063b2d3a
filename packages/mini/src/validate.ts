import { type Checkpoint, type Clip, loadClip } from "@clipscope/core";
import type { ChosenRows } from "./pairs.js";

/** Zero-shot accuracy over all names. */
export interface Accuracy {
  images: number;
  top1: number;
  top5: number;
}

/** RGB images whose correct answer is `names[answers[i]]`. */
export interface Questions {
  images: { width: number; height: number; data: Uint8Array }[];
  answers: number[];
}

/**
 * Zero-shot accuracy of a checkpoint; each name is the mean of its embeddings over the templates (CLIP
 * §3.1.4).
 */
export async function zeroShotAccuracy(
  checkpoint: Checkpoint,
  names: readonly string[],
  templates: readonly string[],
  questions: Questions,
): Promise<Accuracy> {
  const clip = await loadClip(checkpoint, { engine: "onnx" });
  try {
    return await score(clip, names, templates, questions);
  } finally {
    clip.dispose();
  }
}

async function score(
  clip: Clip,
  names: readonly string[],
  templates: readonly string[],
  { images, answers }: Questions,
): Promise<Accuracy> {
  const prompts = templates.flatMap((template) => names.map((name) => template.replace("{}", name)));
  const { data: texts, cols } = await clip.embedTexts(prompts);
  const classes = new Float32Array(names.length * cols);
  texts.forEach((value, i) => {
    classes[i % classes.length] += value; // embeddings are normalized
  });
  for (let c = 0; c < names.length; c++) {
    const row = classes.subarray(c * cols, (c + 1) * cols);
    const length = Math.hypot(...row);
    for (let i = 0; i < cols; i++) row[i] /= length;
  }
  const { data: embedded } = await clip.embedImages(images);
  let [top1, top5] = [0, 0];
  answers.forEach((answer, row) => {
    const image = embedded.subarray(row * cols, (row + 1) * cols);
    const cosine = (c: number) => {
      let sum = 0;
      for (let i = 0; i < cols; i++) sum += image[i] * classes[c * cols + i];
      return sum;
    };
    const right = cosine(answer);
    let better = 0;
    for (let c = 0; c < names.length && better < 5; c++) if (c !== answer && cosine(c) >= right) better++;
    if (better === 0) top1++;
    if (better < 5) top5++;
  });
  return { images: answers.length, top1: top1 / answers.length, top5: top5 / answers.length };
}

/** Images as questions; `classOf` maps a concept index to its class. */
export function questionsOf(rows: readonly ChosenRows[], classOf: (concept: number) => number): Questions {
  const questions: Questions = { images: [], answers: [] };
  for (const { images, rows: chosen } of rows) {
    for (const row of chosen) {
      questions.images.push(images.image(row));
      questions.answers.push(classOf(images.concepts[row]));
    }
  }
  return questions;
}
