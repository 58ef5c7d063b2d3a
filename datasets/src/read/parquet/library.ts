import { decodeLz4Block, decodeLz4Hadoop } from "../lz4.js";

/** Loads hyparquet with its decompressors, on the first Parquet file. */
export async function loadParquet() {
  const [api, column, datapage, plain, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet/src/column.js"),
    import("hyparquet/src/datapage.js"),
    import("hyparquet/src/plain.js"),
    import("hyparquet-compressors"),
  ]);
  // Theirs goes round in circles in a damaged block.
  const lz4 = { LZ4: decodeLz4Hadoop, LZ4_RAW: decodeLz4Block };
  return { ...api, ...column, ...datapage, ...plain, compressors: { ...compressors, ...lz4 } };
}

export type Parquet = Awaited<ReturnType<typeof loadParquet>>;
