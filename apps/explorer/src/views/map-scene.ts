import type { LegendEntry, MapLabel, Positions } from "@clipscope/charts";
import { categoryColor, emphasis, type Palette, type Scene, type Sheet } from "@clipscope/charts";
import { median } from "d3";
import {
  type Categories,
  categorize,
  groupLabel,
  groupOf,
  subgroupLabel,
  subgroupOf,
} from "../lib/categories.js";
import type { Color } from "../lib/url-state.js";
import type { Session } from "../state/session.js";

/** Marks: disc for right, cross for wrong; renditions use the other shapes. */
const shapeOf = { right: 0, wrong: 1 };
const renditionShapes = [0, 2, 3, 4];

/** The categories of the session's items for one coloring, with each category's appearance. */
export function colorCategories(session: Session, by: Color): Categories {
  const { items, index } = session;
  if (!items || !index) return { of: new Int16Array(), entries: [] };
  const concept = (item: number) => index.concepts[items.concept[item]];
  switch (by) {
    case "group":
      return categorize(items.length, (item) => groupOf(concept(item)), groupLabel, "first");
    case "subgroup":
      return categorize(items.length, (item) => subgroupOf(concept(item)), subgroupLabel, "size");
    case "prediction":
      return categorize(items.length, (item) => predictedGroup(session, item), groupLabel, "size");
    case "correct":
      return categorize(
        items.length,
        (item) => rightOrWrong(session, item),
        (id) => (id === "right" ? "Right" : "Wrong"),
        ["right", "wrong"],
      );
    case "rendition":
      return categorize(
        items.length,
        (item) => session.renditionOf(item).id,
        (id) => titleOf(session, id),
        "first",
      );
  }
}

function predictedGroup(session: Session, item: number): string | undefined {
  const verdict = session.verdict(item);
  const score = session.scoreOf(session.renditionOf(item));
  if (!verdict || !score) return undefined;
  return groupOf(session.index?.concepts[score.classes.concepts[verdict.classes[0]]]);
}

function rightOrWrong(session: Session, item: number): string | undefined {
  const verdict = session.verdict(item);
  return verdict && (verdict.classes[0] === verdict.label ? "right" : "wrong");
}

const titleOf = (session: Session, id: string) =>
  session.index?.renditions.find((r) => r.id === id)?.title ?? id;

/** The legend: color and shape of each category. */
export function legendOf(categories: Categories, by: Color): LegendEntry[] {
  return categories.entries.map(({ id, label, n }, i) => {
    if (by === "correct")
      return { id, label, n, color: `var(--${id})`, shape: shapeOf[id as "right" | "wrong"] };
    return {
      id,
      label,
      n,
      color: categoryColor(i),
      shape: by === "rendition" ? renditionShapes[i % 4] : 0,
    };
  });
}

/**
 * The scene of the map: colors and shapes by category, hidden, pending and selected items, and the image
 * sheets.
 */
export function sceneOf(
  session: Session,
  categories: Categories,
  legend: LegendEntry[],
  hidden: readonly string[],
  palette: Palette,
): Scene {
  const { items } = session;
  const n = items?.length ?? 0;
  const colors = new Uint8Array(3 * n);
  const shapes = new Uint8Array(n);
  const levels = new Uint8Array(n);
  const sheet = new Uint8Array(n);
  const inks = legend.map(({ color }) => palette.bytes(color));
  const gray = palette.bytes("var(--mute)");
  const selected = new Set(session.selection.items);
  for (let i = 0; i < n; i++) {
    const category = categories.of[i];
    colors.set(category < 0 ? gray : inks[category], 3 * i);
    shapes[i] = category < 0 ? 0 : legend[category].shape;
    sheet[i] = items ? Math.floor(i / items.perRendition) : 0;
    if (category >= 0 && hidden.includes(legend[category].id)) levels[i] = emphasis.hidden;
    else if (!session.embedded(i)) levels[i] = emphasis.dim;
    else if (selected.size > 0) levels[i] = selected.has(i) ? emphasis.selected : emphasis.dim;
    else levels[i] = emphasis.normal;
  }
  const sheets: (Sheet | undefined)[] = items?.renditions.map(({ id }) => session.library.atlas(id)) ?? [];
  return { n, colors, shapes, emphasis: levels, sheet, picture: items?.image ?? new Int32Array(), sheets };
}

/** Category names at the median positions of their points. */
export function regionLabels(
  categories: Categories,
  legend: LegendEntry[],
  hidden: readonly string[],
  positions: Positions,
  palette: Palette,
): MapLabel[] {
  const places: number[][] = legend.map(() => []);
  categories.of.forEach((category, item) => {
    if (category >= 0) places[category].push(item);
  });
  const ink = palette.css("var(--ink)");
  return legend
    .map(({ id, label }, i) => ({ id, label, items: places[i] }))
    .filter(({ id, items }) => items.length >= 3 && !hidden.includes(id) && id !== "(other)")
    .sort((a, b) => b.items.length - a.items.length)
    .map(({ label, items }) => ({
      text: label,
      x: median(items, (item) => positions.x[item]) as number,
      y: median(items, (item) => positions.y[item]) as number,
      color: ink,
    }));
}
