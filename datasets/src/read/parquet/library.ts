/** hyparquet and its decompressors, fetched when the first Parquet file is opened. */
export async function loadParquet() {
  const [api, column, datapage, encoding, plain, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet/src/column.js"),
    import("hyparquet/src/datapage.js"),
    import("hyparquet/src/encoding.js"),
    import("hyparquet/src/plain.js"),
    import("hyparquet-compressors"),
  ]);
  return { ...api, ...column, ...datapage, ...encoding, ...plain, compressors };
}

export type Parquet = Awaited<ReturnType<typeof loadParquet>>;
