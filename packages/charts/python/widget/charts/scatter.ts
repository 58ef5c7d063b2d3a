import { type Categories, categoriesOf, type PointsDetail } from "@clipscope/charts";
import { codesIn, floatsIn, type Model, optionIn, textsIn } from "../model.js";
import { picturesIn } from "../pictures.js";
import type { Selecting, View } from "../view.js";

/** A map of points with its legend: a click selects a point, a lasso or box many. */
export function scatter(model: Model, { selected, select }: Selecting): View {
  const [x, y] = ["_x", "_y"].map((name) => floatsIn(model, name) ?? new Float32Array());
  const names = textsIn(model, "_names");
  const map = document.createElement("clip-scatter");
  const legend = document.createElement("clip-legend");
  const categories = categoriesIn(model);
  const amounts = floatsIn(model, "_amounts");
  Object.assign(map, {
    positions: { x, y },
    ...(categories && { categories }),
    ...(amounts && { amounts: { values: amounts } }),
    ...(names && { nameOf: (row: number) => names[row] }),
    tool: optionIn<string>(model, "tool"),
    tiles: picturesIn(model),
  });
  map.style.height = `${optionIn<number>(model, "height")}px`;
  legend.style.maxHeight = "92px";
  if (categories) legend.entries = categories.entries;
  else if (amounts) {
    const title = optionIn<string>(model, "color") ?? "amount";
    legend.ramp = { title, amounts: { values: amounts } };
    legend.adjustable = true;
    legend.addEventListener("ramp-change", ({ detail: { breaks, ...look } }) => {
      map.amounts = { values: amounts, ...look, ...(breaks && { breaks }) };
      legend.ramp = { title, amounts: map.amounts };
    });
  }
  map.addEventListener("point-pick", ({ detail: { row } }) => select(row === undefined ? [] : [row]));
  map.addEventListener("points-select", ({ detail }) => select(combine(selected(), detail)));
  legend.addEventListener("hidden-change", ({ detail }) => {
    map.hiddenIds = legend.hiddenIds = detail;
  });
  const element = document.createElement("div");
  element.append(map, ...(categories || amounts ? [legend] : []));
  return {
    element,
    noun: "point",
    hint: "Click a point, or drag with Shift for a lasso, with Alt for a box.",
    show: (rows) => {
      map.selected = rows.length > 0 ? new Set(rows) : undefined;
    },
    name: ([row, ...more]) => (more.length === 0 ? names?.[row] : undefined),
  };
}

function categoriesIn(model: Model): Categories | undefined {
  const [codes, values] = [codesIn(model, "_codes"), textsIn(model, "_values")];
  return codes && values && categoriesOf({ codes, values });
}

/** The rows that are selected after a box or lasso, ascending. */
function combine(before: readonly number[], { rows, how }: PointsDetail): number[] {
  const after = new Set(how === "replace" ? [] : before);
  for (const row of rows) how === "remove" ? after.delete(row) : after.add(row);
  return [...after].sort((a, b) => a - b);
}
