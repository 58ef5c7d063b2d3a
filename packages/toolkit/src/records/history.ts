import { ClipscopeError } from "@clipscope/types";
import type { Manifest } from "../manifest.js";

/** Runs in their order, which JSON can hold. */
export interface RunHistory {
  runs: readonly Manifest[];
}

/** A history without runs. */
export const emptyHistory: RunHistory = { runs: [] };

/** The history with one run more; nothing is changed in place. Throws `bad-argument` for what is no manifest. */
export function addRun(history: RunHistory, manifest: Manifest): RunHistory {
  if (typeof manifest?.kind !== "string") {
    throw new ClipscopeError(
      "bad-argument",
      "That is no manifest: give the one of `record`, `{ result, manifest }`.",
    );
  }
  return { runs: [...history.runs, manifest] };
}

export interface TestLooks {
  /** Fingerprint of the test split. */
  split: string;
  /** Name of the dataset that the split is of. */
  dataset: string;
  /** Runs whose result depends on it; the same run done again, with the same result, is no further look. */
  looks: number;
  /** The number of looks as a sentence. */
  message: string;
}

/**
 * How often each test split has been looked at. What is chosen after a second look is chosen on the test split, which
 * then says too much good of it: choose on validation.
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
        ? `The test split of ${dataset} has been looked at once.`
        : `The test split of ${dataset} has been looked at ${results.size} times: if a choice was made between these runs, it was made on the test split.`,
  }));
}
