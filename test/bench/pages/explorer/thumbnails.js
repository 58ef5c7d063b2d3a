import { categoriesOf, define, TileCache } from "@clipscope/charts";

const SIZE = 64;

/** A map of which every point has a picture, while it is zoomed and panned: the longest time without a frame. */
export async function thumbnails(stage, data) {
  define();
  const tiles = new TileCache({
    size: SIZE,
    load: async (rows, deliver) => {
      for (const row of rows) {
        const canvas = new OffscreenCanvas(SIZE, SIZE);
        const context = canvas.getContext("2d");
        context.fillStyle = `hsl(${(row * 47) % 360} 60% 50%)`;
        context.fillRect(0, 0, SIZE, SIZE);
        deliver(row, canvas.transferToImageBitmap());
        if (row % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
      }
    },
  });
  const map = document.createElement("clip-scatter");
  Object.assign(map, {
    motion: "none",
    positions: { x: data.x, y: data.y },
    categories: categoriesOf({ values: data.values, codes: data.codes }),
    tiles,
    marks: "images",
  });
  map.style.display = "block";
  let longestTask = 0;
  const tasks = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  });
  tasks.observe({ entryTypes: ["longtask"] });
  stage.append(map);
  const frame = () => new Promise(requestAnimationFrame);
  let [longest, frames] = [0, 0];
  let before = await frame();
  for (let step = 0; step < 240; step++) {
    const k = step < 120 ? 1.05 ** step : 1.05 ** 120;
    map.view = { x: 0.4 + 0.0004 * step, y: 0.5, k };
    const now = await frame();
    longest = Math.max(longest, now - before);
    frames++;
    before = now;
  }
  tasks.disconnect();
  return { longest, longestTask, frames, pictures: tiles.count };
}
