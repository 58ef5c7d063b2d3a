import {
  type Clip,
  ClipscopeError,
  type Embeddings,
  type ImageClassifier,
  type OnProgress,
  type RgbImage,
  throwIfCancelled,
} from "@clipscope/core";
import { type Corruption, type CorruptionId, corrupt } from "@clipscope/datasets/corruptions";
import type { RenditionImages, SubgroupTask } from "@clipscope/datasets/renditions";
import { argmaxRows, corruptionErrors, countCorrect, type Proportion, proportion } from "@clipscope/toolkit";
import type { SubgroupModel } from "./subgroup-models.js";

export const SEVERITIES = [1, 2, 3, 4, 5];

/** A model's accuracy against severity. */
export interface CorruptionCurves {
  name: string;
  /** Without corruption: severity 0. */
  clean: Proportion;
  /** At severities 1 to 5. */
  byKind: Record<string, Proportion[]>;
  /** In units of the supervised model's errors, so that its own is 1; NaN if no kind counts. */
  meanCorruptionError: number;
}

export interface CurveModels {
  clip: Clip;
  /** On the features of `clip`. */
  models: readonly SubgroupModel[];
  supervised: { name: string; classifier: ImageClassifier };
}

/**
 * The test concepts of one rendition under every kind and severity. Drawings are corrupted at their own size, before a
 * model resizes them, each with its row as the seed; all models see the same pixels. The supervised model comes first.
 */
export async function corruptionCurves(
  { clip, models, supervised }: CurveModels,
  task: SubgroupTask,
  images: RenditionImages,
  kinds: readonly Corruption[],
  { onProgress, signal }: { onProgress?: OnProgress; signal?: AbortSignal },
): Promise<CorruptionCurves[]> {
  const { rows, labels } = task.images(images, "test");
  const total = rows.length * (1 + kinds.length * SEVERITIES.length);
  let done = 0;
  const score = async (pictures: RgbImage[]): Promise<Proportion[]> => {
    const [logits, features] = await Promise.all([
      supervised.classifier.logits(pictures, { signal }),
      clip.embedImages(pictures, { features: "preProjection", normalize: false, signal }),
    ]);
    for (const { failures } of [logits, features]) if (failures.length > 0) throw failures[0].error;
    done += rows.length;
    onProgress?.({ stage: "corrupting and encoding", done, total });
    const all = [argmaxRows(logits), ...models.map(({ predict }) => predict(features as Embeddings))];
    return all.map((predictions) => proportion(countCorrect({ predictions, labels }), labels.length));
  };
  const clean = await score(Array.from(rows, (row) => images.image(row)));
  const found = [supervised.name, ...models.map(({ name }) => name)].map((name, m) => ({
    name,
    clean: clean[m],
    byKind: {} as Record<string, Proportion[]>,
  }));
  // While one lot is encoded on other threads, the next is corrupted on this one.
  let pending: Promise<unknown> = Promise.resolve();
  for (const { id } of kinds) {
    for (const { byKind } of found) byKind[id] = [];
    for (const severity of SEVERITIES) {
      throwIfCancelled(signal, "Measuring under corruption");
      const pictures = await corruptRows(images, rows, id, severity);
      await pending;
      pending = score(pictures).then((scores) => {
        for (const [m, each] of scores.entries()) found[m].byKind[id].push(each);
      });
      pending.catch(() => {}); // is told when its turn comes
    }
  }
  await pending;
  return withErrors(found, kinds);
}

/** Some images of a rendition, corrupted; the event loop has its turns. */
async function corruptRows(
  images: RenditionImages,
  rows: Int32Array,
  kind: CorruptionId,
  severity: number,
): Promise<RgbImage[]> {
  const pictures: RgbImage[] = [];
  for (const row of rows) {
    pictures.push(corrupt(images.image(row), kind, severity, { seed: row }));
    if (pictures.length % 16 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return pictures;
}

/** Mean corruption errors over the kinds that papers take them over, relative to the first model. */
function withErrors(
  found: readonly Pick<CorruptionCurves, "name" | "clean" | "byKind">[],
  kinds: readonly Corruption[],
): CorruptionCurves[] {
  const counted = kinds.filter(({ inMean }) => inMean);
  const accuracies = ({ byKind }: (typeof found)[number]) =>
    Object.fromEntries(counted.map(({ id }) => [id, byKind[id].map(({ value }) => value)]));
  return found.map((model) => ({
    ...model,
    meanCorruptionError:
      counted.length > 0
        ? corruptionErrors({ model: accuracies(model), reference: accuracies(found[0]) }).mean
        : Number.NaN,
  }));
}

/** Throws `bad-argument` unless the classifier's classes are the task's, in their order. */
export function checkClasses({ name, labels }: ImageClassifier, { classNames }: SubgroupTask): void {
  const at = classNames.findIndex((className, label) => labels[label] !== className);
  if (at < 0 && labels.length === classNames.length) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name}: class ${at < 0 ? classNames.length : at} is "${labels[at] ?? "none"}", but the task has "${classNames[at] ?? "none"}" there. Train the supervised models again with \`node packages/mini/dist/supervised-cli.js\`.`,
  );
}
