import { type Checkpoint, loadClip } from "@clipscope/core";
import { countCorrect, countTopK, ensembleClassifier, zeroShot } from "@clipscope/toolkit";
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
  { images, answers }: Questions,
): Promise<Accuracy> {
  const clip = await loadClip(checkpoint, { engine: "onnx" });
  try {
    const classifier = await ensembleClassifier((texts) => clip.embedTexts(texts), names, templates);
    const embedded = await clip.embedImages(images);
    const scored = zeroShot(embedded, classifier, { logitScale: clip.logitScale, topK: 5 });
    const labels = Int32Array.from(answers);
    const n = answers.length;
    const top1 = countCorrect({ ...scored, labels }) / n;
    return { images: n, top1, top5: countTopK({ ...scored, labels }) / n };
  } finally {
    clip.dispose();
  }
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
