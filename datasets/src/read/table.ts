import { type Cell, inferColumn } from "../columns.js";
import type { Column, RowProblem } from "../dataset.js";
import type { RawTable } from "./raw-table.js";

/** Cells by column, in column order: each array is `[rows]`. */
export type Cells = ReadonlyMap<string, readonly Cell[]>;

/**
 * The table made of a text format's cells: columns by the rules of `inferColumn`, texts that all look like
 * lists (`["a", "b"]`, `[0.1 0.2]`) as lists, and lists of numbers kept apart as possible embeddings.
 */
export function tableOf(cells: Cells, rows: number, problems: RowProblem[], notes: string[]): RawTable {
  const columns = new Map<string, Column>();
  const numberLists = new Map<string, readonly (readonly number[] | undefined)[]>();
  for (const [name, raw] of cells) {
    const values = listsOfTexts(raw) ?? raw;
    if (isShortened(raw)) {
      notes.push(
        `The column “${name}” holds arrays that were shortened to “...” when they were printed: write all numbers, as json.dumps(array.tolist()) does.`,
      );
    }
    const lists = numberListsOf(values);
    if (lists) numberLists.set(name, lists);
    else columns.set(name, inferColumn(name, values));
  }
  return { rows, columns, numberLists, problems, notes };
}

const isMissing = (cell: Cell): cell is "" | null | undefined =>
  cell === "" || cell === null || cell === undefined;

/** Whether a column's first text is a long array abbreviated by NumPy or PyTorch. */
function isShortened(cells: readonly Cell[]): boolean {
  const first = cells.find((cell) => !isMissing(cell));
  return typeof first === "string" && LIST.test(first) && /\d[\s,]+\.\.\.[\s,]+[-\d]/.test(first);
}

/** The lists of a column that contains only lists of numbers and empty cells. */
function numberListsOf(cells: readonly Cell[]): (readonly number[] | undefined)[] | undefined {
  let lists = 0;
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    if (!Array.isArray(cell) || !cell.every((value) => typeof value === "number")) return undefined;
    if (cell.length > 0) lists++;
  }
  if (lists === 0) return undefined;
  return cells.map((cell) => (isMissing(cell) ? undefined : (cell as readonly number[])));
}

/** A list, plain or as printed by PyTorch and NumPy: `tensor([…])`, `array([…], dtype=float32)`. */
const LIST = /^\s*(?:(?:tensor|array)\()?(\[[\s\S]*\])(?:(?:,\s*\w+=[^()]*)*\))?\s*$/;

/** Parses texts as lists; undefined unless all non-empty texts are in square brackets. */
function listsOfTexts(cells: readonly Cell[]): Cell[] | undefined {
  const lists: Cell[] = [];
  if (cells.every(isMissing)) return undefined;
  for (const cell of cells) {
    if (!isMissing(cell) && !(typeof cell === "string" && LIST.test(cell))) return undefined;
    const list = isMissing(cell) ? undefined : listOfText(LIST.exec(cell as string)?.[1] as string);
    if (list === undefined && !isMissing(cell)) return undefined;
    lists.push(list);
  }
  return lists;
}

/** Parses a list in JSON, in Python's notation, or in NumPy's: `[0.1 -2. 3e-05]`. */
function listOfText(printed: string): unknown[] | undefined {
  const text = printed.replace(/np\.\w+\(([^()]*)\)/g, "$1"); // NumPy 2 prints the type of each number of a list
  const json = parseList(text) ?? parseList(text.replaceAll("'", '"'));
  if (json) return json;
  const parts = text
    .slice(1, -1)
    .trim()
    .split(/[\s,]+/);
  const numbers = parts.map(Number);
  return parts[0] !== "" && numbers.every((value, i) => !Number.isNaN(value) || /^-?nan$/i.test(parts[i]))
    ? numbers
    : undefined;
}

function parseList(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Makes column names unique and fills empty ones: a second "x" becomes "x (2)", an empty name "column 3". */
export function columnNames(given: readonly string[]): string[] {
  const taken = new Set<string>();
  return given.map((name, i) => {
    const stem = name.trim() || `column ${i + 1}`;
    let unique = stem;
    for (let n = 2; taken.has(unique); n++) unique = `${stem} (${n})`;
    taken.add(unique);
    return unique;
  });
}
