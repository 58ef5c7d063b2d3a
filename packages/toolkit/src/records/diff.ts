import type { Manifest } from "../manifest.js";

export interface Change {
  /** The field that changed, such as "options.topK" or "model.dtype". */
  path: string;
  /** Undefined where the field was absent. */
  before: unknown;
  after: unknown;
}

/** The changes from one manifest to another, in the order of their fields; their times are not compared. */
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
