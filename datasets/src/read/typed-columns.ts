import { categoryColumn, categoryOrText, listColumn } from "../columns.js";
import type { CategoryColumn, Column, ListColumn } from "../dataset.js";
import type { Feature } from "./hugging-face.js";

/**
 * A column from typed values, such as Parquet's and Arrow's: numbers are kept unless a float64 can't
 * represent them, texts are kept, class labels become their names, lists of texts or labels become lists, and
 * structures become JSON. `null` and `undefined` are missing values.
 */
export function typedColumn(title: string, values: readonly unknown[], feature?: Feature): Column {
  if (feature?.kind === "class") return classColumn(title, values, feature.names);
  if (feature?.kind === "categories") {
    const texts = values.map((value) => (isPresent(value) ? textOf(value) : undefined));
    return categoryColumn(title, texts, feature.values);
  }
  const first = values.find(isPresent);
  switch (typeof first) {
    case "number":
    case "bigint":
      // Beyond 2^53 a float64 has no longer every whole number: they are identifiers, and two would become one.
      if (values.every(isNumberOrMissing) && !values.some(isBeyondFloat64))
        return numberColumn(title, values);
      break;
    case "boolean":
      return categoryColumn(
        title,
        values.map((value) => (isPresent(value) ? String(value) : undefined)),
      );
    case "object": {
      if (first instanceof Date) return categoryOrText(title, datesOf(values));
      if (!isList(first)) break;
      const names = feature?.kind === "list" && feature.of.kind === "class" ? feature.of.names : undefined;
      if (names) return classLists(title, values, names);
      return listColumn(
        title,
        values.map((value) => (isList(value) ? Array.from(value).filter(isPresent).map(textOf) : [])),
      );
    }
  }
  return categoryOrText(title, values.map(textOf));
}

function numberColumn(title: string, values: readonly unknown[]): Column {
  const numbers = Float64Array.from(values, (value) => (isPresent(value) ? Number(value) : Number.NaN));
  return { kind: "number", title, values: numbers };
}

function classColumn(title: string, values: readonly unknown[], names: readonly string[]): CategoryColumn {
  return {
    kind: "category",
    title,
    codes: Int32Array.from(values, (value) => codeOf(value, names)),
    values: names,
  };
}

function classLists(title: string, values: readonly unknown[], names: readonly string[]): ListColumn {
  const offsets = new Int32Array(values.length + 1);
  const codes: number[] = [];
  for (const [row, value] of values.entries()) {
    for (const item of isList(value) ? Array.from(value) : []) {
      const code = codeOf(item, names);
      if (code >= 0) codes.push(code);
    }
    offsets[row + 1] = codes.length;
  }
  return { kind: "list", title, offsets, codes: Int32Array.from(codes), values: names };
}

/** Index of a label among the names; -1 if missing, as `datasets` writes it. */
function codeOf(value: unknown, names: readonly string[]): number {
  if (typeof value === "string") return names.indexOf(value);
  const code = isPresent(value) ? Number(value) : -1;
  return Number.isInteger(code) && code >= 0 && code < names.length ? code : -1;
}

const isPresent = (value: unknown) => value !== null && value !== undefined;

const isNumberOrMissing = (value: unknown) =>
  !isPresent(value) || typeof value === "number" || typeof value === "bigint";

const isBeyondFloat64 = (value: unknown) => typeof value === "bigint" && !Number.isSafeInteger(Number(value));

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const MIDNIGHT = "T00:00:00.000Z";

/** Dates as ISO 8601, without the time if all are at midnight. */
function datesOf(values: readonly unknown[]): string[] {
  const texts = values.map(textOf);
  const days = texts.every((text) => text === "" || text.endsWith(MIDNIGHT));
  return days ? texts.map((text) => text.slice(0, 10)) : texts;
}

function textOf(value: unknown): string {
  if (!isPresent(value)) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (typeof value === "object") {
    return JSON.stringify(value, (_, each) => {
      // Arrow's lists of numbers are typed arrays.
      if (isList(each)) return Array.from(each);
      if (typeof each !== "bigint") return each;
      return isBeyondFloat64(each) ? String(each) : Number(each);
    });
  }
  return String(value);
}
