import type { Positions } from "../../geometry/placement.js";

const milliseconds = 160;
/** Largest number of points that are animated: without a GPU, drawing more takes longer than a frame. */
const mostMoving = 20_000;

/** Whether what changes is animated: "auto" unless the user prefers reduced motion, or "none". */
export type MotionChoice = "auto" | "none";

/** Whether nothing is animated. */
export function isCalm(choice: MotionChoice): boolean {
  return choice === "none" || matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Animates points to new positions; moves them at once if they are many, or if the user prefers reduced motion. */
export class Motion {
  /** Currently drawn positions. */
  shown: Positions | undefined;
  #from: Positions | undefined;
  #to: Positions | undefined;
  #start = 0;

  moveTo(target: Positions | undefined, now: number, choice: MotionChoice): void {
    const { shown } = this;
    const few = target && target.x.length <= mostMoving && shown?.x.length === target.x.length;
    const moves = few && !isCalm(choice);
    this.#from = moves ? { x: shown.x.slice(), y: shown.y.slice() } : undefined;
    this.#to = target;
    this.#start = now;
    this.shown = moves ? { x: shown.x.slice(), y: shown.y.slice() } : target;
  }

  /** Advances to the given time; returns whether points have moved. */
  advance(now: number): boolean {
    const { shown } = this;
    if (!this.#from || !this.#to || !shown) return false;
    const t = Math.min(1, Math.max(0, (now - this.#start) / milliseconds));
    for (let i = 0; i < shown.x.length; i++) {
      shown.x[i] = this.#from.x[i] + (this.#to.x[i] - this.#from.x[i]) * t;
      shown.y[i] = this.#from.y[i] + (this.#to.y[i] - this.#from.y[i]) * t;
    }
    if (t === 1) {
      this.#from = undefined;
      this.shown = this.#to;
    }
    return true;
  }

  get moving(): boolean {
    return this.#from !== undefined;
  }
}
