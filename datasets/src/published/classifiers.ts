import type { NaturalShiftId } from "./shifts.js";
import { fraction, tableRows } from "./table.js";

/**
 * How a classifier was trained, in the categories of Taori et al.; "not sorted" are partly trained and
 * subsampled ones.
 */
export type Training =
  | "standard"
  | "more data"
  | "robustness intervention"
  | "adversarially robust"
  | "low accuracy"
  | "not sorted";

/** Columns of the classifier table besides the five natural shifts. */
export type ClassifierTestSet =
  | "imagenet"
  | NaturalShiftId
  | "stylized-imagenet"
  | "vid-robust pm0"
  | "vid-robust pm10"
  | "ytbb-robust pm0"
  | "ytbb-robust pm10";

export interface PublishedClassifier {
  name: string;
  training: Training;
  /** Whether Taori et al. include the classifier in their line fit. */
  inBaseline: boolean;
  /** Top-1 accuracy, 0 to 1; undefined if not measured. */
  accuracy: Partial<Record<ClassifierTestSet, number>>;
  /** Top-1 accuracy, 0 to 1, on the ImageNet images of the shift's classes. */
  imagenetOnClassesOf: Partial<
    Record<"imagenet-r" | "imagenet-a" | "objectnet" | "vid-robust" | "ytbb-robust", number>
  >;
}

const SUBSETS = {
  "imagenet-r": "imagenet on R classes",
  "imagenet-a": "imagenet on A classes",
  objectnet: "imagenet on ObjectNet classes",
  "vid-robust": "imagenet on vid-robust classes",
  "ytbb-robust": "imagenet on ytbb-robust classes",
} as const;

/**
 * 335 ImageNet classifiers on ImageNet and its natural shifts (Taori et al. 2020, imagenet-testbed), in
 * descending order of their ImageNet accuracy. Imports a 40 kB module on call.
 */
export async function publishedClassifiers(): Promise<PublishedClassifier[]> {
  const { CLASSIFIER_FIGURES } = await import("./classifier-figures.js");
  const { header, rows } = tableRows(CLASSIFIER_FIGURES);
  const subsets = Object.entries(SUBSETS);
  const columns = header.slice(2).filter((column) => !column.startsWith("imagenet on "));
  return rows.map((cells) => {
    const at = (column: string) => fraction(cells[header.indexOf(column)]);
    const [name, type] = cells;
    return {
      name,
      training: (type || "not sorted") as Training,
      inBaseline: type === "standard" && !/aws|batch64|subsample/.test(name),
      accuracy: Object.fromEntries(columns.map((column) => [column, at(column)])),
      imagenetOnClassesOf: Object.fromEntries(subsets.map(([shift, column]) => [shift, at(column)])),
    };
  });
}
