import { listColumn } from "../columns.js";
import type { JsonRows } from "./jsonl.js";
import type { RawTable } from "./raw-table.js";

interface Coco {
  images: readonly Record<string, unknown>[];
  annotations: readonly Record<string, unknown>[];
  categories?: readonly Record<string, unknown>[];
}

/** Whether a JSON value has COCO's layout: images with ids, and annotations that refer to them. */
export function isCoco(value: unknown): value is Coco {
  const { images, annotations } = value as Partial<Coco>;
  return (
    Array.isArray(images) &&
    Array.isArray(annotations) &&
    annotations.length > 0 &&
    images.every((image) => image?.id !== undefined) &&
    annotations.every((annotation) => annotation?.image_id !== undefined)
  );
}

/**
 * Reads COCO annotations, https://cocodataset.org/#format-data: one row per image, with lists of its captions
 * and distinct category names.
 */
export function readCoco({ images, annotations, categories = [] }: Coco, rows: JsonRows): RawTable {
  for (const image of images) rows.addValue(image);
  const table = rows.table();
  const rowOf = new Map(images.map(({ id }, row) => [id, row]));
  const nameOf = new Map(categories.map(({ id, name }) => [id, String(name)]));
  const captions: string[][] = images.map(() => []);
  const names = images.map(() => new Set<string>());
  let strays = 0;
  for (const { image_id, caption, category_id } of annotations) {
    const row = rowOf.get(image_id);
    if (row === undefined) strays++;
    else {
      if (typeof caption === "string") captions[row].push(caption.trim());
      if (category_id !== undefined) names[row].add(nameOf.get(category_id) ?? String(category_id));
    }
  }
  if (captions.some(({ length }) => length > 0)) {
    table.columns.set("captions", listColumn("captions", captions));
    table.roles = { caption: "captions" };
  }
  if (names.some(({ size }) => size > 0)) {
    table.columns.set(
      "categories",
      listColumn(
        "categories",
        names.map((each) => [...each]),
      ),
    );
  }
  const notes = [...(table.notes ?? [])];
  if (strays > 0) notes.push(`${strays} annotations refer to unlisted images and are left out.`);
  return { ...table, notes };
}
