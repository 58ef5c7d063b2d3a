import { nearestNeighbors } from "@clipscope/toolkit/neighbors";
import type { Positions } from "@clipscope/toolkit/projection";
import { element } from "../dom.js";
import { alignMaps } from "./align.js";
import { groupColor } from "./colors.js";
import { type Slider, slider } from "./controls.js";
import { fitToy } from "./maps.js";
import { asPlaces, middlesOf } from "./measures.js";
import type { MapSettings } from "./methods.js";
import { mapPanel, type Panel } from "./panel.js";
import type { Toy } from "./toys.js";

type Implementation = "clipscope" | "umap-js";

/** Titles of the three panels. */
const TITLES = {
  truth: "The points themselves",
  clipscope: "Map by Clipscope’s UMAP",
  "umap-js": "Map by umap-js",
};

/** Fewer points have no map. */
const FEWEST = 5;

export interface ToyMapOptions {
  /** What the figure is about, for people who don't see it. */
  label: string;
  sliders: readonly Slider[];
  /** The points and the settings for the sliders' values by id. */
  make(values: Readonly<Record<string, number>>): { toy: Toy; settings: MapSettings };
  /** What is said below a panel, of the points themselves or of their map. */
  say?(positions: Positions, toy: Toy, what: keyof typeof TITLES): Node | string;
  /** Names of the groups, drawn at their centers. */
  names?: readonly string[];
  /** Bounds of the panel of the points themselves. Default: those of the points. */
  square?: readonly [least: number, most: number];
}

/** A toy map: its element, and a way to lay it out again after something that `make` reads has changed. */
export interface ToyMap {
  root: HTMLElement;
  truth: Panel;
  update(): void;
}

/**
 * Points in a plane beside their maps by both implementations, turned and mirrored to lie on the points as well as they
 * can. Sliders lay them out again, in the map worker; a point shows its nearest neighbors everywhere.
 */
export function toyMap({ label, sliders, make, say, names = [], square }: ToyMapOptions): ToyMap {
  const values = Object.fromEntries(sliders.map(({ id, value }) => [id, value]));
  let toy: Toy | undefined;
  let settings: MapSettings = {};
  let near: { k: number; indices: Int32Array } | undefined;

  const point = (i: number | undefined) => {
    if (!toy || toy.points.rows < FEWEST) return;
    const k = Math.min((settings.nNeighbors ?? 15) - 1, toy.points.rows - 1);
    if (near?.k !== k)
      near = { k, indices: nearestNeighbors(toy.points, k, { metric: "euclidean" }).indices };
    const { indices } = near;
    for (const panel of Object.values(panels)) {
      panel.mark(
        i === undefined ? {} : { rings: [i], from: i, to: [...indices.subarray(i * k, (i + 1) * k)] },
      );
    }
  };
  const panels = {} as Record<keyof typeof TITLES, Panel>;
  const sayings = {} as Record<keyof typeof TITLES, HTMLElement>;
  for (const what of ["truth", "clipscope", "umap-js"] as const) {
    const drawing = what === "truth" ? `${label}: the points themselves` : `${label}: ${TITLES[what]}`;
    panels[what] = mapPanel({
      ...{ title: TITLES[what], label: drawing, point },
      ...(what === "truth" && square && { bounds: square }),
    });
    sayings[what] = element("p", { className: "said", aria: { live: "polite" } });
    panels[what].root.append(sayings[what]);
  }

  const show = (what: keyof typeof TITLES, positions: Positions, isFinal: boolean) => {
    if (!toy) return;
    const { groups } = toy;
    const middles = names.length > 0 ? middlesOf(positions, groups) : [];
    panels[what].show({
      ...positions,
      color: (i) => groupColor(groups[i]),
      names: names.map((text, group) => ({ text, ...middles[group] })),
    });
    if (isFinal && say) sayings[what].replaceChildren(say(positions, toy, what));
  };

  let controller = new AbortController();
  const lay = async (implementation: Implementation, own: AbortController, shown: Toy) => {
    const truth = asPlaces(shown.points);
    const aligned = (positions: Positions) => alignMaps(positions, truth);
    const positions = await fitToy(
      shown,
      { ...settings, implementation },
      {
        signal: own.signal,
        onPositions: (forming) => !own.signal.aborted && show(implementation, aligned(forming), false),
      },
    );
    if (!own.signal.aborted) show(implementation, aligned(positions), true);
  };
  const update = () => {
    controller.abort();
    controller = new AbortController();
    const own = controller;
    const made = make(values);
    toy = made.toy;
    settings = made.settings;
    near = undefined;
    for (const panel of Object.values(panels)) panel.mark({});
    show("truth", asPlaces(toy.points), true);
    root.setAttribute("aria-busy", "true");
    if (toy.points.rows < FEWEST) {
      for (const what of ["clipscope", "umap-js"] as const) {
        panels[what].show(undefined);
        sayings[what].textContent = "";
      }
      root.removeAttribute("aria-busy");
      return;
    }
    const shown = toy;
    Promise.all((["clipscope", "umap-js"] as const).map((each) => lay(each, own, shown)))
      .then(() => own.signal.aborted || root.removeAttribute("aria-busy"))
      .catch((error) => {
        if (own.signal.aborted) return;
        root.removeAttribute("aria-busy");
        sayings.clipscope.textContent = error.message;
      });
  };

  const controls = element(
    "div",
    { className: "controls" },
    ...sliders.map((each) =>
      slider(each, (value) => {
        values[each.id] = value;
        update();
      }),
    ),
  );
  const root = element(
    "div",
    { className: "toy-map", role: "group", aria: { label } },
    controls,
    element("div", { className: "map-panels" }, ...Object.values(panels).map((each) => each.root)),
  );
  update();
  return { root, truth: panels.truth, update };
}
