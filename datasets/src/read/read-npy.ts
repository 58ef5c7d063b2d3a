import { ClipscopeError } from "@clipscope/types";
import { fileIdentity } from "../dataset-hash.js";
import { type ArraysOptions, type NamedArray, tableOfArrays } from "./arrays.js";
import { checkNpySize, isNpyText, npyMatrix, npyNumberType, readNpyHeader, readNpyStrings } from "./npy.js";
import { bytesOf } from "./number-types.js";
import { nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import { readSidecars, withSidecars } from "./sidecars.js";
import type { FileSource, ReadOptions } from "./source.js";

/**
 * Reads NumPy arrays: one matrix, with sidecars for a table or names (`x.npy.csv`, `x.npy.names.txt`), or a
 * folder of arrays over the same rows. Rows are read on demand.
 */
export async function readNpy(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  if (files.length > 1) {
    const identity = (await Promise.all(files.map(fileIdentity))).join(" ");
    return tableOfArrays(await Promise.all(files.map((file) => npyArray(file))), {
      ...how,
      file: how.place,
      identity,
    });
  }
  const [source] = files;
  const header = await readNpyHeader(source);
  const { offset, rows, width, type, columnMajor } = npyMatrix(header, source);
  const options: ArraysOptions = { ...how, file: nameOf(source.path), identity: await fileIdentity(source) };
  const content = { kind: "numbers" as const, source, offset, type, columnMajor };
  const sidecars = await readSidecars(source, rows, how);
  const arrays: NamedArray[] = [{ name: "embedding", shape: [rows, width], content }];
  const table = await tableOfArrays(arrays, { ...options, metadata: sidecars.metadata });
  return withSidecars(table, sidecars);
}

/** Reads NumPy's archives of arrays (`numpy.savez`), stored or deflated. */
export async function readNpz(files: readonly FileSource[], how: ReadOptions): Promise<RawTable> {
  const [archive, second] = files;
  if (second) {
    throw new ClipscopeError(
      "bad-argument",
      `${how.place} holds several NPZ archives (${archive.path}, ${second.path}). Open one of them.`,
    );
  }
  const { readZipMembers } = await import("./zip.js");
  const members = (await readZipMembers(archive)).filter(({ path }) => path.endsWith(".npy"));
  const arrays: NamedArray[] = [];
  let refused: ClipscopeError | undefined;
  const notes: string[] = [];
  for (const member of members) {
    try {
      arrays.push(await npyArray(member, `${archive.path}: ${member.path}`));
    } catch (error) {
      // An array of objects, beside the embeddings, is left out.
      if (!(error instanceof ClipscopeError) || error.code !== "not-supported") throw error;
      refused ??= error;
      notes.push(`Left out: ${error.message}`);
    }
  }
  if (arrays.length === 0 && refused) throw refused;
  const options = { ...how, file: nameOf(archive.path), identity: await fileIdentity(archive) };
  const table = await tableOfArrays(arrays, options);
  return { ...table, notes: [...(table.notes ?? []), ...notes] };
}

async function npyArray(source: FileSource, shown = source.path): Promise<NamedArray> {
  const header = await readNpyHeader(source);
  const { shape, descr, offset, fortranOrder } = header;
  const name = nameOf(source.path).replace(/\.npy$/, "");
  if (isNpyText(descr))
    return { name, shape, content: { kind: "texts", texts: await readNpyStrings(source, header) } };
  const type = npyNumberType(descr, shown);
  checkNpySize(header, source, bytesOf(type));
  return { name, shape, content: { kind: "numbers", source, offset, type, columnMajor: fortranOrder } };
}
