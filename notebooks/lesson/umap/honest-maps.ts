import { element } from "../dom.js";
import { groupColor, shareColor } from "./colors.js";
import { choice } from "./controls.js";
import { sharedOf } from "./methods.js";
import { type Drawings, type JudgedMap, neighborPictures } from "./neighbor-pictures.js";
import { mapPanel } from "./panel.js";

export interface HonestMapsOptions {
  maps: readonly JudgedMap[];
  /** Name of each point. */
  names: readonly string[];
  /** Group of each point, and the groups' names. */
  groups: { codes: ArrayLike<number>; titles: readonly string[] };
  drawings: Drawings;
}

/**
 * Maps of the same drawings beside each other, colored by honesty or by group. A point shows its true neighbors with lines,
 * dashed where the map does not show them near; a picked one, its neighbors' drawings.
 */
export function honestMaps({ maps, names, groups, drawings }: HonestMapsOptions): HTMLElement {
  const [{ kept: first }] = maps;
  let picked = first.perPoint.indexOf(Math.min(...first.perPoint));
  let by: "honesty" | "group" = "honesty";
  const said = element("p", { className: "point", aria: { live: "polite" } });
  const detail = element("div", {});
  const mark = (i: number) => {
    for (const [m, { kept }] of maps.entries()) {
      const { k, near, drawn } = kept;
      const shared = sharedOf(near, drawn, k, i);
      const lost = [...near.subarray(i * k, (i + 1) * k)].filter((other) => !shared.includes(other));
      panels[m].mark({ rings: i === picked ? [i] : [picked, i], from: i, to: shared, dashed: lost });
    }
    said.textContent = `${names[i]}: ${maps.map(({ title, kept }) => `${title} keeps ${Math.round(kept.perPoint[i] * kept.k)} of ${kept.k}`).join(", ")}`;
  };
  let round = 0;
  const pick = async (i: number) => {
    picked = i;
    mark(i);
    const own = ++round;
    detail.setAttribute("aria-busy", "true");
    const pictures = await neighborPictures(maps, i, names, drawings);
    if (own !== round) return;
    detail.replaceChildren(pictures);
    detail.removeAttribute("aria-busy");
  };
  const panels = maps.map(({ title }) =>
    mapPanel({
      ...{ title, label: `${title} of ${names.length} drawings`, size: 460, radius: 2.6 },
      point: (i) => mark(i ?? picked),
      pick: (i) => void pick(i),
    }),
  );
  const draw = () => {
    for (const [m, { x, y, kept }] of maps.entries()) {
      const color = (i: number) =>
        by === "honesty" ? shareColor(kept.perPoint[i]) : groupColor(groups.codes[i]);
      panels[m].show({ x, y, color });
    }
    legend.replaceChildren(...(by === "honesty" ? honestyKeys() : groupKeys(groups)));
  };
  const legend = element("p", { className: "keys" });
  const colors = choice("Color", { honesty: "Honesty", group: "Group" }, "honesty", (next) => {
    by = next;
    draw();
  });
  draw();
  void pick(picked);
  return element(
    "div",
    { className: "real-maps", role: "group", aria: { label: "Maps of drawings and what they keep" } },
    element("div", { className: "controls" }, "Color by", colors),
    legend,
    element("div", { className: "map-panels two" }, ...panels.map(({ root }) => root)),
    said,
    detail,
  );
}

const key = (color: string, title: string) => {
  const swatch = element("i", { className: "swatch" });
  swatch.style.background = color;
  return element("span", {}, swatch, title);
};

const honestyKeys = () =>
  [0, 0.25, 0.5, 0.75, 1].map((share) =>
    key(shareColor(share), `${100 * share}%${share === 0 ? " kept" : ""}`),
  );

function groupKeys({ codes, titles }: HonestMapsOptions["groups"]): HTMLElement[] {
  const there = new Set(Array.from(codes));
  return titles.flatMap((title, group) => (there.has(group) ? [key(groupColor(group), title)] : []));
}
