import type { Positions } from "../../geometry/placement.js";

const milliseconds = 160;

/** Animates points to their target positions; immediate if the user prefers reduced motion. */
export class Motion {
  /** Currently drawn positions. */
  shown: Positions | undefined;
  #from: Positions | undefined;
  #to: Positions | undefined;
  #start = 0;

  moveTo(target: Positions | undefined, now: number): void {
    const { shown } = this;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const moves = target && shown?.x.length === target.x.length && !calm;
    this.#from = moves ? { x: shown.x.slice(), y: shown.y.slice() } : undefined;
    this.#to = target;
    this.#start = now;
    if (!moves) this.shown = target && { x: target.x.slice(), y: target.y.slice() };
  }

  /** Advances the animation to the given time. */
  advance(now: number): void {
    const { shown } = this;
    if (!this.#from || !this.#to || !shown) return;
    const t = Math.min(1, Math.max(0, (now - this.#start) / milliseconds));
    for (let i = 0; i < shown.x.length; i++) {
      shown.x[i] = this.#from.x[i] + (this.#to.x[i] - this.#from.x[i]) * t;
      shown.y[i] = this.#from.y[i] + (this.#to.y[i] - this.#from.y[i]) * t;
    }
    if (t < 1) return;
    this.#from = undefined;
    // A new object, so that an index over the moving points is rebuilt at their final positions.
    this.shown = { ...shown };
  }

  get moving(): boolean {
    return this.#from !== undefined;
  }
}
