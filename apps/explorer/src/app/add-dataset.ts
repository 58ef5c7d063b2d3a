import type { DatasetRef, ProvidedFile } from "@clipscope/study";
import type { Explorer } from "./explorer.js";

/** Name of the column that tells the datasets apart. */
const COLUMN = "dataset";

/** Puts a second dataset beside the open one, with a column that tells them apart: the shift. */
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

/** Puts files as a second dataset beside the open one. */
export function addFiles(explorer: Explorer, name: string, files: readonly ProvidedFile[]): void {
  addDataset(explorer, { kind: "files", name: explorer.give(name, files) });
}
