import type { Cell } from "@clipscope/charts";
import type { RelatedClasses } from "@clipscope/study";
import { type Likeness, seriate } from "@clipscope/toolkit";
import type { Category } from "./categories.js";
import { errorsOf } from "./counts.js";
import type { Order } from "./spec.js";

/** What orders depend on. */
export interface Ordered {
  categories: readonly Category[];
  cells: readonly Cell[];
  /** For the order "texts"; without it, that order is the one along the hierarchy. */
  related: RelatedClasses | undefined;
}

/** Indices of the categories in an order. */
export function orderOf(order: Order, { categories, cells, related }: Ordered): number[] {
  const all = [...categories.keys()];
  switch (order) {
    case "dataset":
      return all;
    case "name":
      return all.sort((a, b) => categories[a].name.localeCompare(categories[b].name));
    case "errors": {
      const errors = errorsOf(cells, categories.length);
      return all.sort((a, b) => errors[b] - errors[a]);
    }
    case "confusion":
      return [...seriate(categories.length, confused(cells, categories.length))];
    case "texts":
      return related ? [...seriate(categories.length, alike(categories, related))] : all;
  }
}

/** Pairs that are confused, weighted by the share of their images that are. */
function* confused(cells: readonly Cell[], categories: number): Iterable<Likeness> {
  const images = new Float64Array(categories);
  for (const { row, n } of cells) images[row] += n;
  for (const { row, column, n } of cells) {
    if (row === column) continue;
    yield { a: row, b: column, weight: n / Math.sqrt(images[row] * Math.max(1, images[column])) };
  }
}

/** Pairs whose classes have similar texts. */
function* alike(
  categories: readonly Category[],
  { k, nearest, cosines }: RelatedClasses,
): Iterable<Likeness> {
  const place = new Int32Array(nearest.length / Math.max(1, k)).fill(-1);
  for (const [at, { classes }] of categories.entries()) for (const c of classes) place[c] = at;
  let least = 1;
  for (const cosine of cosines) least = Math.min(least, cosine);
  for (let i = 0; i < nearest.length; i++) {
    const [a, b] = [place[Math.floor(i / k)], place[nearest[i]]];
    // Relative to the smallest cosine, so that the differences between them count.
    if (a >= 0 && b >= 0 && a !== b) yield { a, b, weight: cosines[i] - least + 1e-6 };
  }
}
