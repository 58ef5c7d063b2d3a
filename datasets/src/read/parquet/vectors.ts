import { ClipscopeError } from "@clipscope/types";
import type { NumberType } from "../number-types.js";
import type { FileSource } from "../source.js";
import type { VectorBlock, VectorSource } from "../vectors.js";
import { type Leaf, type LeafGroup, numberTypeOf } from "./leaf.js";
import type { Parquet } from "./library.js";
import { decodeDictionary, decodeNumbers, type NumberPage } from "./numbers.js";
import { damaged, type Page, readPages } from "./pages.js";

/**
 * A data page and the rows that begin in it; recorded on the first pass, so that single rows can be read
 * later.
 */
interface PageRows {
  group: LeafGroup;
  offset: number;
  /** Size in the file in bytes, including the header. */
  size: number;
  /** First row that begins in the page; the next row if none does. */
  firstRow: number;
  begins: number;
  /** Whether the page's first values continue a row from an earlier page. */
  continues: boolean;
}

/**
 * A list column of numbers as vectors, with the width of most of the first rows. Numbers are decoded to typed
 * arrays, one page at a time. Throws `wrong-shape` for a column without values.
 */
export async function parquetVectors(
  parquet: Parquet,
  source: FileSource,
  leaf: Leaf,
): Promise<VectorSource> {
  const type = numberTypeOf(leaf);
  if (!type || leaf.maxRepetition !== 1) throw damaged(source, leaf, "it is not a list of numbers");
  const decoder = new Decoder(parquet, source, leaf, type);
  const width = await commonLength(decoder);
  const last = leaf.groups.at(-1);
  const rows = last ? last.start + last.rows : 0;
  let index: PageRows[] | undefined;

  async function* pass(): AsyncGenerator<VectorBlock> {
    const found: PageRows[] = [];
    for (const group of leaf.groups) {
      const lists = new ListAssembler(leaf, width, group.start);
      for await (const page of decoder.pages(group)) {
        const firstRow = lists.nextRow;
        const block = lists.add(page.numbers);
        const { repetition } = page.numbers;
        found.push({
          group,
          offset: page.offset,
          size: page.size,
          firstRow,
          begins: lists.nextRow - firstRow,
          continues: repetition !== undefined && page.numbers.count > 0 && repetition[0] !== 0,
        });
        if (block.data.length > 0) yield block;
      }
      const block = lists.end();
      if (block.data.length > 0) yield block;
      if (lists.nextRow !== group.start + group.rows) {
        throw damaged(
          source,
          leaf,
          `a row group has ${lists.nextRow - group.start} lists for ${group.rows} rows`,
        );
      }
    }
    index = found;
  }

  return {
    rows,
    width,
    blocks: pass,
    async read(wanted) {
      if (!index) for await (const _ of pass());
      const out = new Float32Array(wanted.length * width);
      const order = Int32Array.from(wanted.keys()).sort((a, b) => wanted[a] - wanted[b]);
      const pages = index as unknown as PageRows[];
      for (let i = 0; i < order.length; ) {
        const at = pageOfRow(pages, wanted[order[i]]);
        const { firstRow, begins } = pages[at];
        let end = i;
        while (end < order.length && wanted[order[end]] < firstRow + begins) end++;
        const toLast = wanted[order[end - 1]] === firstRow + begins - 1;
        const data = await rowsOf(pages, at, toLast);
        for (; i < end; i++) {
          const start = (wanted[order[i]] - firstRow) * width;
          out.set(data.subarray(start, start + width), order[i] * width);
        }
      }
      return out;
    },
  };

  /** The rows that begin in a page; the last one may extend into the following pages. */
  async function rowsOf(pages: PageRows[], at: number, toLast: boolean): Promise<Float32Array> {
    const { group, offset, size, firstRow, begins } = pages[at];
    const lists = new ListAssembler(leaf, width, firstRow);
    const data = new Float32Array(begins * width);
    let next = at;
    for await (const page of decoder.pages(group, { offset, size })) {
      const block = lists.add(page.numbers);
      const place = (block.start - firstRow) * width;
      data.set(block.data.subarray(0, data.length - place), place);
      const complete = block.start + block.data.length / width >= firstRow + begins;
      next++;
      if (complete || !toLast || !pages[next]?.continues || pages[next].group !== group) break;
    }
    const rest = lists.end();
    if (rest.start - firstRow < begins) data.set(rest.data, (rest.start - firstRow) * width);
    return data;
  }
}

function pageOfRow(pages: readonly PageRows[], row: number): number {
  let [low, high] = [0, pages.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pages[middle].firstRow <= row) low = middle;
    else high = middle - 1;
  }
  while (low > 0 && pages[low].begins === 0) low--;
  return low;
}

/** Decodes the data pages of a column, caching the dictionary of the last row group. */
class Decoder {
  private dictionary: { group: LeafGroup; values: Float32Array } | undefined;

  constructor(
    private readonly parquet: Parquet,
    readonly source: FileSource,
    readonly leaf: Leaf,
    private readonly type: NumberType,
  ) {}

  /**
   * Iterates over the data pages of a row group, or over those from an offset, the first of which has a known
   * size.
   */
  async *pages(
    group: LeafGroup,
    from?: { offset: number; size: number },
  ): AsyncGenerator<{ offset: number; size: number; numbers: NumberPage }> {
    const { parquet, source, leaf, type } = this;
    if (from && this.dictionary?.group !== group && mayHaveDictionary(group))
      await this.readDictionary(group);
    for await (const page of readPages(parquet, source, leaf, group, from?.offset, from?.size)) {
      if (page.header.type === "DICTIONARY_PAGE") this.keepDictionary(group, page);
      if (page.header.type !== "DATA_PAGE" && page.header.type !== "DATA_PAGE_V2") continue;
      const dictionary = this.dictionary?.group === group ? this.dictionary.values : undefined;
      const { codec } = group.meta;
      const numbers = this.decoded(() => decodeNumbers(parquet, leaf, codec, type, page, dictionary));
      yield { offset: page.offset, size: page.size, numbers };
    }
  }

  private async readDictionary(group: LeafGroup): Promise<void> {
    for await (const page of readPages(this.parquet, this.source, this.leaf, group)) {
      if (page.header.type === "DICTIONARY_PAGE") this.keepDictionary(group, page);
      return;
    }
  }

  private keepDictionary(group: LeafGroup, page: Page): void {
    const { parquet, leaf, type } = this;
    const values = this.decoded(() => decodeDictionary(parquet, leaf, group.meta.codec, type, page));
    this.dictionary = { group, values };
  }

  private decoded<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      throw damaged(this.source, this.leaf, (error as Error).message, error);
    }
  }
}

/**
 * Whether a dictionary may exist. Writers also list the encodings of levels, so a listed dictionary encoding
 * does not imply a dictionary.
 */
const mayHaveDictionary = ({ meta }: LeafGroup) =>
  meta.encodings.some((encoding) => encoding.endsWith("DICTIONARY"));

/** Splits a run of values into rows by Dremel's levels (parquet-format, Nested Encoding). */
class ListAssembler {
  /** Index of the next row to begin. */
  nextRow: number;
  private readonly current: Float32Array;
  /** Definition level of a missing value within a list. */
  private readonly gap: number;
  private length = 0;
  private open = false;

  constructor(
    private readonly leaf: Leaf,
    private readonly width: number,
    firstRow: number,
  ) {
    this.nextRow = firstRow;
    this.current = new Float32Array(width);
    const { element, maxDefinition } = leaf;
    const optional = element.repetition_type === "OPTIONAL";
    this.gap = optional ? maxDefinition - 1 : -1;
  }

  /** Adds a page and returns the rows it completes. */
  add({ count, repetition, definition, values }: NumberPage): VectorBlock {
    const { width, current } = this;
    let rows = this.open ? 1 : 0;
    for (let i = nextStart(repetition, 0, count); i < count; i = nextStart(repetition, i + 1, count)) rows++;
    const data = new Float32Array(rows * width);
    const start = this.open ? this.nextRow - 1 : this.nextRow;
    const odd = new Map<number, number>();
    let base = 0;
    let length = this.length;
    if (this.open) data.set(current);
    let value = 0;
    for (let i = 0; i < count; ) {
      if (!repetition || repetition[i] === 0) {
        if (this.open) {
          if (length !== width) this.markOdd(data, base, length, odd);
          base += width;
        }
        this.open = true;
        this.nextRow++;
        length = 0;
      }
      const end = nextStart(repetition, i + 1, count);
      if (values.length === count) {
        // Nothing is missing: the list, or its part in this page, as a whole.
        if (length + end - i <= width && this.open) data.set(values.subarray(i, end), base + length);
        length += end - i;
      } else {
        for (; i < end; i++) {
          const level = definition ? definition[i] : this.leaf.maxDefinition;
          if (level !== this.leaf.maxDefinition && level !== this.gap) continue;
          const present = level === this.leaf.maxDefinition;
          if (length < width && this.open) data[base + length] = present ? values[value] : Number.NaN;
          if (present) value++;
          length++;
        }
      }
      i = end;
    }
    this.length = length;
    if (!this.open) return { start, data: data.subarray(0, 0) };
    current.set(data.subarray(base, base + width));
    return { start, data: data.subarray(0, base), odd };
  }

  /** Returns the last row, after all pages. */
  end(): VectorBlock {
    const { width, current, length } = this;
    if (!this.open) return { start: this.nextRow, data: new Float32Array(0) };
    this.open = false;
    const odd = new Map<number, number>();
    const block = { start: this.nextRow - 1, data: current.slice(), odd };
    if (length !== width) odd.set(block.start, length);
    return block;
  }

  private markOdd(data: Float32Array, base: number, length: number, odd: Map<number, number>): void {
    odd.set(this.nextRow - 1, length);
    data.fill(Number.NaN, base, base + this.width);
  }
}

/** Start of the next list at or after `i`. */
function nextStart(repetition: Uint8Array | undefined, i: number, count: number): number {
  if (!repetition) return Math.min(i, count);
  const found = repetition.indexOf(0, i);
  return found < 0 ? count : found;
}

/** The most common length of the first rows, from the first page in which a list ends. */
async function commonLength(decoder: Decoder): Promise<number> {
  const { leaf, source } = decoder;
  const counts = new Map<number, number>();
  const optional = leaf.element.repetition_type === "OPTIONAL" ? 1 : 0;
  for (const group of leaf.groups) {
    let length = 0;
    let begun = false;
    const end = () => {
      if (begun && length > 0) counts.set(length, (counts.get(length) ?? 0) + 1);
      length = 0;
    };
    for await (const { numbers } of decoder.pages(group)) {
      const { count, repetition, definition } = numbers;
      for (let i = 0; i < count; i++) {
        if (!repetition || repetition[i] === 0) {
          end();
          begun = true;
        }
        if (!definition || definition[i] >= leaf.maxDefinition - optional) length++;
      }
      if (counts.size > 0) break;
    }
    if (counts.size === 0) end();
    if (counts.size > 0) break;
  }
  let common = 0;
  for (const [length, count] of counts) if (count > (counts.get(common) ?? 0)) common = length;
  if (common === 0) {
    throw new ClipscopeError("wrong-shape", `${source.path}: all lists of column ${leaf.path[0]} are empty.`);
  }
  return common;
}
