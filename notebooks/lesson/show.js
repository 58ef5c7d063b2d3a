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

/** A line that says how far a job is: show it, and pass its `onProgress` to the job. */
export function progressLine() {
  const bar = document.createElement("progress");
  const words = document.createElement("span");
  const line = Object.assign(document.createElement("div"), { className: "progress" });
  line.append(bar, " ", words);
  const onProgress = ({ stage, done, total }) => {
    bar.max = total;
    bar.value = done;
    words.textContent = `${stage} · ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  };
  return Object.assign(line, { onProgress });
}
