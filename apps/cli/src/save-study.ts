import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { parseHubId } from "@clipscope/core";
import type { Dataset } from "@clipscope/datasets";
import {
  classEntries,
  type DatasetRef,
  dataRefOf,
  type Encoder,
  type Evaluation,
  type ModelRef,
  newDocument,
  parseModelSource,
  printStudy,
  type StudyDocument,
  type ZeroShotEvaluation,
} from "@clipscope/study";
import { builtins } from "./builtins.js";
import { UsageError } from "./command.js";
import { isBuiltin } from "./inputs.js";
import { type DATA_OPTIONS, type MODEL_OPTIONS, type Values, wholeNumber } from "./options.js";
import { checkWritable } from "./output-file.js";
import { withRelativePaths } from "./study-file.js";
import type { Words } from "./words.js";

type Given = Values<typeof DATA_OPTIONS> & Values<typeof MODEL_OPTIONS> & { seed?: string | undefined };

/** Checks that a study can be written and can represent the options. Throws `UsageError` otherwise. */
export async function checkSavable(
  path: string,
  values: Given & { ablation?: boolean | undefined; calibration?: boolean | undefined },
): Promise<void> {
  await checkWritable("save", path);
  const { where, tokenizer, activation, decode, ablation, calibration } = values;
  const unsaved = { where, tokenizer, activation, decode, ablation, calibration };
  for (const [name, value] of Object.entries(unsaved)) {
    if (value === undefined) continue;
    throw new UsageError(`--save: a study can't store --${name}; leave out one of them.`);
  }
}

/** Writes the study of a zero-shot evaluation, with the evaluation among its runs. */
export async function saveStudy(
  path: string,
  {
    source,
    values,
    words,
    dataset,
    encoder,
    found,
  }: {
    source: string;
    values: Given;
    words: Words;
    dataset: Dataset;
    encoder: Encoder;
    found: Evaluation<ZeroShotEvaluation>;
  },
): Promise<void> {
  const { classes, templates, vocabulary } = words;
  const document = newDocument({
    data: { ...dataRef(source, values), hash: dataset.hash },
    model: { ...modelRef(values.model ?? "mini"), ...(encoder.id.hash && { hash: encoder.id.hash }) },
    roles: rolesIn(values),
    ...(values.vectors !== undefined && { vectors: values.vectors }),
    texts: [
      {
        id: "classes",
        title: "Classes",
        base: classes ? "none" : "labels",
        classes: classes ? classEntries(dataset, classes) : [],
        ...(templates && { templates }),
        ...(vocabulary && { vocabulary }),
      },
    ],
    seed: wholeNumber("seed", values.seed, 0) ?? 42,
  });
  const run = {
    id: "1",
    at: found.manifest.created,
    kind: "zero-shot",
    title: "Zero-shot with “Classes”",
    accuracy: found.result.top1,
    manifest: found.manifest,
  };
  await writeFile(path, printStudy(withRelativePaths(document, path), [run]));
}

function dataRef(source: string, { image, key, "image-root": imageRoot }: Given): DatasetRef {
  const named = { image: orNone(image), key: orNone(key), imageRoot };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  const ref: DatasetRef = isBuiltin(source) ? dataRefOf(source, builtins.data) : dataRefOf(source);
  return given.length > 0 ? { ...ref, options: Object.fromEntries(given) } : ref;
}

function modelRef(text: string): ModelRef {
  const source = parseModelSource(text, builtins.models);
  const isHub = source.kind === "path" && !existsSync(source.path) && parseHubId(source.path) !== undefined;
  return isHub ? { kind: "hub", id: text } : source;
}

/** The roles given as options; "none" is no column. */
function rolesIn(values: Given): StudyDocument["roles"] {
  const roles = ["label", "split", "shift", "caption"] as const;
  return Object.fromEntries(
    roles.flatMap((role) => (values[role] === undefined ? [] : [[role, orNone(values[role])]])),
  );
}

const orNone = (name: string | undefined) => (name === "none" ? null : name);
