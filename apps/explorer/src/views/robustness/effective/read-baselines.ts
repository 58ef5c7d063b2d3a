import { type Baselines, baselinesOf, type Compute } from "@clipscope/study";

/**
 * Reads a table of other models' accuracies: one model per row, one column per test set. Throws the errors of
 * opening a table and of `baselinesOf`.
 */
export async function readBaselines(compute: Compute, file: File, signal?: AbortSignal): Promise<Baselines> {
  const name = `baselines/${file.name}`;
  compute.provide(name, [{ path: file.name, file }]);
  const ref = { kind: "files", name, options: { image: null } } as const;
  const table = await compute.openDataset({ data: { ref, roles: {} } }, signal ? { signal } : {});
  return baselinesOf(table);
}
