import createScatterplot from "regl-scatterplot";
import { colors, ramp } from "./colors.js";

export async function regl(stage, data) {
  const canvas = document.createElement("canvas");
  stage.append(canvas);
  const { width, height } = canvas.getBoundingClientRect();
  const plot = createScatterplot({
    canvas,
    width,
    height,
    pointSize: 3,
    opacity: 1,
    aspectRatio: 1,
    colorBy: "valueA",
    pointColor: colors,
    lassoMinDelay: 0,
    lassoMinDist: 1,
  });
  plot.subscribe("select", ({ points }) => {
    globalThis.lassoed = { at: performance.now(), rows: points.length };
  });
  await plot.draw(
    { x: data.x, y: data.y, valueA: data.codes, valueB: scaled(data.numbers) },
    { zDataType: "categorical", wDataType: "continuous" },
  );
  return {
    pan: (step) => plot.zoomToLocation([0.02 * step, 0], 0.85),
    zoom: (step) => plot.zoomToLocation([-0.1, 0], 0.5 / (1 + 0.2 * step)),
    rest: async () => {
      plot.deselect();
      await plot.zoomToOrigin();
    },
    recolor: () => plot.set({ colorBy: "valueB", pointColor: ramp }),
    lasso: () => plot.set({ mouseMode: "lasso" }),
    place: ([x, y]) => [(0.5 + (0.5 * x * height) / width) * width, (0.5 - 0.5 * y) * height],
  };
}

/** It takes continuous values from 0 to 1. */
function scaled(values) {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return values.map((value) => value / most);
}
