import type { Rows } from "@clipscope/charts";
import type { MapRegions } from "@clipscope/study";

/** A line of the tree: a region, an image, or a button for more images. */
export interface TreeNode {
  /** Path from the root, unique in the tree. */
  id: string;
  /** Path of its parent; "" for a root. */
  parent: string;
  kind: "region" | "image" | "more";
  /** 1 for a root. */
  level: number;
  /** Index of a region; -1 for the images in none. */
  region: number;
  /** The dataset's row of an image; for a region, that of its most central image. */
  row: number;
  /** Number of a region's images, or of those that are not listed yet. */
  count: number;
  /** Undefined for a node without children. */
  expanded: boolean | undefined;
  /** Position among its siblings, from 1, and their number. */
  place: number;
  siblings: number;
}

export interface TreeState {
  /** Ids of the open nodes. */
  open: ReadonlySet<string>;
  /** Number of images listed of a node, if more than the first. */
  limits: ReadonlyMap<string, number>;
  /** The nearest rows of an image; undefined until they are found. */
  neighborsOf(row: number): Int32Array | undefined;
}

/** Number of images listed at first, and added by "more". */
export const PAGE = 50;

/** The visible lines of the tree: regions, their parts and images, and the nearest of each image that is open. */
export function treeNodes(
  { rows, regions }: Pick<MapRegions, "rows" | "regions">,
  shown: Rows,
  state: TreeState,
): TreeNode[] {
  const childrenOf = new Map<number, number[]>();
  for (const [at, { parent }] of regions.entries())
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), at]);
  const nodes: TreeNode[] = [];
  const imagesOf = (region: number) => {
    const inside = new Set<number>();
    for (const child of childrenOf.get(region) ?? [])
      for (const point of regions[child].points) inside.add(point);
    const all = region < 0 ? rows.keys() : regions[region].points;
    return Array.from(all, (point) => point)
      .filter((point) => !inside.has(point) && shown.has(rows[point]))
      .map((point) => rows[point]);
  };
  const addImages = (
    own: readonly number[],
    parent: string,
    level: number,
    before: number,
    deep: boolean,
  ) => {
    const limit = state.limits.get(parent) ?? PAGE;
    const listed = own.slice(0, limit);
    const more = own.length - listed.length;
    const siblings = before + listed.length + Number(more > 0);
    for (const [i, row] of listed.entries()) {
      const id = `${parent}/${row}`;
      const expanded = deep ? state.open.has(id) : undefined;
      nodes.push({
        id,
        parent,
        kind: "image",
        level,
        region: -1,
        row,
        count: 1,
        expanded,
        place: before + i + 1,
        siblings,
      });
      if (!expanded) continue;
      const near = Array.from(state.neighborsOf(row) ?? []);
      addImages(near, id, level + 1, 0, false);
    }
    if (more > 0) {
      const place = siblings;
      nodes.push({
        id: `${parent}/more`,
        parent,
        kind: "more",
        level,
        region: -1,
        row: -1,
        count: more,
        expanded: undefined,
        place,
        siblings,
      });
    }
  };
  const addRegion = (region: number, parent: string, level: number, place: number, siblings: number) => {
    const own = region < 0 ? imagesOf(-1) : [];
    const points =
      region < 0 ? own : Array.from(regions[region].points).filter((point) => shown.has(rows[point]));
    if (points.length === 0) return;
    const id = `${parent}/r${region}`;
    const expanded = state.open.has(id);
    const row = region < 0 ? own[0] : rows[regions[region].central];
    nodes.push({
      id,
      parent,
      kind: "region",
      level,
      region,
      row,
      count: points.length,
      expanded,
      place,
      siblings,
    });
    if (!expanded) return;
    const children = region < 0 ? [] : (childrenOf.get(region) ?? []);
    const images = region < 0 ? own : imagesOf(region);
    const limit = state.limits.get(id) ?? PAGE;
    const all = children.length + Math.min(images.length, limit + 1);
    for (const [i, child] of children.entries()) addRegion(child, id, level + 1, i + 1, all);
    addImages(images, id, level + 1, children.length, true);
  };
  const roots = childrenOf.get(-1) ?? [];
  for (const [i, root] of roots.entries()) addRegion(root, "", 1, i + 1, roots.length + 1);
  addRegion(-1, "", 1, roots.length + 1, roots.length + 1);
  return nodes;
}
