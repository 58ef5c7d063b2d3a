import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ClipscopeError, writeSafetensors } from "@clipscope/core";
import { classifierShapes } from "@clipscope/core/training/supervised";
import { openRenditions, type RenditionImages, subgroupTask } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { type Drawings, readDrawings, withRedrawn } from "./supervised/drawings.js";
import { fitClassifier } from "./supervised/fit.js";
import { accuracyOf, type SupervisedResult } from "./supervised/results.js";
import { classifierConfig, specs } from "./supervised/specs.js";
import { writeResults } from "./supervised/write.js";

/*
 * Trains the supervised baseline on Twemoji's training concepts and scores it on the test concepts of every rendition:
 * `node packages/mini/dist/supervised-cli.js`. A model that is finished is not trained again: its result lies in the
 * run's folder. At the end packages/mini/supervised/results.json is written.
 */
const { values: args } = parseArgs({ options: { run: { type: "string", default: ".runs/supervised" } } });
const IMAGE_SIZE = 48;
const REFERENCE = "twemoji";

const data = await openRenditions(await prepareRenditions({}));
const task = subgroupTask(data);
const classes = task.classNames.length;
const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
await mkdir(args.run, { recursive: true });

const renditions = await Promise.all(data.renditions.map(({ id }) => data.load(id)));
const reference = renditions.find(({ info }) => info.id === REFERENCE) as RenditionImages;
const drawings = (images: RenditionImages, split: "train" | "validation" | "test"): Drawings =>
  readDrawings(images, task.images(images, split), IMAGE_SIZE);
const train = await withRedrawn(drawings(reference, "train"), reference, task.images(reference, "train"));
const validation = drawings(reference, "validation");
const tests = renditions.map((images) => ({ id: images.info.id, set: drawings(images, "test") }));

const results: SupervisedResult[] = [];
try {
  for (const spec of specs) results.push((await finished(spec.name)) ?? (await fit(spec)));
  await writeResults(results, args.run, IMAGE_SIZE, task.classNames);
} catch (error) {
  if (!(error instanceof ClipscopeError && error.code === "cancelled")) throw error;
  console.log(`${error.message} Finished models are kept; run the same command to train the others.`);
}

async function finished(name: string): Promise<SupervisedResult | undefined> {
  try {
    return JSON.parse(await readFile(`${args.run}/${name}.json`, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function fit(spec: (typeof specs)[number]): Promise<SupervisedResult> {
  const started = performance.now();
  const classifier = await fitClassifier(spec, train, classes, {
    signal: controller.signal,
    onStep: (step, loss) => {
      if (step % 100 === 0)
        console.log(`${spec.name}  step ${step} of ${spec.steps}  loss ${loss.toFixed(3)}`);
    },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  const hits = async (set: Drawings) => {
    const predicted = await classifier.predict(set);
    return Array.from(predicted, (label, i) => (label === set.labels[i] ? "1" : "0")).join("");
  };
  const parameters = [...classifier.parameters.values()].reduce((sum, { length }) => sum + length, 0);
  const result: SupervisedResult = {
    ...spec,
    parameters,
    seconds,
    validation: await hits(validation),
    test: {},
  };
  for (const { id, set } of tests) result.test[id] = await hits(set);
  const shapes = classifierShapes(classifierConfig(spec, IMAGE_SIZE, classes));
  const tensors = new Map(
    [...classifier.parameters].map(([name, values]) => [
      name,
      { shape: shapes.get(name) ?? [], data: values },
    ]),
  );
  await writeFile(`${args.run}/${spec.name}.safetensors`, writeSafetensors(tensors, { dtype: "F16" }));
  await writeFile(`${args.run}/${spec.name}.tmp`, JSON.stringify(result));
  await rename(`${args.run}/${spec.name}.tmp`, `${args.run}/${spec.name}.json`);
  await classifier.dispose();
  const percent = (100 * accuracyOf(result.test[REFERENCE])).toFixed(1);
  console.log(`${spec.name}: ${percent}% on ${REFERENCE}'s test concepts, ${seconds} s`);
  return result;
}
