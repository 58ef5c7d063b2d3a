import {
  type Clip,
  type Embeddings,
  loadImageClassifier,
  type RgbImage,
  throwIfCancelled,
} from "@clipscope/core";
import { type CorruptionId, corrupt } from "@clipscope/datasets/corruptions";
import { openRenditions } from "@clipscope/datasets/renditions";
import {
  argmaxRows,
  countCorrect,
  type LinearClassifier,
  type Proportion,
  predictLinear,
  proportion,
  zeroShot,
} from "@clipscope/toolkit";
import type { CallContext } from "./rpc.js";

export interface CorruptionRequest {
  packs: string;
  /** The rendition, some of its rows, and their classes. */
  id: string;
  rows: Int32Array;
  labels: Int32Array;
  /** Zero-shot classifiers, `[classes, width]` each, then the probe on features from before the projection. */
  classifiers: Embeddings[];
  probe: LinearClassifier;
  /** Where the supervised model is served. */
  supervised: string;
  /** What is to be scored, in order; severity 0 is the drawings as they are. */
  lots: { kind: CorruptionId; severity: number }[];
}

/** Accuracies on one lot: the supervised model, the zero-shot classifiers in their order, the probe. */
export interface LotScores {
  kind: CorruptionId;
  severity: number;
  accuracies: Proportion[];
}

/** How many lots were scored. */
export interface CorruptedScores {
  lots: number;
}

/** Images between two looks at the mailbox. */
const batchSize = 16;

/**
 * Corrupts drawings at their own size, each with its row as the seed, and scores them lot by lot; each lot is emitted as
 * soon as it is done, so that nothing is lost by a cancellation.
 */
export async function scoreCorrupted(
  clip: Clip,
  { packs, id, rows, labels, classifiers, probe, supervised, lots }: CorruptionRequest,
  { signal, onProgress, emit, wasmPaths }: CallContext & { wasmPaths: Record<string, string> },
): Promise<CorruptedScores> {
  const { logitScale, backend } = clip;
  const images = await (await openRenditions(packs)).load(id, { signal });
  const tower = await loadImageClassifier(supervised, { engine: "tfjs", backend, wasmPaths, signal });
  const total = lots.length * rows.length;
  const predictAll = async (pictures: RgbImage[]) => {
    const logits = await tower.logits(pictures);
    const features = await clip.embedImages(pictures, { features: "preProjection", normalize: false });
    for (const { failures } of [logits, features]) if (failures.length > 0) throw failures[0].error;
    const projected = clip.projectImages(features);
    return [
      argmaxRows(logits),
      ...classifiers.map((classifier) => zeroShot(projected, classifier, { logitScale }).predictions),
      predictLinear(probe, features),
    ];
  };
  try {
    for (const [lot, { kind, severity }] of lots.entries()) {
      const right = new Array<number>(classifiers.length + 2).fill(0);
      for (let start = 0; start < rows.length; start += batchSize) {
        await new Promise((resolve) => setTimeout(resolve));
        throwIfCancelled(signal, "Scoring corrupted drawings");
        const batch = rows.subarray(start, start + batchSize);
        const pictures = Array.from(batch, (row) =>
          severity === 0 ? images.image(row) : corrupt(images.image(row), kind, severity, { seed: row }),
        );
        const truth = labels.subarray(start, start + batchSize);
        for (const [m, predictions] of (await predictAll(pictures)).entries())
          right[m] += countCorrect({ predictions, labels: truth });
        onProgress({
          stage: "scoring corrupted drawings",
          done: lot * rows.length + start + batch.length,
          total,
        });
      }
      const accuracies = right.map((successes) => proportion(successes, rows.length));
      emit({ kind, severity, accuracies } satisfies LotScores);
    }
  } finally {
    tower.dispose();
  }
  return { lots: lots.length };
}
