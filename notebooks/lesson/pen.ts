/**
 * The 2D context of a small canvas, kept in main memory: on the graphics card, where browsers otherwise put canvases,
 * the first stroke and every readback block the page for tens of milliseconds. Null where nothing can be drawn, as in
 * Node.
 */
export const penOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D | null =>
  canvas.getContext("2d", { willReadFrequently: true });
