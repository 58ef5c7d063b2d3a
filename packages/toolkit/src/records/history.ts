import { ClipscopeError } from "@clipscope/types";
import type { Manifest } from "../manifest.js";

/** A JSON-serializable sequence of runs. */
export interface RunHistory {
  runs: readonly Manifest[];
}

/** An empty history. */
export const emptyHistory: RunHistory = { runs: [] };

/**
 * Returns the history extended by one run, without changing the original. Throws `bad-argument` if the run is
 * not a manifest.
 */
export function addRun(history: RunHistory, manifest: Manifest): RunHistory {
  if (typeof manifest?.kind !== "string") {
    throw new ClipscopeError(
      "bad-argument",
      "Not a manifest: pass the one returned by `record`, `{ result, manifest }`.",
    );
  }
  return { runs: [...history.runs, manifest] };
}

export interface TestLooks {
  /** Fingerprint of the test split. */
  split: string;
  /** Name of the split's dataset. */
  dataset: string;
  /**
   * Number of distinct runs whose result depends on the split; repeating a run with the same result does not
   * count again.
   */
  looks: number;
  /** The number of looks as a sentence. */
  message: string;
}

/**
 * How often each test split has been used. A choice made after seeing test results is fitted to the test
 * split and overestimates performance: choose on validation.
 */
export function testLooks({ runs }: RunHistory): TestLooks[] {
  const seen = new Map<string, { dataset: string; results: Set<string> }>();
  runs.forEach((run, i) => {
    for (const split of run.testSplits ?? []) {
      const looks = seen.get(split) ?? { dataset: run.dataset.name, results: new Set() };
      looks.results.add(run.result ?? String(i));
      seen.set(split, looks);
    }
  });
  return [...seen].map(([split, { dataset, results }]) => ({
    split,
    dataset,
    looks: results.size,
    message:
      results.size === 1
        ? `The test split of ${dataset} has been used once.`
        : `The test split of ${dataset} has been used ${results.size} times: any choice between these runs was made on the test split.`,
  }));
}
