import { cellText, type Dataset } from "@clipscope/datasets";
import { NATURAL_SHIFTS, publishedClassifiers } from "@clipscope/datasets/published";
import { ClipscopeError } from "@clipscope/types";

/** Models and their accuracies by test set, 0 to 1, to fit a line to. */
export interface Baselines {
  /** Source of the results, for the manifest. */
  source: string;
  models: readonly {
    name: string;
    accuracy: Readonly<Record<string, number | undefined>>;
    /** By shift: accuracy on the reference images of the shift's classes, if measured. */
    onClassesOf?: Readonly<Record<string, number | undefined>>;
  }[];
}

/** The parts of a dataset that `baselinesOf` reads; an `OpenedDataset` has them too. */
export interface BaselinesTable extends Pick<Dataset, "title" | "rows" | "columns"> {
  keys: { at(row: number): string | undefined };
}

/**
 * Reads a table of baseline results, opened as a dataset: one model per row, named by the first text column
 * or the row's key, and one number column per test set, as fractions or, if any value is above 1,
 * percentages. Missing numbers mean not measured. Throws `bad-file` for fewer than two test sets, or a number
 * that is not an accuracy.
 */
export function baselinesOf(table: BaselinesTable): Baselines {
  const { title, rows, keys } = table;
  const columns = [...table.columns.values()];
  const sets = columns.filter((column) => column.kind === "number");
  if (sets.length < 2) {
    throw new ClipscopeError(
      "bad-file",
      `${title} has ${sets.length} columns of numbers: a table of baselines has one model per row, with its name and its accuracy on at least two test sets, as plain numbers (0.61 or 61, without %).`,
    );
  }
  const names = columns.find(({ kind }) => kind === "text" || kind === "category");
  const isPercent = sets.some(({ values }) => values.some((value) => value > 1));
  for (const set of sets) {
    const wrong = set.values.findIndex((value) => value < 0 || value > 100);
    if (wrong < 0) continue;
    throw new ClipscopeError(
      "bad-file",
      `${title}, row ${wrong} of "${set.title}": ${set.values[wrong]} is not an accuracy. Accuracies are fractions or percentages.`,
    );
  }
  const accuracyAt = (values: ArrayLike<number>, row: number) =>
    Number.isNaN(values[row]) ? undefined : values[row] / (isPercent ? 100 : 1);
  return {
    source: title,
    models: Array.from({ length: rows }, (_, row) => ({
      name: names ? cellText(names, row) : (keys.at(row) ?? String(row)),
      accuracy: Object.fromEntries(sets.map((set) => [set.title, accuracyAt(set.values, row)])),
    })),
  };
}

/**
 * Published accuracies of ImageNet classifiers with standard training (Taori et al. 2020), under the names
 * used in the data for ImageNet and its shifts: `names` are the values of the shift column. Throws
 * `bad-argument` if fewer than two are known.
 */
export async function publishedBaselines(names: readonly string[]): Promise<Baselines> {
  const known = new Map<string, string>([["imagenet", "imagenet"]]);
  for (const { id, title } of NATURAL_SHIFTS) {
    for (const name of [id, title]) known.set(plain(name), id);
  }
  for (const name of ["imagenet1k", "imagenetval", "ilsvrc2012", "ilsvrc2012val"])
    known.set(name, "imagenet");
  for (const name of ["imagenetv2", "imagenetv2matchedfrequency"]) known.set(name, "imagenet-v2");
  const idOf = new Map(
    names.flatMap((name) => {
      const id = known.get(plain(name));
      return id ? [[name, id] as const] : [];
    }),
  );
  if (idOf.size < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `The published accuracies are those of ImageNet and ${NATURAL_SHIFTS.map(({ title }) => title).join(", ")}; of ${names.map((name) => `"${name}"`).join(", ")} ${idOf.size === 0 ? "none is" : "only one is"} among them. Name the shifts so, or give a table of your own.`,
    );
  }
  const classifiers = await publishedClassifiers();
  return {
    source: "Taori et al. 2020, standard training",
    models: classifiers
      .filter(({ inBaseline }) => inBaseline)
      .map(({ name, accuracy, imagenetOnClassesOf }) => ({
        name,
        accuracy: Object.fromEntries(
          [...idOf].map(([own, id]) => [own, (accuracy as Record<string, number | undefined>)[id]]),
        ),
        onClassesOf: Object.fromEntries(
          [...idOf].map(([own, id]) => [
            own,
            (imagenetOnClassesOf as Record<string, number | undefined>)[id],
          ]),
        ),
      })),
  };
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
