import { hasGraphicsCard, openRenderer, type RendererChoice } from "./open-renderer.js";
import type { PointRenderer } from "./renderer.js";

/**
 * The canvas of the points and its renderer. Starts with a 2D canvas, which is available at once; it is replaced by
 * WebGL if there is a hardware GPU, and WebGL by a 2D canvas if its context is lost.
 */
export class Stage {
  renderer: PointRenderer | undefined;
  #open = false;

  /** `opened` is called with the kind of each new renderer. */
  constructor(
    private readonly find: () => HTMLCanvasElement,
    private readonly opened: (kind: "webgl" | "canvas") => void,
  ) {}

  get canvas(): HTMLCanvasElement {
    return this.find();
  }

  async start(choice: RendererChoice): Promise<void> {
    this.#open = true;
    this.#use(choice === "webgl" ? "webgl" : "canvas");
    if (choice === "auto" && (await hasGraphicsCard()) && this.#open) this.#use("webgl");
  }

  stop(): void {
    this.#open = false;
    this.renderer?.dispose();
    this.renderer = undefined;
  }

  /** A canvas can have only one kind of context, so each renderer gets a new canvas. */
  #use(wanted: "webgl" | "canvas"): void {
    const fresh = document.createElement("canvas");
    fresh.className = "points";
    fresh.ariaHidden = "true";
    this.find().replaceWith(fresh);
    const { renderer, kind } = openRenderer(fresh, wanted, () => {
      if (this.#open) this.#use("canvas");
    });
    this.renderer?.dispose();
    this.renderer = renderer;
    this.opened(kind);
  }
}
