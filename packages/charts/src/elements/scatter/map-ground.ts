import type { Categories } from "../../color/categories.js";
import { type Fit, fitOf, fitToSquare, type Positions } from "../../geometry/placement.js";
import { PointIndex } from "../../geometry/point-index.js";
import { Background } from "./background.js";
import { type Layout, layoutOf } from "./camera.js";
import { type Contours, contoursOf } from "./contours.js";
import { type Region, regionsInParts } from "./regions.js";
import { emphasis, type Scene } from "./scene.js";

/**
 * Number of points up to which everything is computed at once; more are shown first, and analyzed in the background.
 */
const AT_ONCE = 20_000;

/** What is computed besides the index. */
interface Wanted {
  scene: Scene;
  /** Categories to find regions of. */
  categories: Categories | undefined;
  contours: boolean;
}

/** The points' positions in the unit square, and what is computed from them: their index, regions and contours. */
export class MapGround {
  fit: Fit = { scale: 1, left: 0, top: 0, extent: [1, 1] };
  positions: Positions | undefined;
  layout: Layout = { extent: [1, 1], space: 0.02, n: 0 };
  index: PointIndex | undefined;
  regions: readonly Region[] = [];
  contours: Contours | undefined;
  readonly #background = new Background();
  #given: Positions | undefined;
  /** The inputs from which regions and contours were, or are being, computed. */
  #studied: { regions: readonly unknown[]; contours: readonly unknown[] } = { regions: [], contours: [] };

  /** `changed` is called when something has been computed in the background. */
  constructor(private readonly changed: () => void) {}

  get n(): number {
    return this.positions?.x.length ?? 0;
  }

  /** Sets the positions, and further places that must be in sight too; returns whether any has moved. */
  place(given: Positions | undefined, others: readonly { x: number; y: number }[]): boolean {
    const fit = given ? fitOf(given, others) : this.fit;
    const same = fit.scale === this.fit.scale && fit.left === this.fit.left && fit.top === this.fit.top;
    if (given === this.#given && (same || !given)) return false;
    this.#given = given;
    this.fit = fit;
    this.positions = given && fitToSquare(given, fit);
    const few = this.n <= AT_ONCE;
    this.index = this.positions && few ? new PointIndex(this.positions) : undefined;
    if (this.positions) this.layout = layoutOf(this.positions, fit.extent, this.index);
    this.regions = [];
    this.contours = undefined;
    this.#studied = { regions: [], contours: [] };
    this.#background.stop();
    return true;
  }

  /** Computes what is missing for a scene: at once for few points, in the background for many. */
  study(wanted: Wanted): void {
    const { positions } = this;
    if (!positions) return;
    const { scene, categories, contours } = wanted;
    const regionParts = categories ? [categories, scene.emphasis] : [];
    const contourParts = contours ? [scene.emphasis] : [];
    const stale = {
      regions: differ(regionParts, this.#studied.regions),
      contours: differ(contourParts, this.#studied.contours),
    };
    if (this.index && !stale.regions && !stale.contours) return;
    if (this.#background.busy && !stale.regions && !stale.contours) return;
    this.#studied = { regions: regionParts, contours: contourParts };
    const work = this.#work(positions, wanted, stale);
    if (this.n > AT_ONCE) this.#background.start(work);
    else while (!work.next().done);
  }

  *#work(
    positions: Positions,
    { scene, categories, contours }: Wanted,
    stale: { regions: boolean; contours: boolean },
  ): Generator<void> {
    const shown = (point: number) => scene.emphasis[point] !== emphasis.hidden;
    const many = this.n > AT_ONCE;
    if (!this.index) {
      this.index = yield* PointIndex.inParts(positions);
      this.changed();
    }
    if (stale.regions) {
      const found = categories ? yield* regionsInParts(categories, positions, this.index, shown) : [];
      this.regions = found;
      if (many) this.changed();
    }
    if (stale.contours) {
      this.contours = contours ? yield* contoursOf(positions, shown) : undefined;
      if (many) this.changed();
    }
  }

  stop(): void {
    this.#background.stop();
    this.#studied = { regions: [], contours: [] };
  }
}

const differ = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length !== b.length || a.some((part, i) => part !== b[i]);
