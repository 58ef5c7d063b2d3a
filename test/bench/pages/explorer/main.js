import { timed } from "./activity.js";
import { points } from "./data.js";

const stage = document.getElementById("stage");
const openers = {
  ours: async (data) => (await import("./ours.js")).ours(stage, data),
  atlas: async (data) => (await import("./atlas.js")).atlas(stage, data),
  regl: async (data) => (await import("./regl.js")).regl(stage, data),
};
const modules = {
  ours: () => import("./ours.js"),
  atlas: () => import("./atlas.js"),
  regl: () => import("./regl.js"),
};
let data;
let view;

/** Makes the data and loads the code of a contender, neither of which is timed. */
globalThis.prepare = async (n, name) => {
  data = points(n);
  if (name) await modules[name]();
};
globalThis.open = (name) =>
  timed(async () => {
    view = await openers[name](data);
  }, 1500);
globalThis.act = (what, step) => timed(() => view[what](step));
globalThis.startLasso = () => view.lasso?.();
/** The corners of a star in the data, in pixels of the page; undefined if there is no lasso that gives rows. */
globalThis.star = () =>
  view.place &&
  Array.from({ length: 11 }, (_, i) => {
    const radius = i % 2 ? 0.25 : 0.6;
    const angle = (i * Math.PI) / 5;
    return view.place([radius * Math.cos(angle), radius * Math.sin(angle)]);
  });
/** Ends a lasso that the mouse draws: times from the release of the button. */
globalThis.lassoing = () => {
  globalThis.lassoed = undefined;
  let start = 0;
  const released = new Promise((resolve) => {
    addEventListener(
      "pointerup",
      () => {
        start = performance.now();
        resolve();
      },
      { capture: true, once: true },
    );
  });
  globalThis.lassoResult = released.then(async () => {
    const { full } = await timed(() => {});
    return { rows: globalThis.lassoed?.rows, told: globalThis.lassoed?.at - start, full };
  });
};
globalThis.thumbnails = async () => (await import("./thumbnails.js")).thumbnails(stage, data);
