/** A cell of a notebook's file, in order. */
export interface SourceCell {
  id: string;
  /** Its type: "module", "text/markdown" … */
  type: string;
  source: string;
}

/** The cells of a notebook's file. */
export function cellsIn(file: string): SourceCell[] {
  const found = file.matchAll(/<script id="(\d+)" type="([^"]+)"[^>]*>([\s\S]*?)<\/script>/g);
  return [...found].map(([, id, type, source]) => ({ id, type, source }));
}

const HEADING = /^\s*#{1,2} /m;
const QUESTION = /\bpredict\(\{\s*id: "([\w-]+)"/g;
const AFTER = /(?:\/\/|<!--) after: ([\w -]+?)(?: -->|$)/m;

/** The ids of the questions in a cell. */
export const questionsIn = ({ source }: SourceCell): string[] =>
  [...source.matchAll(QUESTION)].map(([, id]) => id);

/**
 * The questions that must be answered before a cell is shown, by the cell's id: those above it in its section, which
 * begins with a heading, and those that it names in a comment, `// after: fall gap` or `<!-- after: fall gap -->`.
 * Throws for a name that no question above it has.
 */
export function gatesOf(cells: readonly SourceCell[]): Map<string, readonly string[]> {
  const gates = new Map<string, readonly string[]>();
  const known: string[] = [];
  let section: string[] = [];
  for (const cell of cells) {
    if (cell.type === "text/markdown" && HEADING.test(cell.source)) section = [];
    const named = AFTER.exec(cell.source)?.[1].trim().split(/\s+/) ?? [];
    const unknown = named.find((id) => !known.includes(id));
    if (unknown)
      throw new Error(`Cell ${cell.id} comes after the question "${unknown}", which no cell above it asks.`);
    const needed = [...new Set([...named, ...section])];
    if (needed.length > 0) gates.set(cell.id, needed);
    const own = questionsIn(cell);
    known.push(...own);
    section.push(...own);
  }
  return gates;
}
