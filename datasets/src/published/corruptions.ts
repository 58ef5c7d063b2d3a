import { fraction, tableRows } from "./table.js";

/** Results of a classifier on ImageNet-C. */
export interface PublishedCorruptionResult {
  /** Name, as in `publishedClassifiers`. */
  name: string;
  /** Top-1 accuracy, 0 to 1, by kind of corruption, at severities 1 to 5. */
  accuracy: Readonly<Record<string, readonly number[]>>;
}

/**
 * Results of 200 of the published classifiers on ImageNet-C: 19 corruptions at severities 1 to 5
 * (imagenet-testbed). No CLIP models are included. Imports a 115 kB module on call.
 */
export async function publishedCorruptions(): Promise<PublishedCorruptionResult[]> {
  const { CORRUPTION_FIGURES } = await import("./corruption-figures.js");
  const { header, rows } = tableRows(CORRUPTION_FIGURES);
  return rows.map(([name, ...cells]) => {
    const accuracy: Record<string, number[]> = {};
    cells.forEach((cell, i) => {
      const [kind] = header[i + 1].split(" ");
      accuracy[kind] ??= [];
      accuracy[kind].push(fraction(cell) as number);
    });
    return { name, accuracy };
  });
}
