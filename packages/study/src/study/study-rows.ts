import type { OpenedDataset } from "../compute/compute.js";
import type { RoleChoices, Sample } from "../document/document.js";
import { indexKeys, type KeyIndex } from "../rows/key-index.js";
import { sampleRows } from "../rows/sample-rows.js";
import { withRoles } from "../rows/with-roles.js";

/** A dataset with the roles and the sample of a document. Throws the errors of `withRoles` and `sampleRows`. */
export function viewOf(
  dataset: OpenedDataset,
  { roles, sample }: { roles: RoleChoices; sample?: Sample },
): OpenedDataset {
  const views = made.get(dataset) ?? [];
  const known = views.find((view) => view.roles === roles && view.sample === sample);
  if (known) return known.view;
  const { sampled: _, ...whole } = withRoles(dataset, roles);
  const view = { ...whole, ...(sample && { sampled: sampleRows(sample, dataset.columns, dataset.keys) }) };
  // The last results are cached, so that undo returns the same object.
  made.set(dataset, [...views, { roles, ...(sample && { sample }), view }].slice(-8));
  return view;
}

interface View {
  roles: RoleChoices;
  sample?: Sample;
  view: OpenedDataset;
}

const made = new WeakMap<OpenedDataset, readonly View[]>();
const indices = new WeakMap<readonly string[], KeyIndex>();

/** Row index by row key of a dataset. */
export function keyIndexOf({ keys }: OpenedDataset): KeyIndex {
  const index = indices.get(keys) ?? indexKeys(keys);
  indices.set(keys, index);
  return index;
}
