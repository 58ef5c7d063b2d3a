import type { DatasetRef, ProvidedFile } from "@clipscope/study";
import type { Explorer } from "./explorer.js";

/** Name of the column that says which dataset a row is from. */
const COLUMN = "dataset";

/** Joins a second dataset to the open one, with a column that says which dataset each row is from: the shift. */
export function addDataset(explorer: Explorer, added: DatasetRef): void {
  const { data } = explorer.study.doc.peek();
  const taken = explorer.study.dataset().value?.columns.has(COLUMN) === true;
  const column = data?.kind === "several" ? data.column : taken ? `compared ${COLUMN}` : COLUMN;
  const parts = data?.kind === "several" ? data.parts : data ? [data] : [];
  const all = [...parts, added];
  explorer.dispatch({
    do: "open-data",
    data: all.length === 1 ? added : { kind: "several", parts: all, column },
  });
}

/** Joins a second dataset, opened from files, to the open one. */
export function addFiles(explorer: Explorer, name: string, files: readonly ProvidedFile[]): void {
  addDataset(explorer, { kind: "files", name: explorer.give(name, files) });
}
