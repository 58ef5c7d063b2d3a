import { msg } from "@lit/localize";
import type { Explorer } from "../app/explorer.js";
import type { BuiltinPart } from "./in-worker.js";

/** The parts of the built-in data. */
export const readParts = (explorer: Explorer): Promise<readonly BuiltinPart[]> =>
  explorer.compute.extension<BuiltinPart[]>({ name: "parts", argument: {} });

/** Opens these parts of the built-in data, in the order of the list; everything else of the study stays. */
export function openParts(explorer: Explorer, all: readonly BuiltinPart[], chosen: readonly string[]): void {
  const doc = explorer.study.doc.peek();
  if (doc.data?.kind !== "builtin") return;
  const { hash: _, ...data } = doc.data;
  const parts = all.map(({ id }) => id).filter((id) => chosen.includes(id));
  explorer.dispatch(
    { do: "replace", document: { ...doc, data: { ...data, parts } } },
    { title: msg("Change the parts of the data") },
  );
}
