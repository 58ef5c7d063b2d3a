import { fileURLToPath } from "node:url";

/** Where Notebook Kit has its command, and keeps the results of cells that ran at build. It does not export these. */
export interface KitPaths {
  /** The file of the command `notebooks`. */
  command: string;
  getInterpreterCachePath(
    notebook: string,
    interpreter: string,
    format: string | undefined,
    source: string,
  ): Promise<string>;
  getQueryCachePath(notebook: string, database: string, strings: readonly string[]): Promise<string>;
}

export async function kitPaths(): Promise<KitPaths> {
  const kit = import.meta.resolve("@observablehq/notebook-kit");
  const [{ getInterpreterCachePath }, { getQueryCachePath }] = await Promise.all([
    import(new URL("./interpreters/index.js", kit).href),
    import(new URL("./databases/index.js", kit).href),
  ]);
  const command = fileURLToPath(new URL("../bin/notebooks.js", kit));
  return { command, getInterpreterCachePath, getQueryCachePath };
}
