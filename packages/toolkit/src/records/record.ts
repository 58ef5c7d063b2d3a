import { ClipscopeError } from "@clipscope/types";
import { createManifest, type Manifest } from "../manifest.js";
import { EXPERIMENTS, type InputsOf, type Kind, type OptionsOf, type ResultOf } from "./experiments.js";
import { fingerprint } from "./fingerprint.js";

/** A result with what it was made from. */
export interface Recorded<K extends Kind> {
  result: ResultOf<K>;
  manifest: Manifest & { kind: K };
}

/** What only the caller knows of a run: the model, the data, the class names, the versions. */
export type About = Pick<Manifest, "model" | "dataset" | "versions" | "classes" | "templates">;

/** Options that say how a run is carried out, not what it is of: they are used, and not recorded. */
const HOW = ["onProgress", "onPositions", "signal", "products", "createWorker", "workers"];

/**
 * Runs one of the toolkit's methods and records it: `record("sweep of λ", { train, validation }, {}, about)`. The
 * manifest holds a fingerprint of each input and of the result, the options, and the seed, also where it is the default.
 * Throws what the method throws, and `bad-argument` for an option that JSON cannot hold, such as a score of one's own.
 */
export async function record<K extends Kind>(
  kind: K,
  inputs: InputsOf<K>,
  options: OptionsOf<K>,
  about: About,
): Promise<Recorded<K>> {
  const { run, random } = experiment(kind);
  for (const [name, value] of Object.entries({ inputs, about, "about.dataset": about?.dataset })) {
    if (value) continue;
    throw new ClipscopeError(
      "bad-argument",
      `${name} is missing: record("${kind}", inputs, options, { model, dataset, versions }).`,
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
        `The option ${name} cannot be recorded: a manifest holds numbers, texts and lists. Call the method itself for this.`,
      );
    }
  }
  const result = (await run(inputs, given)) as ResultOf<K>;
  const manifest = createManifest({
    ...about,
    kind,
    seed: typeof given.seed === "number" ? given.seed : null,
    options: kept,
    inputs: await fingerprints(inputs),
    testSplits: await testSplits(inputs, about.dataset.hash),
    result: await fingerprint(result),
  });
  return { result, manifest: { ...manifest, kind } };
}

export interface RerunOptions<K extends Kind> {
  /** A signal, progress, and the products that were used the first time: others give last digits of their own. */
  how?: Partial<OptionsOf<K>>;
  /** Of what runs now. Default: those of the manifest. */
  versions?: Manifest["versions"];
}

/**
 * Runs what a manifest records again, on the same inputs: `same` says whether the result is, to the last bit. It takes
 * the manifest from JSON too. Throws `bad-argument` naming the inputs that are not those of the manifest.
 */
export async function rerun<K extends Kind>(
  manifest: Manifest & { kind: K },
  inputs: InputsOf<K>,
  { how = {}, versions = manifest.versions }: RerunOptions<K> = {},
): Promise<Recorded<K> & { same: boolean }> {
  experiment(manifest.kind);
  const now = await fingerprints(inputs);
  const before = manifest.inputs ?? {};
  const other = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (name) => before[name] !== now[name],
  );
  if (other.length > 0) {
    throw new ClipscopeError(
      "bad-argument",
      `Not the inputs of the manifest: ${other.join(", ")}. Give the same data, from the same model, to run it again.`,
    );
  }
  const { model, dataset, classes, templates } = manifest;
  const options = { ...how, ...manifest.options } as OptionsOf<K>;
  const again = await record(manifest.kind, inputs, options, {
    model,
    dataset,
    versions,
    classes,
    templates,
  });
  return { ...again, same: again.manifest.result === manifest.result };
}

function experiment(kind: string) {
  if (!Object.hasOwn(EXPERIMENTS, kind)) {
    throw new ClipscopeError(
      "bad-argument",
      `There is no kind "${kind}". There are: ${Object.keys(EXPERIMENTS).join(", ")}.`,
    );
  }
  return EXPERIMENTS[kind as Kind] as { run: (inputs: unknown, options: unknown) => unknown; random: object };
}

async function fingerprints(inputs: object): Promise<Record<string, string>> {
  const parts = Object.entries(inputs).map(async ([name, value]) => [name, await fingerprint(value, name)]);
  return Object.fromEntries(await Promise.all(parts));
}

/** A test split is the data set and its labels, whatever model embeds it: a second model looks at the same split. */
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
