import { ClipscopeError } from "@clipscope/types";
import type { PageHeader } from "hyparquet";
import type { FileSource } from "../source.js";
import type { Leaf, LeafGroup } from "./leaf.js";
import type { Parquet } from "./library.js";

/** A page of a column: the unit of compression, about a megabyte. */
export interface Page {
  header: PageHeader;
  /** Byte offset of the page header in the file. */
  offset: number;
  /** Size in the file in bytes, including the header. */
  size: number;
  /** Compressed content, as in the file. */
  bytes: Uint8Array;
}

const WINDOW_BYTES = 4 << 20;
const FIRST_HEADER_BYTES = 1 << 10;
const LONGEST_PAGE = 1 << 30;

/** Byte range of a column's pages in a row group. */
export function extentOf({ meta }: LeafGroup): { start: number; end: number } {
  const first = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  // Some writers give 0, or a place after the data, where there is no dictionary.
  const start = dictionary > 0 && dictionary < first ? dictionary : first;
  return { start, end: start + Number(meta.total_compressed_size) };
}

/**
 * Iterates over the pages of a row group from `offset`, including the dictionary page, reading `ahead` bytes
 * at a time: a few megabytes, or the size of the wanted page.
 */
export async function* readPages(
  parquet: Parquet,
  source: FileSource,
  leaf: Leaf,
  group: LeafGroup,
  offset = extentOf(group).start,
  ahead = WINDOW_BYTES,
): AsyncGenerator<Page> {
  const { end } = extentOf(group);
  checkExtent(source, leaf, end);
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = offset;
  const ensure = async (from: number, to: number) => {
    if (from >= windowStart && to <= windowStart + window.length) return;
    window = await source.slice(from, Math.min(end, Math.max(to, from + ahead)));
    windowStart = from;
  };
  for (let at = offset; at < end; ) {
    await ensure(at, Math.min(end, at + FIRST_HEADER_BYTES));
    let parsed = parseHeader(parquet, window, at - windowStart);
    for (let size = FIRST_HEADER_BYTES; !parsed && at + size < end; ) {
      size *= 16; // a header with long statistics
      await ensure(at, Math.min(end, at + size));
      parsed = parseHeader(parquet, window, at - windowStart);
    }
    const header = checkHeader(parsed?.header, source, leaf, group);
    const body = at + (parsed?.length ?? 0);
    const next = body + header.compressed_page_size;
    if (next > end) throw damaged(source, leaf, `a page should end at byte ${next}, beyond the column's end`);
    await ensure(body, next);
    yield {
      header,
      offset: at,
      size: next - at,
      bytes: window.subarray(body - windowStart, next - windowStart),
    };
    at = next;
  }
}

/** Iterates over page headers only, to find a row without reading the data before it. */
export async function* readHeaders(
  parquet: Parquet,
  source: FileSource,
  leaf: Leaf,
  group: LeafGroup,
): AsyncGenerator<{ header: PageHeader; offset: number }> {
  const { start, end } = extentOf(group);
  checkExtent(source, leaf, end);
  for (let at = start; at < end; ) {
    let parsed: ReturnType<typeof parseHeader>;
    for (let size = FIRST_HEADER_BYTES; !parsed; size *= 16) {
      const bytes = await source.slice(at, Math.min(end, at + size));
      parsed = parseHeader(parquet, bytes, 0);
      if (at + size >= end) break;
    }
    const header = checkHeader(parsed?.header, source, leaf, group);
    yield { header, offset: at };
    at += (parsed?.length ?? 0) + header.compressed_page_size;
    if (at > end) throw damaged(source, leaf, `a page should end at byte ${at}, beyond the column's end`);
  }
}

/**
 * Throws unless the pages of a column are contiguous and have the declared number of values; hyparquet would
 * loop forever otherwise.
 */
export async function checkPages(parquet: Parquet, source: FileSource, leaf: Leaf): Promise<void> {
  for (const group of leaf.groups) {
    let values = 0;
    for await (const { header } of readHeaders(parquet, source, leaf, group)) {
      values += header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
    }
    if (values === Number(group.meta.num_values)) continue;
    throw damaged(source, leaf, `its pages have ${values} values instead of ${group.meta.num_values}`);
  }
}

/** The error for a column that can't be decoded. */
export const damaged = (source: FileSource, leaf: Leaf, what: string, cause?: unknown): ClipscopeError =>
  new ClipscopeError(
    "bad-file",
    `${source.path}: column ${leaf.path[0]} can't be decoded: ${what}. Copy or write the file again.`,
    { cause },
  );

function checkExtent(source: FileSource, leaf: Leaf, end: number): void {
  if (end > source.size) {
    throw damaged(source, leaf, `it should end at byte ${end}, but the file has ${source.size}`);
  }
}

function checkHeader(
  header: PageHeader | undefined,
  source: FileSource,
  leaf: Leaf,
  group: LeafGroup,
): PageHeader {
  const values = header?.data_page_header?.num_values ?? header?.data_page_header_v2?.num_values ?? 0;
  const listed = header?.dictionary_page_header?.num_values ?? 0;
  if (
    !header?.type ||
    !(values >= 0 && values <= group.meta.num_values) ||
    !(listed >= 0 && listed <= header.uncompressed_page_size) ||
    !(header.compressed_page_size >= 0) ||
    !(header.uncompressed_page_size >= 0 && header.uncompressed_page_size <= LONGEST_PAGE)
  ) {
    throw damaged(source, leaf, "a page's header is damaged");
  }
  return header;
}

function parseHeader(
  parquet: Parquet,
  bytes: Uint8Array,
  at: number,
): { header: PageHeader; length: number } | undefined {
  const reader = {
    view: new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at),
    offset: 0,
  };
  try {
    return { header: parquet.parquetHeader(reader), length: reader.offset };
  } catch {
    return undefined; // it goes on beyond what was read, or is none
  }
}
