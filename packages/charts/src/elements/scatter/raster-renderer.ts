import { RasterPicture } from "./raster-picture.js";
import type { Drawn, FrameOptions, PointChunk, PointRenderer } from "./renderer.js";
import type { Camera } from "./scene.js";

/** Number of points drawn in one go, whatever the budget: they take less than a frame. */
const AT_ONCE = 30_000;
/**
 * Number of points drawn in a frame even if the budget is spent: a busy computer would otherwise need too many frames.
 */
const LEAST = { moving: 16_384, still: 131_072 };

/** A picture, and a copy on a canvas of its own while it is shown at another place and size, or below another. */
interface Shown {
  picture: RasterPicture;
  canvas?: OffscreenCanvas;
  /** Whether the canvas has the finished picture. */
  copied?: boolean;
}

/**
 * Draws points without a GPU. Many points are drawn in parts, over several frames; meanwhile the last full picture is
 * shown below, moved to where the camera is.
 */
export class RasterRenderer implements PointRenderer {
  readonly #context: CanvasRenderingContext2D;
  #full: Shown | undefined;
  #current: Shown | undefined;
  /** The canvas and pixels of a picture that is no longer needed. */
  #spare: Shown | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d") as CanvasRenderingContext2D;
  }

  draw(
    chunks: readonly PointChunk[],
    camera: Camera,
    { moved = false, moving = false, budget = Number.POSITIVE_INFINITY }: FrameOptions = {},
  ): Drawn {
    const { width, height } = this.#context.canvas;
    if (width === 0 || height === 0) return "done";
    const few = chunks.reduce((sum, { scene }) => sum + scene.order.length, 0) <= AT_ONCE;
    const current = this.#at(chunks, camera, moved, few);
    const { picture } = current;
    if (few) picture.draw(Number.POSITIVE_INFINITY);
    else picture.draw(performance.now() + budget, moving ? LEAST.moving : LEAST.still);
    const full = this.#full;
    if (picture.done || !full) this.#context.putImageData(picture.image, 0, 0);
    else {
      this.#context.clearRect(0, 0, width, height);
      this.#showMoved(full, camera);
      this.#context.drawImage(copyOf(current), 0, 0);
    }
    if (!picture.done) return "partial";
    if (few) this.#full = this.#spare = undefined;
    else if (full !== current) {
      this.#spare = full;
      this.#full = current;
    }
    return "done";
  }

  /** The picture for a camera: the one that is being drawn, or a new one. */
  #at(chunks: readonly PointChunk[], camera: Camera, moved: boolean, few: boolean): Shown {
    const current = this.#current;
    const { width, height } = this.#context.canvas;
    const fits = current?.picture.image.width === width && current.picture.image.height === height;
    if (current && fits && !moved && sameChunks(current.picture.chunks, chunks)) {
      if (sameCamera(current.picture.camera, camera)) return current;
    }
    if (this.#full && (moved || !samePlaces(this.#full.picture.chunks, chunks))) this.#full = undefined;
    // A picture that was not finished is overwritten; a full one stays until there is another.
    const free = current && (few || current !== this.#full) ? current : this.#spare;
    const { image } = free?.picture ?? {};
    const usable = image?.width === width && image.height === height;
    if (free === this.#spare) this.#spare = undefined;
    if (this.#full) copyOf(this.#full);
    this.#current = {
      picture: new RasterPicture(usable ? image : new ImageData(width, height), chunks, camera),
      ...(usable && free?.canvas && { canvas: free.canvas }),
    };
    return this.#current;
  }

  #showMoved({ picture: { camera: from }, canvas }: Shown, to: Camera): void {
    if (!canvas) return;
    const factor = (to.scale * to.pixelRatio) / (from.scale * from.pixelRatio);
    const x = to.left * to.pixelRatio - from.left * from.pixelRatio * factor;
    const y = to.top * to.pixelRatio - from.top * from.pixelRatio * factor;
    this.#context.drawImage(canvas, x, y, canvas.width * factor, canvas.height * factor);
  }

  dispose(): void {
    this.#full = this.#current = this.#spare = undefined;
  }
}

/** The picture as it is now, on its own canvas. */
function copyOf(shown: Shown): OffscreenCanvas {
  const { image, done } = shown.picture;
  const canvas = shown.canvas ?? new OffscreenCanvas(image.width, image.height);
  if (!shown.copied || !done) canvas.getContext("2d")?.putImageData(image, 0, 0);
  shown.canvas = canvas;
  shown.copied = done;
  return canvas;
}

function sameChunks(a: readonly PointChunk[], b: readonly PointChunk[]): boolean {
  return samePlaces(a, b) && a.every(({ scene }, i) => scene === b[i].scene);
}

function samePlaces(a: readonly PointChunk[], b: readonly PointChunk[]): boolean {
  return a.length === b.length && a.every(({ positions }, i) => positions === b[i].positions);
}

function sameCamera(a: Camera, b: Camera): boolean {
  return (Object.keys(a) as (keyof Camera)[]).every((key) => a[key] === b[key]);
}
