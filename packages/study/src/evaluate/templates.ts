import {
  accuracy,
  embedTemplates,
  ensembleOf,
  greedyTemplates,
  leaveOneOut,
  type PairedDifference,
  type Proportion,
  pairedBootstrap,
  proportion,
  zeroShot,
} from "@clipscope/toolkit";
import { ClipscopeError, checkOptions, type Embeddings } from "@clipscope/types";
import { projectedEmbeddings } from "../embed/embedded-images.js";
import { classesOf, type EvaluatedClass, refuseSynonyms } from "./classes.js";
import { labelColumn } from "./columns.js";
import { type Evaluation, HOW, type How } from "./evaluation.js";
import { labeledImages } from "./labeled-images.js";
import { manifestOf } from "./manifest.js";
import { type SplitInputs, setOf, splitsOf } from "./splits.js";
import { classOptions, templatesOf, type ZeroShotInputs } from "./zero-shot.js";

export interface TemplatesInputs extends Omit<ZeroShotInputs, "topK">, SplitInputs {
  /** Seed of the bootstrap on test, and of drawn splits. Default 42. */
  seed?: number;
}

export interface TemplatesEvaluation {
  classes: readonly EvaluatedClass[];
  templates: readonly {
    template: string;
    /** Validation accuracy with this template alone, and of the ensemble of all others. */
    alone: number;
    without: number;
    /** Contribution to the ensemble: the accuracy of all templates minus that without this one. */
    contribution: number;
  }[];
  /** Validation accuracy of the ensemble of all templates. */
  all: number;
  /** Templates selected greedily on validation, in order of addition, and their validation accuracy. */
  chosen: { templates: readonly string[]; accuracy: number };
  /** Results on test, which was not used for selection. */
  test: {
    all: Proportion;
    chosen: Proportion;
    /** Accuracy of the selected templates minus that of all, by the paired bootstrap. */
    difference: PairedDifference;
  };
}

/**
 * The contribution of each prompt template (CLIP §3.1.4): alone, left out, and by forward selection, as the
 * authors selected 7 of 80. Selection is on validation; test checks whether it generalizes. Throws the errors
 * of `evaluateZeroShot`, and `bad-argument` for fewer than two templates or classes with several names.
 */
export async function evaluateTemplates(
  inputs: TemplatesInputs,
  how: How = {},
): Promise<Evaluation<TemplatesEvaluation>> {
  checkOptions(
    inputs,
    ["dataset", "images", "encoder", "label", "templates", "classes", "vocabulary", "split", "seed"],
    "evaluateTemplates",
  );
  checkOptions(how, HOW, "evaluateTemplates");
  const { dataset, encoder, seed = 42 } = inputs;
  const { products, onProgress, signal, texts } = how;
  const templates = templatesOf(inputs);
  if (templates.length < 2) {
    throw new ClipscopeError("bad-argument", "Comparing templates needs at least two.");
  }
  const column = labelColumn(dataset, inputs.label);
  const listed = classesOf(dataset, column, inputs);
  refuseSynonyms(listed.classes, "Templates are compared");
  const several = listed.classes.find(({ names, prompts }) => names.length > 1 || prompts);
  if (several) {
    throw new ClipscopeError(
      "bad-argument",
      `The class "${several.names[0]}" has several names or prompts of its own: templates are compared on classes with one name.`,
    );
  }
  const labeled = labeledImages(dataset, inputs.images, column, listed.ofValue);
  const splits = splitsOf(dataset, labeled, inputs);
  const count = listed.classes.length;
  const projected = {
    ...labeled,
    images: { ...labeled.images, embeddings: projectedEmbeddings(labeled.images, encoder) },
  };
  const carried = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
  const embedded = await embedTemplates(
    (batch) => encoder.embedTexts(batch, signal ? { signal } : {}),
    listed.classes.map(({ names }) => names[0]),
    templates,
    { ...(texts && { cache: texts }), ...carried },
  );
  const validation = setOf("validation", projected, splits.validation, count);
  const ablated = await leaveOneOut(embedded, validation, { ...(products && { products }), ...carried });
  const greedy = await greedyTemplates(embedded, validation, { ...(products && { products }), ...carried });
  const predict = (images: Embeddings, chosen: readonly number[]) =>
    zeroShot(images, ensembleOf(embedded, chosen), { logitScale: encoder.logitScale, topK: 1 }).predictions;
  const test = setOf("test", projected, splits.test, count);
  const right = (chosen: readonly number[]) =>
    predict(test.embeddings, chosen).map((prediction, i) => Number(prediction === test.labels[i]));
  const [all, chosen] = [right([...templates.keys()]), right(greedy.chosen)];
  const share = (hits: Int32Array) =>
    proportion(
      hits.reduce((sum, hit) => sum + hit, 0),
      hits.length,
    );
  const result: TemplatesEvaluation = {
    classes: listed.classes,
    templates: templates.map((template, t) => ({
      template,
      alone: accuracy({
        predictions: predict(validation.embeddings, [t]),
        labels: validation.labels,
      }),
      without: ablated.without[t].score,
      contribution: ablated.without[t].contribution,
    })),
    all: ablated.score,
    chosen: { templates: greedy.chosen.map((t) => templates[t]), accuracy: greedy.score },
    test: {
      all: share(all),
      chosen: share(chosen),
      difference: pairedBootstrap({ first: all, second: chosen }, { seed }),
    },
  };
  const manifest = await manifestOf(
    {
      kind: "templates",
      images: labeled.images,
      encoder: encoder.id,
      classes: listed.classes,
      templates,
      leftOut: { ...labeled.leftOut, ...splits.leftOut },
      seed,
      options: { ...classOptions(column, listed), ...splits.options, logitScale: encoder.logitScale },
      testSplits: [dataset.hash],
    },
    how,
  );
  return { result, manifest };
}
