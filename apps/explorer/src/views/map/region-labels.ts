import type { Categories, MapRegion, Rows } from "@clipscope/charts";
import { type MapRegions, nameRegions, type Study } from "@clipscope/study";
import { valueTitles } from "./coloring.js";
import type { Points } from "./points.js";

/** Regions with a name, "" for none, and the image that stands for each. */
export interface NamedRegions {
  names: readonly string[];
  /** The dataset's row: the most typical of those with the category of the name, otherwise the most central one. */
  rows: readonly number[];
}

/** Names regions by classes and their coarser categories, by predictions, or by captions. */
export function namedRegions(regions: MapRegions, study: Study): NamedRegions {
  const dataset = study.dataset().value;
  if (!dataset) return { names: [], rows: [] };
  const { columns, roles } = dataset;
  const categories: { codes: Int32Array; values: readonly string[] }[] = [];
  let name =
    roles.label ?? (study.columns().some((each) => each.name === "prediction") ? "prediction" : undefined);
  for (let steps = 0; name !== undefined && steps < 5; steps++) {
    const column = study.column(name);
    if (column?.kind !== "category") break;
    const title = valueTitles(column.values);
    categories.push({ codes: column.codes, values: column.values.map(title) });
    name = column.parent?.column;
  }
  const caption = roles.caption === undefined ? undefined : columns.get(roles.caption);
  const names = nameRegions(regions, {
    categories,
    ...(caption?.kind === "text" && { textOf: (row: number) => caption.at(row) }),
  });
  const { rows, listed } = regions;
  const portraits = regions.regions.map(({ points, central }, at) => {
    const named = categories.map(({ codes, values }) => ({ codes, code: values.indexOf(names[at]) }));
    const own = named.find(({ code }) => code >= 0);
    const members = own ? points.filter((point) => own.codes[rows[point]] === own.code) : points;
    const isNamed = own !== undefined && members.length > 0;
    return rows[isNamed ? members.reduce((a, b) => (listed[b] > listed[a] ? b : a)) : central];
  });
  return { names, rows: portraits };
}

/**
 * The names as they stand on the map, at the densest point of their region and in the color of the category of that name,
 * without those of regions most of whose points are hidden, and without repeating a region's name within it.
 */
export function regionLabels(
  { rows, regions }: MapRegions,
  { names, rows: portraits }: NamedRegions,
  points: Points,
  { shown, categories }: { shown: Rows; categories?: Categories | undefined },
): MapRegion[] {
  const colors = new Map(categories?.entries.map(({ label, color }) => [label, color]));
  return regions.flatMap(({ level, parent, points: own, densest }, at) => {
    const label = names[at];
    const above = parentNames(regions, names, parent);
    const point = points.pointOf(rows[densest]);
    const visible = own.reduce((sum, each) => sum + Number(shown.has(points.pointOf(rows[each]) ?? -1)), 0);
    if (!label || above.includes(label) || point === undefined || 2 * visible < own.length) return [];
    const color = colors.get(label);
    return [
      {
        label,
        x: points.positions.x[point],
        y: points.positions.y[point],
        level,
        point: points.pointOf(portraits[at]) ?? point,
        ...(color !== undefined && { color }),
      },
    ];
  });
}

function parentNames(regions: MapRegions["regions"], names: readonly string[], parent: number): string[] {
  return parent < 0 ? [] : [names[parent], ...parentNames(regions, names, regions[parent].parent)];
}
