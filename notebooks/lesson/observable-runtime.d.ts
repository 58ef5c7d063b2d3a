/** Notebook Kit's runtime of the page's notebook, as its own build imports it. */
declare module "observable:runtime" {
  /** The page's cells: `value` gives what a name in them stands for, once it is computed. */
  export const main: { value(name: string): Promise<unknown> };
}
