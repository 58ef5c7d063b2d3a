import { sha256 } from "@clipscope/types";

/** Provenance of a result: enough to reproduce it and to compare it with another. */
export interface Manifest {
  /** The experiment's id, such as "zero-shot" or "map". */
  kind: string;
  /** Creation time of the manifest: ISO 8601, UTC. */
  created: string;
  model: { name: string; dtype: string; engine?: string; backend: string; hash?: string };
  dataset: { name: string; hash: string; rows: number };
  /** Number of rows left out of the result, by reason. */
  leftOut?: Readonly<Record<string, number>>;
  /** Count and ordered hash of the class names. Templates are few enough to be listed instead. */
  classes?: { count: number; hash: string };
  templates?: { count: number; hash: string; texts: readonly string[] };
  /** Random seed; absent for deterministic results. */
  seed?: number;
  /** Options that change the result, such as `{ policy: "all classes", topK: 5 }`. */
  options: Record<string, unknown>;
  /** SHA-256 of each input of a recorded run, by name: see `record`. */
  inputs?: Readonly<Record<string, string>>;
  /** Test splits that the result depends on. */
  testSplits?: readonly string[];
  /** SHA-256 of the result. */
  result?: string;
  /** Versions of Clipscope's packages and of the platform, such as `{ "@clipscope/core": "0.1.0", node: "20.19.0" }`. */
  versions: Record<string, string>;
}

/** A manifest with the current time. */
export function createManifest(contents: Omit<Manifest, "created">): Manifest {
  return { ...contents, created: new Date().toISOString() };
}

/** SHA-256 of a list of texts, encoded as JSON; sensitive to order. */
export function hashTexts(texts: readonly string[]): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify(texts)));
}
