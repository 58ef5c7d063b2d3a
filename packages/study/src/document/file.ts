import type { Manifest, Proportion } from "@clipscope/toolkit";
import { ClipscopeError } from "@clipscope/types";
import * as v from "valibot";
import type { Run } from "../study/runs.js";
import { readDocument } from "./check-document.js";
import { byKey, checked, fields, finite, name, whole } from "./checked.js";
import { DOCUMENT_VERSION, type StudyDocument } from "./document.js";
import { isPlainObject } from "./plain.js";

/** A saved study. */
export interface SavedStudy {
  document: StudyDocument;
  runs: readonly Run[];
}

/** The text of a study file: JSON, read by `parseStudy`. */
export function printStudy(document: StudyDocument, runs: readonly Run[]): string {
  return `${JSON.stringify({ clipscope: "study", version: DOCUMENT_VERSION, document, runs }, null, 2)}\n`;
}

/**
 * Reads a saved study. Throws `not-supported` for another version of the format, and `bad-file` for text that is
 * not a study or is damaged: the message gives the path of the first field that is unknown, missing or of the wrong
 * type.
 */
export function parseStudy(text: string): SavedStudy {
  const saved = parseJson(text);
  if (!isPlainObject(saved) || saved.clipscope !== "study") {
    throw new ClipscopeError(
      "bad-file",
      'The file is JSON, but not a study: its field "clipscope" must be "study". Open a file that Clipscope saved.',
    );
  }
  const { clipscope, version, document, runs, ...others } = saved;
  checkVersion(version);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new ClipscopeError("bad-file", `The study has an unknown field, ${unknown}: remove it.`);
  }
  return {
    document: readDocument(document, "document", "bad-file"),
    runs: checked(v.array(run), runs ?? [], "runs", "bad-file"),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new ClipscopeError(
      "bad-file",
      `The file is not a study: it is not valid JSON (${(cause as Error).message}). Open a file that Clipscope saved.`,
      { cause },
    );
  }
}

function checkVersion(version: unknown): void {
  if (version === DOCUMENT_VERSION) return;
  if (typeof version !== "number" || !Number.isInteger(version)) {
    throw new ClipscopeError(
      "bad-file",
      `The study's version is ${JSON.stringify(version) ?? "missing"}: it must be ${DOCUMENT_VERSION}. The file is damaged.`,
    );
  }
  throw new ClipscopeError(
    "not-supported",
    version > DOCUMENT_VERSION
      ? `The study was saved in version ${version} of the format, and this program reads version ${DOCUMENT_VERSION}: update Clipscope to open it.`
      : `The study was saved in version ${version} of the format, which this program no longer reads: it reads version ${DOCUMENT_VERSION}. Open its data and model again.`,
  );
}

const proportion: v.GenericSchema<unknown, Proportion> = fields({
  successes: whole(0),
  n: whole(1),
  value: finite,
  low: finite,
  high: finite,
  level: finite,
  method: v.picklist(["wilson", "clopper-pearson"]),
});

const counted = { count: whole(0), hash: v.string() };
const manifest: v.GenericSchema<unknown, Manifest> = fields({
  kind: name,
  created: v.string(),
  model: fields({
    name: v.string(),
    dtype: v.string(),
    engine: v.optional(v.string()),
    backend: v.string(),
    hash: v.optional(v.string()),
  }),
  dataset: fields({ name: v.string(), hash: v.string(), rows: whole(0) }),
  leftOut: v.optional(byKey(finite)),
  classes: v.optional(fields(counted)),
  templates: v.optional(fields({ ...counted, texts: v.array(v.string()) })),
  seed: v.optional(finite),
  options: byKey(v.unknown()),
  inputs: v.optional(byKey(v.string())),
  testSplits: v.optional(v.array(v.string())),
  result: v.optional(v.string()),
  versions: byKey(v.string()),
});

const run: v.GenericSchema<unknown, Run> = fields({
  id: name,
  at: v.pipe(v.string(), v.isoTimestamp("a time such as 2026-01-31T12:00:00Z")),
  kind: name,
  title: v.string(),
  accuracy: v.optional(proportion),
  manifest,
});
