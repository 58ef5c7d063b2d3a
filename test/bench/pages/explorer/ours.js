import { categoriesOf, define } from "@clipscope/charts";

export function ours(stage, data) {
  define();
  const positions = { x: data.x, y: data.y };
  const map = document.createElement("clip-scatter");
  Object.assign(map, {
    motion: "none",
    positions,
    categories: categoriesOf({ values: data.values, codes: data.codes }),
    nameOf: data.textOf,
  });
  map.style.display = "block";
  stage.append(map);
  let told = 0;
  map.addEventListener("points-select", ({ detail }) => {
    told = performance.now();
    const rows = new Uint8Array(data.n);
    for (const row of detail.rows) rows[row] = 1;
    map.selected = { has: (row) => rows[row] === 1 };
    globalThis.lassoed = { at: told, rows: detail.rows.length };
  });
  return {
    pan: (step) => {
      map.view = { x: 0.5 + 0.02 * step, y: 0.5, k: 1.2 };
    },
    zoom: (step) => {
      map.view = { x: 0.45, y: 0.5, k: 2 + step };
    },
    rest: () => {
      map.view = { x: 0.5, y: 0.5, k: 1 };
      map.selected = undefined;
    },
    recolor: () => {
      map.amounts = { values: data.numbers };
    },
    lasso: () => {
      map.tool = "lasso";
    },
    /** A place in the data, in pixels. */
    place: ([x, y]) => {
      const { camera, box } = map;
      const at = (value, [from, to], length) => ((value - from) / (to - from)) * length;
      return [at(x, box.x, camera.width), at(y, box.y, camera.height)];
    },
  };
}
