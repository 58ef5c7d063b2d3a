import { loadImageClassifier } from "@clipscope/core";
import { CORRUPTIONS, type Corruption } from "@clipscope/datasets/corruptions";
import { subgroupTask } from "@clipscope/datasets/renditions";
import { supervisedFolder, supervisedResults } from "@clipscope/mini";
import { bestOf } from "@clipscope/mini/supervised";
import { type Console, UsageError } from "./command.js";
import { type CorruptionCurves, checkClasses, corruptionCurves, SEVERITIES } from "./corruption-curves.js";
import { openData } from "./data.js";
import { openModel } from "./model.js";
import { withProgress } from "./progress.js";
import { REFERENCE, subgroupModels } from "./subgroup-models.js";
import { table } from "./table.js";

interface Options {
  model?: string;
  engine: string;
  backend: string;
  kinds?: string;
  data?: string;
  json?: boolean;
}

/** `clipscope robustness --corruptions`. */
export async function corruptionReport(values: Options, io: Console): Promise<number> {
  const kinds = chooseKinds(values.kinds);
  const data = await openData(values.data, io);
  const task = subgroupTask(data);
  const images = await data.load(REFERENCE, { signal: io.signal });
  const { name } = bestOf(await supervisedResults());
  const clip = await openModel(values, io);
  try {
    const { engine } = clip;
    const classifier = await loadImageClassifier(supervisedFolder(), { engine, signal: io.signal });
    try {
      checkClasses(classifier, task);
      const models = await subgroupModels(clip, task, images, io);
      const supervised = { name: `supervised (${name})`, classifier };
      const curves = await withProgress(io, (onProgress) =>
        corruptionCurves({ clip, models, supervised }, task, images, kinds, {
          onProgress,
          signal: io.signal,
        }),
      );
      const counted = kinds.filter(({ inMean }) => inMean).map(({ id }) => id);
      const report = {
        rendition: REFERENCE,
        images: curves[0].clean.n,
        severities: SEVERITIES,
        kinds: kinds.map(({ id, title, family, inMean }) => ({ id, title, family, inMean })),
        errors: { relativeTo: supervised.name, over: counted },
        models: curves,
      };
      io.stdout.write(values.json ? `${JSON.stringify(report)}\n` : asText(curves, kinds));
    } finally {
      classifier.dispose();
    }
  } finally {
    clip.dispose();
  }
  return 0;
}

function chooseKinds(given: string | undefined): readonly Corruption[] {
  if (given === undefined) return CORRUPTIONS;
  const asked = given.split(",").map((id) => id.trim());
  const unknown = asked.find((id) => !CORRUPTIONS.some((kind) => kind.id === id));
  if (unknown === undefined) return CORRUPTIONS.filter(({ id }) => asked.includes(id));
  const known = CORRUPTIONS.map(({ id }) => id).join(", ");
  throw new UsageError(`There is no corruption "${unknown}". There are: ${known}.`);
}

/** A table for each model. */
export function asText(curves: readonly CorruptionCurves[], kinds: readonly Corruption[]): string {
  const percent = (x: number) => (100 * x).toFixed(1);
  const parts = curves.map(({ name, clean, byKind, meanCorruptionError }) => {
    const rows = kinds.map(({ id, inMean }) => [
      inMean ? id : `${id} *`,
      ...[clean, ...byKind[id]].map(
        ({ value, low, high }) => `${percent(value)} (${percent(low)}–${percent(high)})`,
      ),
    ]);
    const errors = Number.isFinite(meanCorruptionError)
      ? `Mean corruption error ${percent(meanCorruptionError)}%`
      : "No mean corruption error: none of the kinds is one of those that it is taken over";
    return `${name}, ${clean.n} drawings: accuracy in % at severity (95% interval)\n\n${table([
      ["kind", "0", ...SEVERITIES.map(String)],
      ...rows,
    ])}${errors}.\n`;
  });
  const counted = kinds.filter(({ inMean }) => inMean).length;
  return `${parts.join("\n")}
Corruption errors are in units of those of ${curves[0].name}: errors summed over severities, their ratio by kind, its
mean over ${counted} kinds (* not among them).
`;
}
