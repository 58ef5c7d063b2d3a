import { sha256 } from "@clipscope/types";
import { inferColumn } from "../columns.js";
import type { Column, NumberColumn } from "../dataset.js";
import type { RawTable, RawVectors } from "./raw-table.js";
import { isVectorName, looksLikeVectors } from "./vector-choice.js";
import { checkVectors, type VectorSource, vectorsInMemory } from "./vectors.js";

/** Minimum number of consecutive columns that count as dimensions whatever their names. */
const FEWEST_UNNAMED = 8;

/**
 * Moves embeddings from ordinary columns to `vectors`: runs of number columns such as `dim_0` … `dim_511`,
 * and `numberLists` of one length; other lists of numbers become list columns. `openDataset` calls it on
 * every reader's result.
 */
export async function gatherVectors(table: RawTable): Promise<RawTable> {
  const columns = new Map(table.columns);
  const vectors = new Map(table.vectors ?? []);
  const problems = [...(table.problems ?? [])];
  const notes = [...(table.notes ?? [])];
  const add = async (name: string, source: VectorSource, data: Float32Array) => {
    const checked = await checkVectors(source, { file: name });
    if (checked.odd * 2 > source.rows) return false;
    vectors.set(name, { ...checked.column, identity: await identityOf(data) } satisfies RawVectors);
    problems.push(...checked.problems);
    return true;
  };

  for (const [name, lists] of table.numberLists ?? []) {
    const width = commonLength(lists);
    const whole = lists.every((list) => list?.every(Number.isInteger) ?? true);
    const vector = looksLikeVectors({ name, whole, width });
    const { source, data } = vector
      ? listVectors(lists, width)
      : { source: undefined, data: new Float32Array() };
    if (!source || !(await add(name, source, data))) columns.set(name, inferColumn(name, lists));
  }
  for (const { name, run } of runsOf(columns)) {
    const data = columnVectors(
      run.map((column) => columns.get(column) as NumberColumn),
      table.rows,
    );
    const unique =
      vectors.has(name) || (columns.has(name) && !run.includes(name)) ? `${name} (columns)` : name;
    if (!(await add(unique, vectorsInMemory(data, run.length), data))) continue;
    for (const column of run) columns.delete(column);
    notes.push(`The columns “${run[0]}” to “${run.at(-1)}” are read as vectors of ${run.length} values.`);
  }
  return { ...table, columns, vectors, problems, notes, numberLists: undefined };
}

/** Runs of consecutive number columns whose names end in numbers counting up from 0 or 1. */
function runsOf(columns: ReadonlyMap<string, Column>): { name: string; run: string[] }[] {
  const runs: { stem: string; next: number; run: string[] }[] = [];
  for (const [name, column] of columns) {
    const [, stem, digits] = /^(.*?)(\d+)\]?$/.exec(name) ?? [];
    const last = runs.at(-1);
    if (digits === undefined || column.kind !== "number") continue;
    if (last?.stem === stem && last.next === Number(digits)) {
      last.run.push(name);
      last.next++;
    } else if (Number(digits) <= 1) runs.push({ stem, next: Number(digits) + 1, run: [name] });
  }
  return runs
    .filter(({ stem, run }) => run.length >= (isVectorName(stem) ? 2 : FEWEST_UNNAMED))
    .map(({ stem, run }) => ({
      name: isVectorName(stem) ? stem.replace(/[^\p{L}\p{N}]+$/u, "") : "embedding",
      run,
    }));
}

function columnVectors(run: readonly NumberColumn[], rows: number): Float32Array {
  const width = run.length;
  const data = new Float32Array(rows * width);
  for (const [dimension, { values }] of run.entries()) {
    for (let row = 0; row < rows; row++) data[row * width + dimension] = values[row];
  }
  return data;
}

type Lists = readonly (readonly number[] | undefined)[];

function listVectors(lists: Lists, width: number): { source: VectorSource; data: Float32Array } {
  const data = new Float32Array(lists.length * width).fill(Number.NaN);
  const odd = new Map<number, number>();
  for (const [row, list] of lists.entries()) {
    if (list?.length === width) data.set(list, row * width);
    else odd.set(row, list?.length ?? 0);
  }
  return { source: vectorsInMemory(data, width, odd), data };
}

function commonLength(lists: Lists): number {
  const counts = new Map<number, number>();
  for (const list of lists) if (list) counts.set(list.length, (counts.get(list.length) ?? 0) + 1);
  counts.delete(0);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

const identityOf = (data: Float32Array) =>
  sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
