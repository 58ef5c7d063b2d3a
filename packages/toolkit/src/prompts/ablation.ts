import type { OnProgress } from "@clipscope/types";
import { ClipscopeError, checkOneOf, checkOptions, throwIfCancelled } from "@clipscope/types";
import { checkSameWidth } from "../embeddings.js";
import { accuracy } from "../metrics/accuracy.js";
import { argmaxRows } from "../probes/linear.js";
import type { Score } from "../probes/sweep.js";
import { type MatrixProducts, plainProducts } from "../products.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import { ensembleOf, type TemplateEmbeddings } from "./ensemble.js";

export interface AblationOptions {
  /** Metric on validation. Default `accuracy`. */
  score?: Score;
  /** Matrix products. Default `plainProducts`. */
  products?: MatrixProducts;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface LeaveOneOut {
  /** Validation score of the ensemble of all templates. */
  score: number;
  /**
   * One entry per template, in order: the score without it, and its contribution, the full score minus that.
   */
  without: { template: number; score: number; contribution: number }[];
}

/**
 * The contribution of each template to the ensemble: the score of all templates minus that of all but one.
 * Throws `bad-argument` (fewer than two templates, classes that differ from validation's), `wrong-shape`,
 * `cancelled`.
 */
export async function leaveOneOut(
  embeddings: TemplateEmbeddings,
  validation: LabeledSet<"validation">,
  options: AblationOptions = {},
): Promise<LeaveOneOut> {
  checkOptions(options, ["score", "products", "onProgress", "signal"], "leaveOneOut");
  const all = [...embeddings.templates.keys()];
  if (all.length < 2)
    throw new ClipscopeError("bad-argument", "Leaving one template out needs at least two.");
  const scoreOf = scorer(embeddings, validation, options, all.length + 1);
  const score = await scoreOf(all);
  const without: LeaveOneOut["without"] = [];
  for (const template of all) {
    const rest = await scoreOf(all.filter((other) => other !== template));
    without.push({ template, score: rest, contribution: score - rest });
  }
  return { score, without };
}

export interface GreedyOptions extends AblationOptions {
  /** "forward" adds the best template at each step; "backward" removes the least useful one. */
  direction?: "forward" | "backward";
  /** Maximum number of templates (forward) or minimum (backward). Default: all, or 1. */
  limit?: number;
}

export interface GreedySelection {
  /**
   * The ensemble with the highest score, the smallest on ties. Indices in order of addition (forward) or
   * ascending (backward).
   */
  chosen: number[];
  score: number;
  /**
   * The template added or removed at each step, and the score after it. The first backward step removes none.
   */
  steps: { template?: number; score: number }[];
}

/**
 * Chooses templates greedily on validation, as the CLIP authors selected 7 of 80 (forward). Ties go to the
 * earlier template. No model runs; n templates take at most n (n + 1) / 2 ensembles. Throws `bad-argument`,
 * `wrong-shape`, `cancelled`.
 */
export async function greedyTemplates(
  embeddings: TemplateEmbeddings,
  validation: LabeledSet<"validation">,
  options: GreedyOptions = {},
): Promise<GreedySelection> {
  checkOptions(
    options,
    ["direction", "limit", "score", "products", "onProgress", "signal"],
    "greedyTemplates",
  );
  const { direction = "forward" } = options;
  checkOneOf("direction", direction, ["forward", "backward"]);
  const n = embeddings.templates.length;
  const forward = direction === "forward";
  const limit = options.limit ?? (forward ? n : 1);
  if (!Number.isInteger(limit) || limit < 1 || limit > n) {
    throw new ClipscopeError("bad-argument", `limit is ${limit}: it must be from 1 to the ${n} templates.`);
  }
  const rounds = forward ? limit : n - limit;
  const total = (rounds * (2 * n - rounds + 1)) / 2 + (forward ? 0 : 1);
  const scoreOf = scorer(embeddings, validation, options, total);
  let current = forward ? [] : [...embeddings.templates.keys()];
  let best = { chosen: current, score: Number.NEGATIVE_INFINITY };
  const steps: GreedySelection["steps"] = [];
  if (!forward) {
    best = { chosen: current, score: await scoreOf(current) };
    steps.push({ score: best.score });
  }
  for (let round = 0; round < rounds; round++) {
    const candidates = [...embeddings.templates.keys()].filter((t) => current.includes(t) !== forward);
    let step = { template: -1, score: Number.NEGATIVE_INFINITY };
    for (const template of candidates) {
      const score = await scoreOf(changed(current, template, forward));
      if (score > step.score) step = { template, score };
    }
    current = changed(current, step.template, forward);
    steps.push(step);
    const better = step.score > best.score || (step.score === best.score && !forward);
    if (better) best = { chosen: current, score: step.score };
  }
  return { ...best, steps };
}

const changed = (current: number[], template: number, forward: boolean) =>
  forward ? [...current, template] : current.filter((other) => other !== template);

/** Returns a function that scores ensembles on validation. */
function scorer(
  embeddings: TemplateEmbeddings,
  validation: LabeledSet<"validation">,
  { score = accuracy, products = plainProducts, onProgress, signal }: AblationOptions,
  total: number,
): (chosen: number[]) => Promise<number> {
  checkSplit(validation, "validation");
  const { embeddings: x, labels, classes } = validation;
  checkSameWidth(x, "validation embeddings", { ...embeddings, rows: classes }, "template embeddings");
  if (classes !== embeddings.classes) {
    throw new ClipscopeError(
      "bad-argument",
      `The templates were filled with ${embeddings.classes} classes, but the validation split has ${classes}.`,
    );
  }
  const logits = { data: new Float64Array(x.rows * classes), rows: x.rows, cols: classes };
  let done = 0;
  return async (chosen) => {
    throwIfCancelled(signal, "The ablation");
    const { data, rows, cols } = ensembleOf(embeddings, chosen);
    await products.scores(x, { data: Float64Array.from(data), rows, cols }, logits);
    onProgress?.({ stage: "scoring ensembles", done: ++done, total });
    const value = score({ predictions: argmaxRows(logits), labels });
    if (Number.isNaN(value)) {
      throw new ClipscopeError("bad-argument", "The score is NaN: it must be a number for any predictions.");
    }
    return value;
  };
}

/** `leaveOneOut` as an experiment for `record`. */
export const leaveOneTemplateOutExperiment = {
  id: "leave-one-template-out",
  run: (i: { embeddings: TemplateEmbeddings; validation: LabeledSet<"validation"> }, o: AblationOptions) =>
    leaveOneOut(i.embeddings, i.validation, o),
};

/** `greedyTemplates` as an experiment for `record`. */
export const greedyTemplatesExperiment = {
  id: "greedy-templates",
  run: (i: { embeddings: TemplateEmbeddings; validation: LabeledSet<"validation"> }, o: GreedyOptions) =>
    greedyTemplates(i.embeddings, i.validation, o),
};
