import type { Manifest } from "../manifest.js";

export interface Change {
  /** The field that changed, such as "options.topK" or "model.dtype". */
  path: string;
  /** Value before the change; undefined if the field was absent. */
  before: unknown;
  after: unknown;
}

/** Differences between two manifests, in field order; creation times are ignored. */
export function diffManifests(before: Manifest, after: Manifest): Change[] {
  return changes("", { ...before, created: undefined }, { ...after, created: undefined });
}

function changes(path: string, before: unknown, after: unknown): Change[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      changes(path ? `${path}.${key}` : key, before[key], after[key]),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
