import type { Amounts } from "@clipscope/charts";
import type { SimilarityQuery, StudyDocument } from "@clipscope/study";
import { literal, type Recipe, type RecipeWords } from "../recipe.js";
import { shownRows } from "./shown-rows.js";

/** What colors the map, and what its legend hides. */
export interface MapLook {
  /** Column that colors the points; "" for none. */
  color: string;
  /** What each point's cosine is computed with, if that colors the points instead of a column: a text or a row. */
  query?: Exclude<SimilarityQuery, { image: Blob }>;
  /** Title of the amounts, if the points are colored by a number. */
  amountLabel?: string;
  /** How amounts become colors. */
  ramp?: Omit<Amounts, "values">;
  hidden: readonly string[];
  /** Whether the legend writes values such as "person-role" as words. */
  spoken?: boolean;
}

/** The study's map of the rows that pass the filters. */
export function mapRecipe(document: StudyDocument, look: MapLook, words: RecipeWords): Recipe {
  const { color, query, amountLabel, hidden, ramp = {}, spoken = false } = look;
  const isAmount = query !== undefined || amountLabel !== undefined;
  const coloring = query
    ? cosines(query, ramp)
    : color === ""
      ? undefined
      : isAmount
        ? amounts(color, ramp)
        : categories(color, spoken);
  const parts = [
    "positions: { x: Float32Array.from(positions.x), y: Float32Array.from(positions.y) }",
    ...(coloring ? [coloring.property] : []),
    "visible: { has: (point) => shown.has(positions.rows[point]) }",
    ...(hidden.length > 0 ? [`hiddenIds: ${literal(hidden)}`] : []),
    ...(isAmount || color === "right" ? ['labels: "none"'] : []),
  ];
  const options = { width: 800, ...(amountLabel !== undefined && { amountLabel }), ...words };
  return {
    imports: { "@clipscope/charts": ["scatterSvg", ...(coloring?.names ?? [])] },
    statements: `${shownRows(document)}
const { positions } = await study.map().done;
${coloring ? `${coloring.statements}\n` : ""}const map = {
  ${parts.join(",\n  ")},
};
const chart = scatterSvg(map, {
  keys: (point) => dataset.keys[positions.rows[point]],
  ...${literal(options)},
});`,
  };
}

/** The settings of a ramp that are not the default, as further properties. */
function after({ scale = "linear", invert = false, breaks }: Omit<Amounts, "values">): string {
  const set = { ...(scale !== "linear" && { scale }), ...(invert && { invert }), ...(breaks && { breaks }) };
  return Object.keys(set).length === 0 ? "" : `, ...${literal(set)}`;
}

interface ColoringCode {
  names: readonly string[];
  statements: string;
  property: string;
}

/** Code that writes a value as words, as the map's legend does. */
const SPOKEN = `
const titleOf = (value) => {
  const words = value.replaceAll(/[-_]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};`;

function categories(color: string, spoken: boolean): ColoringCode {
  const column = `const column = await study.columnState(${JSON.stringify(color)}).done;${spoken ? SPOKEN : ""}`;
  const isRelooked = color === "right" || color === "prediction";
  const options = ["among: shown", ...(isRelooked ? ["colors"] : []), ...(spoken ? ["titleOf"] : [])].join(
    ", ",
  );
  const property = `categories: {
    codes: Int32Array.from(positions.rows, (row) => column.codes[row]),
    entries: categoriesOf(column, { ${options} }).entries,
  }`;
  if (color === "right") {
    return {
      names: ["categoriesOf", "colorsOf", "verdictLook"],
      statements: `${column}
const of = (code) => (column.values[code] === "right" ? verdictLook.right : verdictLook.wrong);
const colors = { ...colorsOf(column), of };`,
      property,
    };
  }
  if (color === "prediction") {
    return {
      names: ["categoriesOf", "colorsOf"],
      statements: `${column}
// Predictions have the colors of the labels.
const labels = dataset.columns.get(dataset.roles.label);
const truth = colorsOf(labels ?? column);
const colors = { ...truth, of: (code) => truth.named(column.values[code]) };`,
      property,
    };
  }
  return { names: ["categoriesOf"], statements: column, property };
}

function amounts(color: string, ramp: Omit<Amounts, "values">): ColoringCode {
  return {
    names: [],
    statements: `const column = await study.columnState(${JSON.stringify(color)}).done;`,
    property: `amounts: { values: Float32Array.from(positions.rows, (row) => column.values[row])${after(ramp)} }`,
  };
}

function cosines(query: NonNullable<MapLook["query"]>, ramp: Omit<Amounts, "values">): ColoringCode {
  return {
    names: [],
    statements: `const similarity = await study.similarity(${JSON.stringify(query)}).done;
const cosine = new Float32Array(dataset.rows).fill(Number.NaN);
for (const [i, row] of similarity.rows.entries()) cosine[row] = similarity.cosines[i];`,
    property: `amounts: { values: Float32Array.from(positions.rows, (row) => cosine[row])${after(ramp)} }`,
  };
}
