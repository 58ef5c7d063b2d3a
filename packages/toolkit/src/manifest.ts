import { ClipscopeError } from "@clipscope/types";

/** The origin of a result: enough to make it again and to compare it with another. */
export interface Manifest {
  /** The experiment's id, such as "zero-shot" or "map". */
  kind: string;
  /** Time at which the manifest was made: ISO 8601, UTC. */
  created: string;
  model: { name: string; dtype: string; engine?: string; backend: string; hash?: string };
  dataset: { name: string; hash: string; rows: number };
  /** Rows that were left out of the result, by reason. */
  leftOut?: Readonly<Record<string, number>>;
  /** Class names and templates, hashed in their order; templates are few enough to be listed. */
  classes?: { count: number; hash: string };
  templates?: { count: number; hash: string; texts: readonly string[] };
  /** Seed of the random numbers; absent where nothing is random. */
  seed?: number;
  /** Options that change the result, such as `{ policy: "all classes", topK: 5 }`. */
  options: Record<string, unknown>;
  /** SHA-256 of each input of a recorded run, by its name: see `record`. */
  inputs?: Readonly<Record<string, string>>;
  /** The test splits that the result depends on. */
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

/** SHA-256 of bytes, in hexadecimal. Throws `bad-argument` in a page that the browser calls insecure. */
export async function hashBytes(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new ClipscopeError(
      "bad-argument",
      "Hashing needs a secure page: open it from https or from localhost.",
    );
  }
  const digest = await globalThis.crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 of a list of texts, as that of its JSON: order and every character count. Throws as `hashBytes`. */
export function hashTexts(texts: readonly string[]): Promise<string> {
  return hashBytes(new TextEncoder().encode(JSON.stringify(texts)));
}
