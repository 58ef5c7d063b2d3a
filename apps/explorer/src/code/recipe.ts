import type { ChartOptions } from "@clipscope/charts";

/** How a chart is computed from an open study, as JavaScript. */
export interface Recipe {
  /** Names that the statements use, by the package that exports them. */
  imports: Readonly<Record<string, readonly string[]>>;
  /** Statements that use `study`, may await, and end by declaring `chart`. */
  statements: string;
  /** Whether the statements use no study, as for published results. */
  alone?: true;
}

/** Words around a chart in its files, as on the page. */
export type RecipeWords = Pick<ChartOptions, "title" | "note" | "source" | "theme">;

/** A value as JavaScript, indented to stand inside a call. Fields that are undefined are left out. */
export const literal = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replaceAll("\n", "\n  ");

/** Import statements, by package in alphabetical order. */
export const importsOf = (imports: Recipe["imports"]): string =>
  Object.entries(imports)
    .filter(([, names]) => names.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, names]) => `import { ${[...new Set(names)].sort().join(", ")} } from "${from}";`)
    .join("\n");

/** Names imported by any of several lists. */
export function joinImports(...all: readonly Recipe["imports"][]): Recipe["imports"] {
  const joined = new Map<string, string[]>();
  for (const imports of all) {
    for (const [from, names] of Object.entries(imports))
      joined.set(from, [...(joined.get(from) ?? []), ...names]);
  }
  return Object.fromEntries(joined);
}
