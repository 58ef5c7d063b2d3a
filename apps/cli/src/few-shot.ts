import { parseArgs } from "node:util";
import { type Clip, type Features, openProducts } from "@clipscope/core";
import { type RenditionImages, type SubgroupTask, subgroupTask } from "@clipscope/datasets/renditions";
import {
  type About,
  type FewShotCurve,
  fewShotCurveExperiment,
  hashBytes,
  hashTexts,
  labeledSet,
  lambdaSweepExperiment,
  type Manifest,
  type MatrixProducts,
  type Proportion,
  promptEnsemble,
  record,
  testAccuracyExperiment,
  zeroShotHead,
} from "@clipscope/toolkit";
import type { Split } from "@clipscope/types";
import { type Command, type Console, UsageError } from "./command.js";
import { embedRows, openData } from "./data.js";
import { identify, modelHelp, modelOptions, openModel } from "./model.js";
import { withProgress } from "./progress.js";
import { table } from "./table.js";
import { versions } from "./versions.js";

const HELP = `clipscope few-shot [options]

How many labeled drawings a class are worth as much as words: linear probes on the model's features from before the
projection, learned from a few training concepts of each class of the subgroup task, against the model zero-shot, whose
classes are made of their names and the names of their training concepts. λ is chosen on the validation concepts, all
of them; everything is scored on the test concepts of the same rendition. Each number of shots is drawn anew for every
seed. The last probe has all training concepts.

  --rendition <id>     without it, twemoji
  --shots <numbers>    with commas; without it, 1,2,4,8,16. Classes that have fewer give all they have
  --seeds <number>     how often each number of shots is drawn; without it, 3
${modelHelp}  --data <folder>      prepared renditions; without it, those of this installation, prepared if need be
  --json               one JSON object: the results with their manifests
`;

export const fewShot: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...modelOptions,
      rendition: { type: "string", default: "twemoji" },
      shots: { type: "string", default: "1,2,4,8,16" },
      seeds: { type: "string", default: "3" },
      data: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const shots = values.shots.split(",").map((given) => count("--shots", given));
  const seeds = Array.from({ length: count("--seeds", values.seeds) }, (_, i) => i + 1);
  const data = await openData(values.data, io);
  const ids = data.renditions.map(({ id }) => id);
  if (!ids.includes(values.rendition)) {
    throw new UsageError(`There is no rendition "${values.rendition}". There are: ${ids.join(", ")}.`);
  }
  const images = await data.load(values.rendition, { signal: io.signal });
  const task = subgroupTask(data);
  const model = await identify(values.model);
  const clip = await openModel(values, io);
  const products = await openProducts();
  try {
    const { info, pixels } = images;
    const report = await measure(clip, task, images, { shots, seeds, products }, io, {
      model: { ...model, dtype: clip.dtype, engine: clip.engine, backend: clip.backend },
      dataset: { name: `renditions/${info.id}`, hash: await hashBytes(pixels), rows: info.count },
      classes: { count: task.classNames.length, hash: await hashTexts(task.classNames) },
      versions: { ...(await versions()), [info.packageName]: info.version },
    });
    io.stdout.write(
      values.json
        ? `${JSON.stringify({ rendition: info.id, ...report })}\n`
        : asText(`${model.name}, subgroup, ${info.id}, ${task.classNames.length} classes`, report),
    );
  } finally {
    products.dispose();
    clip.dispose();
  }
  return 0;
};

function count(option: string, given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new UsageError(`${option} takes whole numbers of at least 1, and got "${given}".`);
}

interface Report {
  zeroShot: { accuracy: Proportion; manifest: Manifest };
  curve: FewShotCurve & { manifest: Manifest };
  /** Learned from all training concepts. */
  probe: { rows: number; lambda: number; accuracy: Proportion; manifests: Manifest[] };
}

async function measure(
  clip: Clip,
  task: SubgroupTask,
  images: RenditionImages,
  options: { shots: number[]; seeds: number[]; products: MatrixProducts },
  io: Console,
  about: About,
): Promise<Report> {
  const { signal } = io;
  const embed = async <S extends Split>(split: S, features: Features) => {
    const { rows, labels } = task.images(images, split);
    return labeledSet(
      split,
      await embedRows(clip, images, rows, io, features),
      labels,
      task.classNames.length,
    );
  };
  const embedTexts = (texts: string[]) => clip.embedTexts(texts, { signal });
  const head = zeroShotHead(await promptEnsemble(embedTexts, task.classPrompts), {
    logitScale: clip.logitScale,
  });
  const line = await record(
    testAccuracyExperiment,
    { test: await embed("test", "projected"), head },
    {},
    about,
  );
  const train = await embed("train", "preProjection");
  const validation = await embed("validation", "preProjection");
  const test = await embed("test", "preProjection");
  const zeroShot = line.result.accuracy.value;
  const curve = await withProgress(io, (onProgress) =>
    record(
      fewShotCurveExperiment,
      { train, validation, test },
      { ...options, zeroShot, onProgress, signal },
      about,
    ),
  );
  const { products } = options;
  const sweep = await withProgress(io, (onProgress) =>
    record(
      lambdaSweepExperiment,
      { train, validation },
      { refit: false, products, onProgress, signal },
      about,
    ),
  );
  const full = await record(testAccuracyExperiment, { test, head: sweep.result.probe }, {}, about);
  return {
    zeroShot: { accuracy: line.result.accuracy, manifest: line.manifest },
    curve: { ...curve.result, manifest: curve.manifest },
    probe: {
      rows: train.labels.length,
      lambda: sweep.result.lambda,
      accuracy: full.result.accuracy,
      manifests: [sweep.manifest, full.manifest],
    },
  };
}

function asText(caption: string, { zeroShot, curve, probe }: Report): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const range = ({ low, high }: Proportion) => `${percent(low)} – ${percent(high)}`;
  const rows = [
    ["zero-shot", "0", "", percent(zeroShot.accuracy.value), range(zeroShot.accuracy)],
    ...curve.points.map(({ shots, rows, shortClasses, mean, deviation }) => [
      `${shots} a class`,
      String(rows),
      shortClasses > 0 ? String(shortClasses) : "",
      percent(mean),
      `± ${percent(deviation)}`,
    ]),
    ["all", String(probe.rows), "", percent(probe.accuracy.value), range(probe.accuracy)],
  ];
  const { seeds, crossing } = curve;
  const crosses =
    crossing === undefined
      ? "No number of shots in the table reaches zero-shot."
      : crossing <= curve.points[0].shots
        ? `With ${curve.points[0].shots} a class the probe is already as good as zero-shot.`
        : `The probe reaches zero-shot at ${crossing.toFixed(1)} a class.`;
  return `${caption}

${table([["labeled", "drawings", "short classes", "top-1", "95% interval, ± over seeds"], ...rows])}
${crosses} ${seeds.length} ${seeds.length === 1 ? "seed" : "seeds"}; λ of the last probe ${probe.lambda.toPrecision(2)}.
`;
}
