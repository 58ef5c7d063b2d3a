import { asCategory, type Dataset } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import { correctedLabels } from "../../rows/derived-columns.js";
import { indexKeys, type KeyIndex } from "../../rows/key-index.js";
import { sampleRows } from "../../rows/sample-rows.js";
import { withRoles } from "../../rows/with-roles.js";
import type { DataSpec, OpenedDataset } from "../compute.js";

/** An opened dataset as a study uses it. */
export interface StudyData {
  /** With the study's roles and corrected labels; its hash is that of the unedited data. */
  dataset: Dataset;
  /** Rows in the study, ascending; absent for all. */
  sampled?: Int32Array;
  /** Options to add to the manifest of a result that uses labels. */
  options: Record<string, unknown>;
}

/** Applies roles, corrected labels and the sample; nothing is opened or embedded again. */
export function studyData(opened: Dataset, { roles, sample, relabel = {} }: DataSpec): StudyData {
  const sampled = sample && sampleRows(sample, opened.columns, keysOf(opened).all);
  const corrected = Object.keys(relabel).length;
  const own = withRoles(opened, roles);
  return {
    dataset: corrected > 0 ? relabeled(own, relabel) : own,
    ...(sampled && { sampled }),
    options: { ...(sample && { sample }), ...(corrected > 0 && { relabeled: relabel }) },
  };
}

/** Description of a dataset, as sent to a page. Labels are uncorrected. */
export function describeData(opened: Dataset, spec: DataSpec): OpenedDataset {
  const { dataset, sampled } = studyData(opened, { ...spec, relabel: {} });
  const { id, title, hash, rows, columns, roles, images, vectors } = dataset;
  const { problems, unread, notes, templates, vocabulary } = dataset;
  return {
    ...{ id, title, hash, rows, columns, roles, problems, unread, notes },
    keys: keysOf(dataset).all,
    images: images !== undefined,
    vectors: Array.from(vectors, ([name, { width, model }]) => ({
      name,
      width,
      ...(model !== undefined && { model }),
    })),
    ...(sampled && { sampled }),
    ...(templates && { templates }),
    ...(vocabulary && { vocabulary }),
  };
}

/** The dataset with corrected labels, by row key; new label values are appended to those of the data. */
function relabeled(dataset: Dataset, relabel: Readonly<Record<string, string | null>>): Dataset {
  const { label } = dataset.roles;
  const given = label === undefined ? undefined : dataset.columns.get(label);
  const column = given && asCategory(given, dataset.rows);
  if (label === undefined || !column) {
    throw new ClipscopeError(
      "bad-argument",
      `Labels of ${dataset.title} were corrected, but ${label === undefined ? "it has no label column" : `its label column “${label}” does not have one label per row`}: choose a label column, or remove the corrections.`,
    );
  }
  const labels = correctedLabels(column, relabel, keysOf(dataset).rows);
  const { vocabulary } = dataset;
  return {
    ...dataset,
    columns: new Map(dataset.columns).set(label, labels),
    ...(vocabulary && {
      vocabulary: {
        ...vocabulary,
        of: Int32Array.from(
          labels.values,
          (value, v) => vocabulary.of[v] ?? vocabulary.classNames.indexOf(value),
        ),
      },
    }),
  };
}

/** Row keys and their index, which samples and corrections use; computed once for each dataset. */
interface Keys {
  all: readonly string[];
  rows: KeyIndex;
}

const keyed = new WeakMap<object, Keys>();

function keysOf({ keys, rows }: Dataset): Keys {
  const known = keyed.get(keys);
  if (known) return known;
  const all = Array.from({ length: rows }, (_, row) => keys.at(row));
  const found = { all, rows: indexKeys(all) };
  keyed.set(keys, found);
  return found;
}
