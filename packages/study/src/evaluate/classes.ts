import type { CategoryColumn, Dataset, Vocabulary as DatasetVocabulary } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";

/** A class as given by the caller: its name, or its names with the labels it stands for. */
export type ClassSpec =
  | string
  | {
      /** Names of the class; every template is filled with each. The first is displayed. */
      names: readonly string[];
      /** Texts for the class, instead of templates and names. */
      prompts?: readonly string[];
      /** Label values of the class. Default: those equal to one of its names; none for a distractor class. */
      of?: readonly string[];
    };

export interface EvaluatedClass {
  names: readonly string[];
  prompts?: readonly string[];
  /**
   * The class that a prediction of this one counts as, if several classes stand for one label: for
   * ObjectNet's "chair", barber chair, folding chair and rocking chair are all correct. Default: the class
   * itself.
   */
  countsAs?: number;
}

/**
 * Competing classes if the labels are part of a larger list, as ImageNet-R's 200 of ImageNet's 1,000.
 * "subset": classes that have a label, as in published results for ImageNet-A and -R. "all": every class of
 * the list.
 */
export type Vocabulary = "subset" | "all";

export interface Classes {
  classes: readonly EvaluatedClass[];
  /** Label value → class, -1 for values without one: `[values]`. */
  ofValue: Int32Array;
  vocabulary: Vocabulary;
}

export interface ClassInputs {
  /** Classes. Default: the dataset's class list, if it has one, otherwise the label values. */
  classes?: readonly ClassSpec[];
  /** Default "subset" if the dataset's class list is larger than its labels; "all" for given classes. */
  vocabulary?: Vocabulary;
}

/**
 * The competing classes, and the class of each label value. Throws `empty-classes` for none, and
 * `bad-argument` for a single class, or if no label value matches a class.
 */
export function classesOf(dataset: Dataset, labels: CategoryColumn, inputs: ClassInputs): Classes {
  const { vocabulary } = inputs;
  if (vocabulary !== undefined && vocabulary !== "subset" && vocabulary !== "all") {
    throw new ClipscopeError(
      "bad-argument",
      `vocabulary is "${vocabulary}": it must be "subset", the classes that have labels, or "all".`,
    );
  }
  const list = inputs.classes
    ? match(dataset, labels, inputs.classes)
    : dataset.vocabulary && labels.title === dataset.columns.get(dataset.roles.label ?? "")?.title
      ? {
          classes: vocabularyClasses(dataset.vocabulary),
          ofValue: dataset.vocabulary.of,
        }
      : {
          classes: labels.values.map((value) => ({ names: [value] })),
          ofValue: Int32Array.from(labels.values.keys()),
        };
  const policy = vocabulary ?? (inputs.classes || !dataset.vocabulary ? "all" : "subset");
  const chosen = policy === "all" ? list : onlyLabeled(list);
  checkSeveral(chosen.classes);
  return { ...chosen, vocabulary: policy };
}

/**
 * Given classes for images without labels. Throws `empty-classes` for none, and `bad-argument` for a single
 * class or an empty name.
 */
export function unlabeledClasses(given: readonly ClassSpec[]): readonly EvaluatedClass[] {
  const classes = specsOf(given);
  checkSeveral(classes);
  return classes;
}

function checkSeveral(classes: readonly EvaluatedClass[]): void {
  if (classes.length === 0) {
    throw new ClipscopeError("empty-classes", "There are no classes: give at least two.");
  }
  if (classes.length === 1) {
    throw new ClipscopeError(
      "bad-argument",
      `There is only one class, "${classes[0].names[0]}": give at least two.`,
    );
  }
}

/** Maps predictions to the classes they count as: `[images]`, or any shape. */
export const countedPredictions = (
  predictions: Int32Array,
  classes: readonly EvaluatedClass[],
): Int32Array =>
  classes.some(({ countsAs }) => countsAs !== undefined)
    ? predictions.map((c) => classes[c]?.countsAs ?? c)
    : predictions;

/** Throws `not-supported` if several classes stand for one label. `what` names the unsupported operation. */
export function refuseSynonyms(classes: readonly EvaluatedClass[], what: string): void {
  const synonym = classes.find(({ countsAs }) => countsAs !== undefined);
  if (!synonym) return;
  throw new ClipscopeError(
    "not-supported",
    `${what} on classes that each stand for one label, but "${synonym.names[0]}" counts as "${classes[synonym.countsAs as number].names[0]}": name the classes, one for each label.`,
  );
}

function vocabularyClasses({ classNames, countsAs }: DatasetVocabulary): EvaluatedClass[] {
  return classNames.map((name, c) => ({
    names: [name],
    ...(countsAs && countsAs[c] !== c && { countsAs: countsAs[c] }),
  }));
}

type List = Pick<Classes, "classes" | "ofValue">;

function specsOf(given: readonly ClassSpec[]): readonly Exclude<ClassSpec, string>[] {
  const specs = given.map((spec) => (typeof spec === "string" ? { names: [spec] } : spec));
  const nameless = specs.findIndex(({ names }) => names.length === 0 || names.some((name) => !name.trim()));
  if (nameless >= 0) {
    throw new ClipscopeError("bad-argument", `Class ${nameless} has an empty name.`);
  }
  return specs;
}

function match(dataset: Dataset, { title, values }: CategoryColumn, given: readonly ClassSpec[]): List {
  const specs = specsOf(given);
  const exact = new Map<string, number>();
  const plain = new Map<string, number>();
  for (const [c, { names, of }] of specs.entries()) {
    for (const value of of ?? names) {
      const other = exact.get(value);
      if (of && other !== undefined && other !== c) {
        throw new ClipscopeError(
          "bad-argument",
          `The label "${value}" is in two classes, ${other} and ${c}.`,
        );
      }
      if (other === undefined) exact.set(value, c);
      if (!of && !plain.has(plainName(value))) plain.set(plainName(value), c);
    }
  }
  const ofValue = Int32Array.from(values, (value) => exact.get(value) ?? plain.get(plainName(value)) ?? -1);
  if (ofValue.every((c) => c < 0)) {
    const some = (list: readonly string[]) =>
      list
        .slice(0, 3)
        .map((name) => `"${name}"`)
        .join(", ") + (list.length > 3 ? ", …" : "");
    throw new ClipscopeError(
      "bad-argument",
      `None of the ${values.length} labels in the column "${title}" of ${dataset.title} (${some(values)}) is among the ${specs.length} classes (${some(specs.map(({ names }) => names[0]))}): name the classes as the labels are, or say with { of: [label] } which labels each stands for.`,
    );
  }
  return { classes: specs, ofValue };
}

/** Normalizes a name, ignoring case, underscores, hyphens and white space. */
const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();

/** The classes that have a label value, and those that count as one of them, in order. */
function onlyLabeled({ classes, ofValue }: List): List {
  const labeled = new Set(ofValue);
  const kept = [...classes.keys()].filter((c) => labeled.has(classes[c].countsAs ?? c));
  const place = new Map(kept.map((c, at) => [c, at]));
  return {
    classes: kept.map((c) => {
      const { countsAs, ...rest } = classes[c];
      return countsAs === undefined ? rest : { ...rest, countsAs: place.get(countsAs) as number };
    }),
    ofValue: ofValue.map((c) => place.get(c) ?? -1),
  };
}
