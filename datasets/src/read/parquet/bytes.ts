import type { SchemaElement } from "hyparquet";
import type { FileSource } from "../source.js";
import type { Leaf, LeafGroup } from "./leaf.js";
import type { Parquet } from "./library.js";
import { damaged, extentOf, type Page, readHeaders, readPages } from "./pages.js";

/** A flat column of bytes or strings, read page by page. */
export interface BytesColumn {
  /** A row's value; undefined if missing. */
  read(row: number): Promise<Uint8Array | undefined>;
  /** All values in order: `[rows]`. For small columns, such as names. */
  readAll(): Promise<(Uint8Array | undefined)[]>;
}

interface PageStart {
  offset: number;
  firstRow: number;
  rows: number;
}

const PAGES_KEPT = 2;

/**
 * Opens a column of bytes that is not within a list. Rows are located by reading only the page headers of
 * their row group; recent pages are cached, so sequential reads decode each page once.
 */
export function parquetBytes(parquet: Parquet, source: FileSource, leaf: Leaf): BytesColumn {
  const indices = new Map<LeafGroup, Promise<PageStart[]>>();
  const dictionaries = new Map<LeafGroup, Promise<Uint8Array[] | undefined>>();
  const pages = new Map<number, Promise<(Uint8Array | undefined)[]>>();

  const indexOf = (group: LeafGroup) => {
    const known = indices.get(group);
    if (known) return known;
    const found = indexPages(parquet, source, leaf, group);
    indices.set(group, found);
    return found;
  };
  const dictionaryOf = (group: LeafGroup) => {
    const known = dictionaries.get(group);
    if (known) return known;
    const found = readDictionary(parquet, source, leaf, group);
    dictionaries.clear();
    dictionaries.set(group, found);
    return found;
  };
  const pageAt = (group: LeafGroup, { offset }: PageStart) => {
    const known = pages.get(offset);
    if (known) return known;
    const found = (async () => {
      const dictionary = await dictionaryOf(group);
      for await (const page of readPages(parquet, source, leaf, group, offset)) {
        return decodeBytes(parquet, source, leaf, group, page, dictionary);
      }
      return [];
    })();
    pages.set(offset, found);
    for (const old of [...pages.keys()].slice(0, -PAGES_KEPT)) pages.delete(old);
    return found;
  };

  return {
    async read(row) {
      const group = leaf.groups.find(({ start, rows }) => row >= start && row < start + rows);
      if (!group) return undefined;
      const starts = await indexOf(group);
      const page = starts.find(({ firstRow, rows }) => row >= firstRow && row < firstRow + rows);
      return page && (await pageAt(group, page))[row - page.firstRow];
    },
    async readAll() {
      const all: (Uint8Array | undefined)[] = [];
      for (const group of leaf.groups) {
        const dictionary = await readDictionary(parquet, source, leaf, group);
        for await (const page of readPages(parquet, source, leaf, group)) {
          if (page.header.type === "DICTIONARY_PAGE") continue;
          for (const value of decodeBytes(parquet, source, leaf, group, page, dictionary)) all.push(value);
        }
      }
      return all;
    },
  };
}

async function indexPages(
  parquet: Parquet,
  source: FileSource,
  leaf: Leaf,
  group: LeafGroup,
): Promise<PageStart[]> {
  const starts: PageStart[] = [];
  let firstRow = group.start;
  for await (const { header, offset } of readHeaders(parquet, source, leaf, group)) {
    const rows = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
    if (rows > 0) starts.push({ offset, firstRow, rows });
    firstRow += rows;
  }
  return starts;
}

async function readDictionary(
  parquet: Parquet,
  source: FileSource,
  leaf: Leaf,
  group: LeafGroup,
): Promise<Uint8Array[] | undefined> {
  const { start } = extentOf(group);
  if (start === Number(group.meta.data_page_offset) && !group.meta.dictionary_page_offset) {
    const dictionaryFirst = group.meta.encodings.some((encoding) => encoding.endsWith("DICTIONARY"));
    if (!dictionaryFirst) return undefined;
  }
  for await (const page of readPages(parquet, source, leaf, group)) {
    if (page.header.type !== "DICTIONARY_PAGE") return undefined;
    const bytes = parquet.decompressPage(
      page.bytes,
      page.header.uncompressed_page_size,
      group.meta.codec,
      parquet.compressors,
    );
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
    const count = page.header.dictionary_page_header?.num_values ?? 0;
    return parquet.readPlain(reader, "BYTE_ARRAY", count, undefined) as Uint8Array[];
  }
  return undefined;
}

function decodeBytes(
  parquet: Parquet,
  source: FileSource,
  leaf: Leaf,
  group: LeafGroup,
  page: Page,
  dictionary: Uint8Array[] | undefined,
): (Uint8Array | undefined)[] {
  const { header, bytes } = page;
  const { codec } = group.meta;
  const decoder = {
    pathInSchema: [...leaf.path],
    type: "BYTE_ARRAY" as const,
    element: leaf.element as SchemaElement,
    schemaPath: leaf.schemaPath,
    codec,
    compressors: parquet.compressors,
    parsers: {} as never, // of dates and the like; bytes stay bytes
  };
  try {
    const v1 = header.data_page_header;
    const { definitionLevels, dataPage } = v1
      ? parquet.readDataPage(
          parquet.decompressPage(bytes, header.uncompressed_page_size, codec, parquet.compressors),
          v1,
          decoder,
        )
      : parquet.readDataPageV2(bytes, header, decoder);
    const encoding = v1?.encoding ?? header.data_page_header_v2?.encoding;
    const coded = encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY";
    const values = coded
      ? Array.from(dataPage as ArrayLike<number>, (code) => dictionary?.[code])
      : (dataPage as Uint8Array[]);
    if (!definitionLevels?.length) return values;
    let next = 0;
    return definitionLevels.map((level) => (level === leaf.maxDefinition ? values[next++] : undefined));
  } catch (error) {
    throw damaged(source, leaf, (error as Error).message, error);
  }
}
