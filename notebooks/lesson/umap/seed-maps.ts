import type { Positions } from "@clipscope/toolkit/projection";
import { element } from "../dom.js";
import { pictureOf } from "../picture.js";
import { alignMaps } from "./align.js";
import { groupColor } from "./colors.js";
import { choice, slider } from "./controls.js";
import type { Drawings } from "./neighbor-pictures.js";
import { mapPanel } from "./panel.js";

/** Two maps of the same points that differ in the seed. */
export interface SeedPair {
  title: string;
  first: Positions;
  second: Positions;
}

export interface SeedMapsOptions {
  pairs: Readonly<Record<string, SeedPair>>;
  seeds: readonly [first: number, second: number];
  names: readonly string[];
  groups: ArrayLike<number>;
  drawings: Drawings;
}

/** Drawings that are shown of those that moved most. */
const MOST = 8;

/** The points that moved most between two maps, after one was laid on the other, and how far, as a share of the map's width. */
export function movedMost({
  first,
  second,
}: Pick<SeedPair, "first" | "second">): { point: number; share: number }[] {
  const { distances } = alignMaps(second, first);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of first.x) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return Array.from(distances, (distance, point) => ({ point, share: distance / (high - low) })).sort(
    (a, b) => b.share - a.share,
  );
}

/** Two maps laid on each other, a slider that goes from one to the other, and the drawings that moved most. */
export function seedMaps({ pairs, seeds, names, groups, drawings }: SeedMapsOptions): HTMLElement {
  let [id] = Object.keys(pairs);
  let at = 0;
  let onto = pairs[id].first;
  let from = alignMaps(pairs[id].second, onto);
  const said = element("p", { className: "point", aria: { live: "polite" } });
  const most = element("div", { className: "pictures moved" });
  const panel = mapPanel({
    ...{ title: "", label: "Two maps of the same drawings, one laid on the other", size: 560, radius: 2.6 },
    point: (i) => {
      panel.mark(i === undefined ? {} : { rings: [i] });
      said.textContent = i === undefined ? "" : names[i];
    },
  });
  const between = (a: Float32Array, b: Float32Array) => a.map((value, i) => value + at * (b[i] - value));
  const draw = () =>
    panel.show({
      x: between(onto.x, from.x),
      y: between(onto.y, from.y),
      color: (i) => groupColor(groups[i]),
    });
  let round = 0;
  const change = async (next: string) => {
    id = next;
    onto = pairs[id].first;
    from = alignMaps(pairs[id].second, onto);
    draw();
    const own = ++round;
    const moved = movedMost(pairs[id]).slice(0, MOST);
    const found = await drawings(moved.map(({ point }) => names[point]));
    if (own !== round) return;
    most.replaceChildren(
      ...moved.map(({ point, share }, i) =>
        element(
          "figure",
          {},
          pictureOf(found[i], names[point], 56),
          element("figcaption", {}, `${names[point]}: ${(100 * share).toFixed(0)}% of the width`),
        ),
      ),
    );
  };
  const titles = Object.fromEntries(Object.entries(pairs).map(([each, { title }]) => [each, title]));
  const blend = slider(
    {
      id: "seed",
      label: `Seed ${seeds[0]}`,
      min: 0,
      max: 1,
      step: 0.02,
      value: 0,
      say: () => `seed ${seeds[1]}`,
    },
    (value) => {
      at = value;
      draw();
    },
  );
  void change(id);
  return element(
    "div",
    { className: "real-maps", role: "group", aria: { label: "Two seeds" } },
    element(
      "div",
      { className: "controls" },
      choice("Implementation", titles, id, (next) => void change(next)),
      blend,
    ),
    panel.root,
    said,
    element("p", { className: "aside" }, "These moved most:"),
    most,
  );
}
