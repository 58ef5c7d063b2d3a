import { element } from "../dom.js";
import { groupColor } from "./colors.js";
import { choice } from "./controls.js";
import { fitToy, onMaps } from "./maps.js";
import { asPlaces } from "./measures.js";
import type { MapSettings } from "./methods.js";
import { multiples } from "./multiples.js";
import { mapPanel } from "./panel.js";
import { GRID, LEAST } from "./settings.js";
import { line, noise, ring, threeBlobs } from "./toys.js";

const TOYS = {
  noise: () => noise(),
  blobs: () => threeBlobs(10),
  ring,
  line,
};

/** Nine maps of a toy side by side, with the number of clusters that HDBSCAN finds on each, beside the points themselves. */
export function toyMultiples(): HTMLElement {
  let name: keyof typeof TOYS = "noise";
  let implementation: NonNullable<MapSettings["implementation"]> = "clipscope";
  let toy = TOYS[name]();
  const truth = mapPanel({ title: "The points themselves", label: "The points themselves", size: 220 });
  const said = element("p", { className: "said" });
  truth.root.append(said);
  const grid = multiples({
    label: "Toy",
    ...GRID,
    fit: (settings) => fitToy(toy, { ...settings, implementation }),
    color: (i) => groupColor(toy.groups[i]),
    say: async (positions) => clusters(await onMaps("clusters", { positions, least: LEAST })),
    point: (i) => truth.mark(i === undefined ? {} : { rings: [i] }),
  });
  const update = async () => {
    toy = TOYS[name]();
    const own = toy;
    const places = asPlaces(toy.points);
    truth.show({ ...places, color: (i) => groupColor(own.groups[i]) });
    said.textContent = "";
    const count = await onMaps("clusters", { positions: places, least: LEAST });
    if (own !== toy) return;
    said.textContent = clusters(count);
    await grid.update();
  };
  const again = () => void update().catch((error) => (said.textContent = error.message));
  const points = choice(
    "Points",
    { noise: "Noise", blobs: "Three clusters", ring: "Ring", line: "Line" },
    "noise",
    (next) => {
      name = next;
      again();
    },
  );
  const by = choice(
    "Implementation",
    { clipscope: "Clipscope’s UMAP", "umap-js": "umap-js" },
    "clipscope",
    (next) => {
      implementation = next;
      again();
    },
  );
  again();
  return element(
    "div",
    { className: "toy-multiples", role: "group", aria: { label: "The same points with nine settings" } },
    element("div", { className: "controls" }, points, by),
    element("div", { className: "beside" }, truth.root, grid.root),
  );
}

const clusters = (count: number) => (count === 1 ? "1 cluster" : `${count || "no"} clusters`);
