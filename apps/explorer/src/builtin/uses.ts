import type { OpenedDataset, StudyDocument } from "@clipscope/study";
import type { Use } from "../views/robustness/uses.js";

const USES: Readonly<Record<string, Use>> = {
  "pre-training": "training",
  validation: "validation",
  evaluation: "evaluation",
};

/**
 * How each value of a column of the built-in data was used to train the built-in model; undefined for other data,
 * another model, and columns other than the rendition.
 */
export function usesOf(
  { data, model }: Pick<StudyDocument, "data" | "model">,
  { columns }: Pick<OpenedDataset, "columns">,
  name: string,
): ReadonlyMap<string, Use> | undefined {
  const isBuiltin = data?.kind === "builtin" && data.id === "renditions";
  if (!isBuiltin || model.kind !== "builtin" || model.id !== "mini" || name !== "rendition") return undefined;
  const [column, use] = [columns.get(name), columns.get("use")];
  if (column?.kind !== "category" || use?.kind !== "category") return undefined;
  return new Map(
    column.values.flatMap((value, code) => {
      const row = column.codes.indexOf(code);
      const own = row < 0 ? undefined : USES[use.values[use.codes[row]]];
      return own ? [[value, own] as const] : [];
    }),
  );
}
