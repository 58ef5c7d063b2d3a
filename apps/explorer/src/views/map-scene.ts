import { type Categories, categoriesOf, colorsOf, verdictLook } from "@clipscope/charts";
import { groupLabel, groupOf, subgroupLabel, subgroupOf } from "../lib/categories.js";
import { SheetTiles, tileOf } from "../lib/sheet-tiles.js";
import type { Color } from "../lib/url-state.js";
import type { Session } from "../state/session.js";

/** The categories of the session's items for one coloring, with each category's appearance. */
export function colorCategories(session: Session, by: Color): Categories {
  const { items, index } = session;
  if (!items || !index) return { codes: new Int32Array(), entries: [] };
  const concept = (item: number) => index.concepts[items.concept[item]];
  const groups = [...new Set([...index.concepts.map(groupOf), "added"])];
  switch (by) {
    case "group":
      return listed(items.length, groups, (item) => groupOf(concept(item)), groupLabel);
    case "prediction":
      return listed(items.length, groups, (item) => predictedGroup(session, item), groupLabel);
    case "subgroup": {
      const values = [...new Set([...index.concepts.map(subgroupOf), "added"])];
      const of = Int32Array.from(values, (value) =>
        groups.indexOf(groupOf(index.concepts.find((each) => subgroupOf(each) === value))),
      );
      return listed(items.length, values, (item) => subgroupOf(concept(item)), subgroupLabel, { of });
    }
    case "rendition": {
      const ids = index.renditions.map(({ id }) => id);
      return listed(
        items.length,
        ids,
        (item) => session.renditionOf(item).id,
        (id) => titleOf(session, id),
      );
    }
    case "correct": {
      const made = listed(
        items.length,
        ["right", "wrong"],
        (item) => rightOrWrong(session, item),
        (id) => (id === "right" ? "Right" : "Wrong"),
      );
      const entries = made.entries.map((entry) => ({
        ...entry,
        ...verdictLook[entry.id as "right" | "wrong"],
      }));
      return { ...made, entries };
    }
  }
}

/** Categories with ids, of items whose ids are among `values`. */
function listed(
  length: number,
  values: readonly string[],
  idOf: (item: number) => string | undefined,
  labelOf: (id: string) => string,
  parent?: { of: Int32Array },
): Categories {
  const place = new Map(values.map((value, code) => [value, code]));
  const codes = Int32Array.from({ length }, (_, item) => place.get(idOf(item) ?? "") ?? -1);
  const colors = colorsOf({ values, parent });
  const { entries } = categoriesOf({ codes, values }, { colors });
  return { codes, entries: entries.map((entry) => ({ ...entry, label: labelOf(entry.id) })) };
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

/** The items' pictures, from the sheets that have been loaded. */
export function itemTiles(session: Session): SheetTiles {
  const { items, library } = session;
  return new SheetTiles((item) =>
    items ? tileOf(library.atlas(session.renditionOf(item).id), items.image[item]) : undefined,
  );
}
