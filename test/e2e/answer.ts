import type { Study } from "@clipscope/study";

/** What a study says of its active texts, as plain data. */
export interface Answer {
  data: string;
  model: string;
  top1: { value: number; low: number; high: number; n: number };
  /** By row key: the predicted class. */
  predictions: Record<string, string>;
  confidences: Record<string, number>;
  /** Whether the data or the model differ from those that the study was saved with. */
  changed: boolean;
}

/** The answer of a study whose scores are computed. */
export function answerOf(study: Study): Answer {
  const dataset = study.dataset().value;
  const scores = study.scores().value;
  if (!dataset || !scores?.top1) throw new Error("The study has no accuracy.");
  const { value, low, high, n } = scores.top1;
  const keys = Array.from(scores.rows, (row) => dataset.keys[row]);
  const name = (c: number) => scores.classes[c].names[0];
  return {
    data: dataset.hash,
    model: study.model().value?.id.hash ?? "",
    top1: { value, low, high, n },
    predictions: Object.fromEntries(keys.map((key, i) => [key, name(scores.predictions[i])])),
    confidences: Object.fromEntries(keys.map((key, i) => [key, scores.confidences[i]])),
    changed: study.changed() !== undefined,
  };
}
