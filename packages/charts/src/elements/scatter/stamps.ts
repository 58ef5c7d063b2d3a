import { emphasis } from "./scene.js";
import { shapeDistance } from "./shape-distance.js";

/** Number of subpixel positions of a mark in each direction. */
export const phases = 4;

/** The pixels that a mark covers. */
export interface Stamp {
  /** Column and row of each covered pixel, from the mark's own: `[covered, 2]`. */
  at: Int16Array;
  /** Opacity of each, 1 to 255: `[covered]`. */
  alpha: Uint8Array;
  /** Place of each in the rows of a picture, from the mark's own: `[covered]`. */
  offset: Int32Array;
}

/** Size of selected marks, compared with others. */
const LARGER = 1.3;

/** The stamps of marks of one size in pictures of one width. */
export class Stamps {
  /** No stamp covers a pixel that is farther from the mark's own, in any direction. */
  readonly reach: number;
  readonly #stamps: (Stamp | undefined)[] = [];

  constructor(
    /** Diameter in pixels. */
    readonly dot: number,
    readonly width: number,
  ) {
    this.reach = reachOf((dot / 2) * LARGER);
  }

  /** The stamp of a shape with an emphasis, at one of `phases²` subpixel positions. */
  of(shape: number, level: number, phase: number): Stamp {
    const key = (shape * 4 + level) * phases * phases + phase;
    return this.#stamps[key] ?? this.#make(key, shape, level, phase);
  }

  #make(key: number, shape: number, level: number, phase: number): Stamp {
    const radius = (this.dot / 2) * (level === emphasis.selected ? LARGER : 1);
    const stamp = stampOf(shape, radius, phase, level === emphasis.dim ? DIM : 1, this.width);
    this.#stamps[key] = stamp;
    return stamp;
  }
}

const reachOf = (radius: number) => Math.ceil(radius * 1.15) + 1;

/** Opacity of points that are not selected while others are. */
export const DIM = 0.35;

function stampOf(shape: number, radius: number, phase: number, opacity: number, width: number): Stamp {
  const half = reachOf(radius);
  const centerX = ((phase % phases) + 0.5) / phases;
  const centerY = (Math.floor(phase / phases) + 0.5) / phases;
  const at: number[] = [];
  const alpha: number[] = [];
  for (let row = -half; row <= half; row++) {
    for (let column = -half; column <= half; column++) {
      const distance = shapeDistance(
        shape,
        (column + 0.5 - centerX) / radius,
        (row + 0.5 - centerY) / radius,
      );
      const cover = Math.round(255 * Math.min(1, Math.max(0, 0.5 - distance * radius)) * opacity);
      if (cover === 0) continue;
      at.push(column, row);
      alpha.push(cover);
    }
  }
  return {
    at: Int16Array.from(at),
    alpha: Uint8Array.from(alpha),
    offset: Int32Array.from(alpha, (_, i) => at[2 * i + 1] * width + at[2 * i]),
  };
}
