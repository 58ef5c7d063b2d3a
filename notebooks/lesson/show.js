import * as Inputs from "@observablehq/inputs";

/** An image of RGB bytes as a canvas, `size` CSS pixels wide. */
export function thumbnail({ width, height, data }, size = 64, title = "") {
  const canvas = Object.assign(document.createElement("canvas"), { width, height, title });
  canvas.style.cssText = `width: ${size}px; height: ${(size * height) / width}px; border-radius: 4px;`;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", title);
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) pixels.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

/** How long a finished job's line stays, in milliseconds: another stage may begin. */
const LINGER = 1500;

/** A line that says how far a job is, and goes when it is done: show it, and pass its `onProgress` to the job. */
export function progressLine() {
  const bar = document.createElement("progress");
  const words = document.createElement("span");
  const line = Object.assign(document.createElement("div"), { className: "progress" });
  line.append(bar, " ", words);
  let timer;
  const onProgress = ({ stage, done, total }) => {
    clearTimeout(timer);
    line.hidden = false;
    if (done >= total) timer = setTimeout(() => (line.hidden = true), LINGER);
    bar.max = total;
    bar.value = done;
    words.textContent = `${stage} · ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  };
  return Object.assign(line, { onProgress });
}

/** A slider whose two inputs, the number and the range, both have its label's name. */
export function slider(extent, options) {
  const form = Inputs.range(extent, options);
  for (const input of form.querySelectorAll("input")) input.setAttribute("aria-label", options.label);
  return form;
}

/** A plot as one image with a name for readers who don't see it: its groups have labels but no roles. */
export function described(plot, label) {
  for (const group of plot.querySelectorAll("[aria-label]")) group.removeAttribute("aria-label");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", label);
  return plot;
}
