import { TileCache } from "@clipscope/charts";

/** Pictures of rows: a letter on white, in a color of its own; every tenth can't be read. */
export function letters(): TileCache {
  const size = 64;
  return new TileCache({
    size,
    load: async (rows, deliver) => {
      for (const row of rows) {
        if (row % 10 === 9) {
          deliver(row, { reason: `picture ${row} is damaged` });
          continue;
        }
        const canvas = new OffscreenCanvas(size, size);
        const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
        context.fillStyle = "#fff";
        context.fillRect(0, 0, size, size);
        context.fillStyle = `hsl(${(row * 47) % 360} 60% 45%)`;
        context.beginPath();
        context.arc(size / 2, size / 2, size * 0.42, 0, 2 * Math.PI);
        context.fill();
        context.fillStyle = "#fff";
        context.fillRect(size * 0.28, size * 0.44, size * 0.44, size * 0.12);
        deliver(row, canvas.transferToImageBitmap());
      }
    },
  });
}
