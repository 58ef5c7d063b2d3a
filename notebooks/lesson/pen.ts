/**
 * The pen of a small canvas, which is kept in memory: on the graphics card, where browsers put canvases otherwise, the
 * first stroke and each reading stop the page for tens of milliseconds. Null where nothing can be drawn, as in Node.
 */
export const penOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D | null =>
  canvas.getContext("2d", { willReadFrequently: true });
