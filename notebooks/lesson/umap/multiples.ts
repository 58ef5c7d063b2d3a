import type { Positions } from "@clipscope/toolkit/projection";
import { element } from "../dom.js";
import { mapPanel } from "./panel.js";

/** The settings of one of the maps. */
export interface Grid {
  nNeighbors: number;
  minDist: number;
}

export interface MultiplesOptions {
  /** What all maps are of, for people who don't see them. */
  label: string;
  neighbors: readonly number[];
  minDists: readonly number[];
  fit(settings: Grid): Promise<Positions>;
  color(point: number, settings: Grid): string;
  /** What stands below a map. */
  say?(positions: Positions, settings: Grid): Promise<Node | string>;
  /** Called with the point that is shown in all maps. */
  point?(point: number | undefined): void;
}

/** Maps of the same points, one for each pair of settings; a point under the pointer is shown in all of them. */
export function multiples({ label, neighbors, minDists, fit, color, say, point }: MultiplesOptions): {
  root: HTMLElement;
  /** Lays out all maps, one after another, unless a later call has begun; undefined if it has. */
  update(): Promise<Positions[] | undefined>;
} {
  const cells = neighbors.flatMap((nNeighbors) => minDists.map((minDist) => ({ nNeighbors, minDist })));
  const mark = (i: number | undefined) => {
    for (const { panel } of made) panel.mark(i === undefined ? {} : { rings: [i] });
    point?.(i);
  };
  const made = cells.map((settings) => {
    const title = `${settings.nNeighbors} neighbors, distance ${settings.minDist}`;
    const panel = mapPanel({ title, label: `${label}: map with ${title}`, radius: 4, point: mark });
    const said = element("p", { className: "said" });
    panel.root.append(said);
    return { settings, panel, said };
  });
  const root = element("div", { className: "multiples" }, ...made.map(({ panel }) => panel.root));
  root.style.setProperty("--columns", String(minDists.length));
  let round = 0;
  const update = async () => {
    const own = ++round;
    root.setAttribute("aria-busy", "true");
    const all: Positions[] = [];
    for (const { settings, panel, said } of made) {
      const positions = await fit(settings);
      if (own !== round) return undefined;
      panel.show({ x: positions.x, y: positions.y, color: (i) => color(i, settings) });
      const words = await say?.(positions, settings);
      if (own !== round) return undefined;
      said.replaceChildren(words ?? "");
      all.push(positions);
    }
    root.removeAttribute("aria-busy");
    return all;
  };
  return { root, update };
}
