import { lessons } from "@clipscope/notebooks/lessons";
import { TEMPLATE_SETS } from "@clipscope/toolkit/prompts";
import { msg, str } from "@lit/localize";
import { type PageCommand, pageCommands } from "../commands.js";
import { keyName } from "../keys.js";
import type { Page } from "../page.js";
import { fuzzyScore } from "./fuzzy.js";

/** Something that the command palette offers. */
export interface Entry {
  group: string;
  title: string;
  /** Keys that do the same. */
  keys?: string;
  run(): void;
}

/** Largest number of entries shown per group. */
const MOST = 8;
/** Largest number of values offered per column. */
const MOST_VALUES = 200;
/** Number of letters from which rows are searched. */
const ROWS_FROM = 2;

/** The entries that match what is typed, the best of each group first; groups in the order of their best entry. */
export function entriesFor(page: Page, typed: string): Entry[] {
  const groups = new Map<string, { entry: Entry; score: number }[]>();
  const take = (entry: Entry, score: number | undefined) => {
    if (score === undefined) return;
    const group = groups.get(entry.group) ?? [];
    group.push({ entry, score });
    groups.set(entry.group, group);
  };
  for (const entry of [...commandEntries(page), ...studyEntries(page), ...lessonEntries()])
    take(entry, fuzzyScore(typed, entry.title));
  for (const entry of rowEntries(page, typed)) take(entry, fuzzyScore(typed, entry.title));
  const sorted = [...groups.values()].map((group) => group.sort((a, b) => b.score - a.score).slice(0, MOST));
  return sorted.sort(([a], [b]) => b.score - a.score).flatMap((group) => group.map(({ entry }) => entry));
}

function commandEntries(page: Page): Entry[] {
  const isOther = ({ id, possible = true }: PageCommand) => id !== "palette" && id !== "escape" && possible;
  return pageCommands(page)
    .filter(isOther)
    .map(({ title, group, keys, run }) => ({ title, group, ...(keys && { keys: keyName(keys[0]) }), run }));
}

function studyEntries(page: Page): Entry[] {
  const { explorer } = page;
  const { study } = explorer;
  const doc = study.doc.peek();
  const label = study.dataset().value?.roles.label;
  const classes = study.classes().filter(({ out, of }) => !out && of.length > 0);
  return [
    ...(label === undefined
      ? []
      : classes.map(({ names: [title], of }) => ({
          group: msg("Select a class"),
          title,
          run: () =>
            explorer.dispatch({
              do: "select",
              selection: { kind: "values", column: label, values: [...of] },
            }),
        }))),
    ...valueEntries(page, label),
    ...study.columns().map(({ name, title }) => ({
      group: msg("Color the map by"),
      title,
      run: () => {
        const merge = `color by ${name}`;
        explorer.dispatch({ do: "set-view", view: "map", options: { color: name, query: "" } }, { merge });
        page.showView("map");
      },
    })),
    ...doc.texts
      .filter(({ id }) => id !== doc.active)
      .map(({ id, title }) => ({
        group: msg("Use the texts"),
        title,
        run: () => explorer.dispatch({ do: "activate-text-set", set: id }),
      })),
    ...(doc.model.kind === "none"
      ? []
      : TEMPLATE_SETS.map(({ title, templates }) => ({
          group: msg("Use the templates"),
          title,
          run: () => explorer.dispatch({ do: "set-templates", templates }),
        }))),
  ];
}

/** Values of the data's category columns beside the label, such as its groups, to select their rows. */
function valueEntries({ explorer }: Page, label: string | undefined): Entry[] {
  const columns = explorer.study.dataset().value?.columns ?? new Map();
  return [...columns].flatMap(([name, column]) => {
    if (name === label || column.kind !== "category" || column.values.length > MOST_VALUES) return [];
    return column.values.map((value: string) => ({
      group: msg(str`Select by ${column.title}`),
      title: value,
      run: () =>
        explorer.dispatch({ do: "select", selection: { kind: "values", column: name, values: [value] } }),
    }));
  });
}

const lessonEntries = (): Entry[] =>
  lessons.map(({ id, number, title }) => ({
    group: msg("Lessons"),
    title: `${number} ${title}`,
    run: () => location.assign(`./notebooks/${id}.html`),
  }));

/** Rows whose key contains what is typed; the search stops once there are enough. */
function rowEntries({ explorer }: Page, typed: string): Entry[] {
  const wanted = typed.trim().toLowerCase();
  const keys = explorer.study.dataset().value?.keys;
  if (!keys || wanted.length < ROWS_FROM) return [];
  const found: Entry[] = [];
  for (const [row, key] of keys.entries()) {
    if (found.length >= MOST) break;
    if (!key.toLowerCase().includes(wanted)) continue;
    found.push({ group: msg("Pin an image or row"), title: key, run: () => explorer.pin(row) });
  }
  return found;
}
