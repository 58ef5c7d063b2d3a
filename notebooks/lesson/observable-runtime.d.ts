/** Notebook Kit's runtime of the page's notebook, as its own build imports it. */
declare module "observable:runtime" {
  /** A cell as Notebook Kit's build writes it. */
  export interface CellDefinition {
    id: number;
    /** Computes the cell from its inputs; `this` is its value before. */
    body(this: unknown, ...inputs: unknown[]): unknown;
  }
  /** Adds a cell to the page; `state` holds its place. */
  export function define(state: object, cell: CellDefinition, observer?: unknown): void;
  /** The page's cells: `value` gives what a name in them stands for, once it is computed. */
  export const main: { value(name: string): Promise<unknown> };
}
