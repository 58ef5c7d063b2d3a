import { EmbeddingView } from "embedding-atlas";
import { colors, ramp } from "./colors.js";

export function atlas(stage, data) {
  const host = document.createElement("div");
  stage.append(host);
  const { width, height } = host.getBoundingClientRect();
  const category = Uint8Array.from(data.codes);
  const props = {
    data: { x: data.x, y: data.y, category },
    categoryColors: colors,
    width,
    height,
    pixelRatio: 1,
    config: { mode: "points", autoLabelEnabled: false },
    theme: { light: { statusBar: false } },
  };
  const view = new EmbeddingView(host, props);
  const most = data.numbers.reduce((a, b) => Math.max(a, b), 0);
  // It has no numbers, only categories.
  const steps = Uint8Array.from(data.numbers, (value) => Math.min(15, Math.floor((16 * value) / most)));
  return {
    pan: (step) => view.update({ viewportState: { x: 0.02 * step, y: 0, scale: 1.2 } }),
    zoom: (step) => view.update({ viewportState: { x: -0.1, y: 0, scale: 2 + step } }),
    rest: () => view.update({ viewportState: { x: 0, y: 0, scale: 1 } }),
    recolor: () => view.update({ data: { x: data.x, y: data.y, category: steps }, categoryColors: ramp }),
  };
}
