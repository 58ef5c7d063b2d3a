import type { Column } from "@clipscope/datasets";
import type { OpenedDataset } from "../compute.js";
import type { Method } from "./messages.js";

/** Texts joined into one string, with the end of each: sending one string is far cheaper than sending many. */
interface PackedTexts {
  text: string;
  ends: Uint32Array;
}

type SentColumn = Exclude<Column, { kind: "text" }> | { kind: "text"; title: string; packed: PackedTexts };
interface SentDataset extends Omit<OpenedDataset, "columns" | "keys"> {
  columns: ReadonlyMap<string, SentColumn>;
  keys: PackedTexts;
}

/** A result in a form that can be sent: without the functions of text columns. */
export function toWire(method: Method, value: unknown): unknown {
  if (method !== "openDataset") return value;
  const { columns, keys, rows, ...rest } = value as OpenedDataset;
  const sent = [...columns].map(([name, column]) => [name, sentColumn(column, rows)] as const);
  return {
    ...rest,
    rows,
    columns: new Map(sent),
    keys: pack(keys.length, (row) => keys[row]),
  } satisfies SentDataset;
}

/** Restores the result that was passed to `toWire`. */
export function fromWire(method: Method, value: unknown): unknown {
  if (method !== "openDataset") return value;
  const { columns, keys, ...rest } = value as SentDataset;
  const received = [...columns].map(([name, column]) => [name, receivedColumn(column)] as const);
  const at = unpack(keys);
  return {
    ...rest,
    columns: new Map(received),
    keys: Array.from(keys.ends, (_, row) => at(row)),
  } satisfies OpenedDataset;
}

const sentColumn = (column: Column, rows: number): SentColumn =>
  column.kind === "text"
    ? { kind: "text", title: column.title, packed: pack(rows, (row) => column.at(row)) }
    : column;

const receivedColumn = (column: SentColumn): Column =>
  column.kind === "text" ? { kind: "text", title: column.title, at: unpack(column.packed) } : column;

function pack(count: number, at: (row: number) => string): PackedTexts {
  const ends = new Uint32Array(count);
  const texts = new Array<string>(count);
  let end = 0;
  for (let row = 0; row < count; row++) {
    texts[row] = at(row);
    end += texts[row].length;
    ends[row] = end;
  }
  return { text: texts.join(""), ends };
}

/** Text of each row; "" for an index out of range. */
const unpack =
  ({ text, ends }: PackedTexts) =>
  (row: number): string =>
    row in ends ? text.slice(row === 0 ? 0 : ends[row - 1], ends[row]) : "";
