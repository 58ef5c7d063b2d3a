import { element } from "./dom.js";

type Cell = string | number | Node;

/** A table that scrolls sideways where it is too wide. The first cell of each row is its heading; `mean` marks the last row. */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  { mean = false } = {},
): HTMLElement {
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map(([name, ...cells], i) => {
    const row = element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...cells.map((cell) => element("td", {}, cell)),
    );
    if (mean && i === rows.length - 1) row.className = "mean";
    return row;
  });
  const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  made.setAttribute("aria-label", caption);
  const scrolls = element("div", { className: "scrolls", tabIndex: 0, role: "region" }, made);
  scrolls.setAttribute("aria-label", caption);
  return scrolls;
}
