import type { FileMetaData, SchemaElement, SchemaTree } from "hyparquet";
import type { ColumnMetaData } from "hyparquet/src/types.js";
import type { NumberType } from "../number-types.js";
import type { Parquet } from "./library.js";

/** A primitive column of a Parquet file, with one chunk of values per row group. */
export interface Leaf {
  /** Names from the top-level column downward, such as ["embedding", "list", "element"]. */
  path: readonly string[];
  /** Schema elements from the root downward. */
  schemaPath: SchemaTree[];
  element: SchemaElement;
  /** Definition level of a present value, and repetition level of a continued list. */
  maxDefinition: number;
  maxRepetition: number;
  groups: readonly LeafGroup[];
}

export interface LeafGroup {
  /** First row of the group, counted from the start of the file. */
  start: number;
  rows: number;
  meta: ColumnMetaData;
}

/** All primitive columns of a file, by top-level column. */
export function leavesOf(parquet: Parquet, metadata: FileMetaData): Map<string, Leaf[]> {
  const root = parquet.parquetSchema(metadata);
  const leaves = new Map<string, Leaf[]>();
  for (const top of root.children) {
    const found: Leaf[] = [];
    walk([root, top], (schemaPath) => found.push(leafOf(schemaPath, metadata)));
    leaves.set(top.element.name, found);
  }
  return leaves;
}

/** The storage type of a leaf if it holds numbers that can form vectors. */
export function numberTypeOf({ element }: Leaf): NumberType | undefined {
  switch (element.type) {
    case "FLOAT":
      return { kind: "f4" };
    case "DOUBLE":
      return { kind: "f8" };
    case "INT32":
      return element.converted_type === "DECIMAL" || element.converted_type === "DATE"
        ? undefined
        : { kind: "i4" };
    case "INT64":
      return element.converted_type === undefined || element.converted_type === "INT_64"
        ? { kind: "i8" }
        : undefined;
    case "FIXED_LEN_BYTE_ARRAY":
      return element.logical_type?.type === "FLOAT16" ? { kind: "f2" } : undefined;
    default:
      return undefined;
  }
}

/** Whether a leaf holds text rather than bytes. */
export const isText = ({ element: { type, converted_type, logical_type } }: Leaf): boolean =>
  type === "BYTE_ARRAY" &&
  (converted_type === "UTF8" ||
    converted_type === "ENUM" ||
    converted_type === "JSON" ||
    logical_type?.type === "STRING");

/** Whether a leaf holds bytes, such as an encoded image. */
export const isBinary = (leaf: Leaf): boolean =>
  leaf.element.type === "BYTE_ARRAY" && !isText(leaf) && leaf.element.converted_type !== "DECIMAL";

function walk(path: SchemaTree[], onLeaf: (path: SchemaTree[]) => void): void {
  const { children } = path[path.length - 1];
  if (children.length === 0) onLeaf(path);
  for (const child of children) walk([...path, child], onLeaf);
}

function leafOf(schemaPath: SchemaTree[], metadata: FileMetaData): Leaf {
  const path = schemaPath.slice(1).map(({ element }) => element.name);
  const key = path.join(".");
  let start = 0;
  const groups: LeafGroup[] = [];
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join(".") === key);
    if (chunk?.meta_data && rows > 0) groups.push({ start, rows, meta: chunk.meta_data });
    start += rows;
  }
  const below = schemaPath.slice(1).map(({ element }) => element.repetition_type);
  return {
    path,
    schemaPath,
    element: schemaPath[schemaPath.length - 1].element,
    maxDefinition: below.filter((type) => type !== "REQUIRED").length,
    maxRepetition: below.filter((type) => type === "REPEATED").length,
    groups,
  };
}
