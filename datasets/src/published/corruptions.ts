import { fraction, tableRows } from "./table.js";

/** A classifier on ImageNet-C. */
export interface PublishedCorruptionResult {
  /** As in `publishedClassifiers`. */
  name: string;
  /** Top-1 accuracy, 0 to 1, by kind of corruption; five severities each, from 1. */
  accuracy: Readonly<Record<string, readonly number[]>>;
}

/**
 * 200 of the classifiers on ImageNet-C: 19 corruptions at severities 1 to 5 (imagenet-testbed). No CLIP model is among
 * them. 115 kB that are loaded when this is called.
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
