const NAMESPACE = "http://www.w3.org/2000/svg";
/** Points of one path element: adding a point rewrites only the last of them. */
const CHUNK = 256;

/** How a curve is drawn. */
export interface PathStyle {
  color: string;
  width: number;
  opacity: number;
  /** Dots instead of a line. */
  dots?: boolean;
}

/**
 * A curve in the coordinates of its data, to which points are added at the end at a cost that does not grow with its
 * length. It has the same line width whatever the scale of its group.
 */
export class LivePath {
  readonly #paths: SVGPathElement[] = [];
  #last: string[] = [];
  /** Whether the next point begins a line: at the start, and after a gap. */
  #lifted = true;
  #before = "";

  constructor(
    private readonly group: SVGGElement,
    private readonly style: PathStyle,
  ) {}

  /** Adds points, `[x, y]`; NaN breaks the line. */
  push(points: readonly (readonly [x: number, y: number])[]): void {
    for (const [x, y] of points) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        this.#lifted = true;
        continue;
      }
      if (this.#paths.length === 0 || this.#last.length >= CHUNK) this.#begin();
      const at = `${x},${y}`;
      if (this.style.dots) this.#last.push(`M${at}h0`);
      else this.#last.push(`${this.#lifted ? "M" : "L"}${at}${this.#lifted ? "h0" : ""}`);
      this.#lifted = false;
      this.#before = at;
    }
    this.#paths.at(-1)?.setAttribute("d", this.#last.join(""));
  }

  /** Replaces all points. */
  reset(points: readonly (readonly [x: number, y: number])[]): void {
    for (const path of this.#paths) path.remove();
    this.#paths.length = 0;
    this.#last = [];
    this.#lifted = true;
    this.push(points);
  }

  /** Closes the last path and begins another, from the last point on. */
  #begin(): void {
    this.#paths.at(-1)?.setAttribute("d", this.#last.join(""));
    this.#last = this.#lifted || this.style.dots ? [] : [`M${this.#before}`];
    const path = document.createElementNS(NAMESPACE, "path");
    const { color, width, opacity, dots } = this.style;
    path.style.cssText = `fill:none;stroke:${color};stroke-width:${dots ? 6 : width};stroke-opacity:${opacity};stroke-linejoin:round;stroke-linecap:round`;
    path.setAttribute("vector-effect", "non-scaling-stroke");
    this.group.append(path);
    this.#paths.push(path);
  }
}
