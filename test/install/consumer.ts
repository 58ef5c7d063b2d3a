// A strict project of somebody else's, type-checked against the packed packages. Each expected error shows that a
// type is known: on `any` there would be none.
import {
  type Clip,
  ClipscopeError,
  type Embeddings,
  loadClip,
  openProducts,
  saveCheckpoint,
} from "@clipscope/core";
import { train } from "@clipscope/core/training";
import { openRenditions, subgroupTask } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { miniFolder } from "@clipscope/mini";
import {
  accuracy,
  ensembleClassifier,
  fitUmap,
  type LabeledSet,
  predictLinear,
  record,
  sweepRegularization,
  testAccuracyExperiment,
  zeroShot,
} from "@clipscope/toolkit";

export async function zeroShotAccuracy(): Promise<number> {
  const clip: Clip = await loadClip(miniFolder(), { backend: "wasm" });
  const renditions = await openRenditions(await prepareRenditions());
  const { concepts, image } = await renditions.load("twemoji");
  const images: Embeddings = await clip.embedImages(Array.from(concepts, (_, i) => image(i)));
  const names = renditions.concepts.map(({ name }) => name);
  const classifier = await ensembleClassifier((texts) => clip.embedTexts(texts), names, ["{}"]);
  const { predictions } = zeroShot(images, classifier, { logitScale: clip.logitScale });
  const { x, y } = await fitUmap(images, { nNeighbors: 15, metric: "cosine", seed: 42 });
  await saveCheckpoint(clip, "saved", { dtype: "F16" });
  clip.dispose();
  return accuracy({ predictions, labels: concepts }) + x.length - y.length;
}

export async function probeAccuracy(
  train: LabeledSet<"train">,
  validation: LabeledSet<"validation">,
  test: LabeledSet<"test">,
): Promise<number> {
  const products = await openProducts();
  const { probe } = await sweepRegularization(train, validation, { products });
  // @ts-expect-error: nothing is chosen on the test split
  await sweepRegularization(train, test);
  const model = { name: "mini", dtype: "float32", backend: "cpu" };
  const about = { model, dataset: { name: "mine", hash: "", rows: 1 }, versions: {} };
  const { result } = await record(testAccuracyExperiment, { test, head: probe }, {}, about);
  // @ts-expect-error: no such experiment
  await record("tea leaves", { test }, {}, about);
  return (
    result.accuracy.low +
    accuracy({ predictions: predictLinear(probe, test.embeddings), labels: test.labels })
  );
}

export async function mistakes(clip: Clip, embeddings: Embeddings): Promise<void> {
  // @ts-expect-error: no such backend
  await loadClip("folder", { backend: "abacus" });
  // @ts-expect-error: no such features
  await clip.embedTexts(["a"], { features: "raw" });
  // @ts-expect-error: data is a Float32Array
  embeddings.data = [1, 2, 3];
  // @ts-expect-error: the scale is needed
  zeroShot(embeddings, embeddings, {});
  // @ts-expect-error: no such code
  new ClipscopeError("no-such-code", "message");
  // @ts-expect-error: templates are a list
  await ensembleClassifier((texts) => clip.embedTexts(texts), ["a"], "{}");
  // @ts-expect-error: a path or a URL
  await openRenditions(3);
  // @ts-expect-error: takes the renditions
  subgroupTask("twemoji");
  // @ts-expect-error: takes a configuration
  train("fast");
}
