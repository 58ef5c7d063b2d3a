import { ClipscopeError, checkOptions } from "@clipscope/types";
import { createManifest, type Manifest } from "../manifest.js";
import type { Experiment } from "./experiment.js";
import { fingerprint } from "./fingerprint.js";

/** A result with the manifest of its run. */
export interface Recorded<R> {
  result: R;
  manifest: Manifest;
}

/** The parts of a manifest that only the caller knows: model, data, class names, versions. */
export type About = Pick<Manifest, "model" | "dataset" | "versions" | "classes" | "templates">;

/** Options that control how a run is executed without changing its result: used but not recorded. */
const HOW = ["onProgress", "onPositions", "signal", "products", "createWorker", "workers"];

/**
 * Runs one of the toolkit's methods and records it: `record(lambdaSweepExperiment, { train, validation }, {},
 * about)`. The manifest holds fingerprints of the inputs and of the result, the options, and the seed, even
 * if it is the default. Throws any error of the method, and `bad-argument` for an option that is not
 * JSON-serializable, such as a `score` function.
 */
export async function record<I extends object, O extends object, R>(
  experiment: Experiment<I, O, R>,
  inputs: NoInfer<I>,
  options: NoInfer<O>,
  about: About,
): Promise<Recorded<R>> {
  checkExperiment(experiment);
  const { id: kind, random } = experiment;
  for (const [name, value] of Object.entries({ inputs, about, "about.dataset": about?.dataset })) {
    if (value) continue;
    throw new ClipscopeError(
      "bad-argument",
      `${name} is missing: record(${kind}, inputs, options, { model, dataset, versions }).`,
    );
  }
  const given: Record<string, unknown> = { ...random, ...options };
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (HOW.includes(name) || value === undefined) continue;
    kept[name] = value instanceof Int32Array ? Array.from(value) : value;
    if (!isData(kept[name])) {
      throw new ClipscopeError(
        "bad-argument",
        `The option ${name} cannot be recorded: a manifest holds only numbers, strings and lists. Call the method directly instead.`,
      );
    }
  }
  const result = await experiment.run(inputs, given as O);
  const manifest = createManifest({
    ...about,
    kind,
    seed: typeof given.seed === "number" ? given.seed : undefined,
    options: kept,
    inputs: await fingerprints(inputs),
    testSplits: await testSplits(inputs, about.dataset.hash),
    result: await fingerprint(result),
  });
  return { result, manifest };
}

export interface RerunOptions<O extends object> {
  /**
   * Signal, progress, and the products used in the original run: other products differ in the last digits.
   */
  how?: Partial<O>;
  /** Versions of the packages running now. Default: those of the manifest. */
  versions?: Manifest["versions"];
}

/**
 * Reruns a recorded experiment on the same inputs; `same` tells whether the result is bit-identical. The
 * manifest may come from JSON; find its experiment with `experimentOf(manifest.kind)`. Throws `bad-argument`
 * for a manifest of another experiment, and for inputs that differ from the manifest's, naming them.
 */
export async function rerun<I extends object, O extends object, R>(
  experiment: Experiment<I, O, R>,
  manifest: Manifest,
  inputs: NoInfer<I>,
  options: RerunOptions<NoInfer<O>> = {},
): Promise<Recorded<R> & { same: boolean }> {
  checkExperiment(experiment);
  checkOptions(options, ["how", "versions"], "rerun");
  const { how = {}, versions = manifest.versions } = options;
  if (manifest.kind !== experiment.id) {
    throw new ClipscopeError(
      "bad-argument",
      `The manifest is for "${manifest.kind}", not "${experiment.id}": pass its experiment, experimentOf("${manifest.kind}").`,
    );
  }
  const now = await fingerprints(inputs);
  const before = manifest.inputs ?? {};
  const other = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (name) => before[name] !== now[name],
  );
  if (other.length > 0) {
    throw new ClipscopeError(
      "bad-argument",
      `Inputs that differ from the manifest's: ${other.join(", ")}. To rerun it, pass the same data from the same model.`,
    );
  }
  const { model, dataset, classes, templates } = manifest;
  const recorded = { ...how, ...manifest.options } as O;
  const again = await record(experiment, inputs, recorded, {
    model,
    dataset,
    versions,
    classes,
    templates,
  });
  return { ...again, same: again.manifest.result === manifest.result };
}

function checkExperiment(experiment: { id: string; run: unknown }): void {
  if (typeof experiment?.id === "string" && typeof experiment.run === "function") return;
  throw new ClipscopeError(
    "bad-argument",
    `An experiment is an object such as zeroShotExperiment, but got ${JSON.stringify(experiment)}.`,
  );
}

async function fingerprints(inputs: object): Promise<Record<string, string>> {
  const parts = Object.entries(inputs).map(async ([name, value]) => [name, await fingerprint(value, name)]);
  return Object.fromEntries(await Promise.all(parts));
}

/**
 * Identifies test splits by dataset and labels, independent of the model: embeddings of the same split by a
 * second model count as the same split.
 */
async function testSplits(inputs: object, dataset: string): Promise<string[]> {
  const { sets } = inputs as { sets?: object };
  const all: { split?: string; labels?: unknown }[] = Object.values({ ...inputs, ...sets });
  const found = all.filter((value) => value?.split === "test");
  return Promise.all(found.map(({ labels }) => fingerprint([dataset, labels])));
}

function isData(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isData);
  return typeof value === "string" || typeof value === "boolean" || value === null || Number.isFinite(value);
}
