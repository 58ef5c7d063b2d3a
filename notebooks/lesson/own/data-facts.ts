import { asCategory } from "@clipscope/datasets";
import type { OpenedDataset } from "@clipscope/study";
import { element } from "../dom.js";

/** Classes listed before the others are only counted. */
const LISTED = 24;

/** What the library has made of the opened files: rows, roles of columns, classes, and its own remarks. */
export function dataFacts(dataset: OpenedDataset): HTMLElement {
  const { title, rows, roles, notes, problems, unread, columns } = dataset;
  const roleWords = Object.entries(roles).map(([role, column]) =>
    role === column ? role : `${role}: ${columns.get(column)?.title ?? column}`,
  );
  const classes = labelValues(dataset).map(({ value, count }) => `${value} (${count})`);
  const more = classes.length > LISTED ? ` and ${classes.length - LISTED} more` : "";
  const refused = [...unread.map(({ message }) => message), ...problems.map(({ message }) => message)];
  return element(
    "dl",
    { className: "facts" },
    ...pair("Data", `${title}, ${rows} ${rows === 1 ? "row" : "rows"}`),
    ...pair("Columns in use", roleWords.join(", ") || "none was recognized"),
    ...pair(
      classes.length === 1 ? "1 label" : `${classes.length} labels`,
      classes.slice(0, LISTED).join(", ") + more || "none",
    ),
    ...(notes.length > 0 ? pair("Its remarks", notes.join(" ")) : []),
    ...(refused.length > 0 ? pair("Unreadable", refused.slice(0, 5).join(" ")) : []),
  );
}

const pair = (term: string, text: string) => [element("dt", {}, term), element("dd", {}, text)];

/** The values of the label column with their numbers of rows; empty without labels. */
export function labelValues({ columns, roles, rows }: OpenedDataset): { value: string; count: number }[] {
  const column = roles.label === undefined ? undefined : columns.get(roles.label);
  const labels = column && asCategory(column, rows);
  if (!labels) return [];
  const counts = new Array<number>(labels.values.length).fill(0);
  for (const code of labels.codes) if (code >= 0) counts[code]++;
  return labels.values.map((value, i) => ({ value, count: counts[i] })).filter(({ count }) => count > 0);
}
