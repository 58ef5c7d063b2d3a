import { Resized } from "@clipscope/charts";
import type { LitElement } from "lit";
import { remember } from "../../lib/remember.js";

/** A chart and its element. */
export interface Drawing<C> {
  chart: C;
  element: SVGSVGElement;
}

/** Draws a chart as wide as its element allows, and redraws it only when its inputs or that width change. */
export class DrawnChart<C> {
  readonly #drawn = remember<Drawing<C>>();
  #last: Drawing<C> | undefined;

  /** `padding`: pixels of the element's width not used by the chart; `most`: maximum width of the chart. */
  constructor(
    private readonly host: LitElement,
    private readonly padding = 48,
    private readonly most = Number.POSITIVE_INFINITY,
  ) {
    new Resized(host);
  }

  /** The last chart drawn. */
  get chart(): C | undefined {
    return this.#last?.chart;
  }

  /** The drawing for these inputs at the current width, made by `draw` for a width in pixels. */
  show(inputs: readonly unknown[], draw: (width: number) => Drawing<C>): SVGSVGElement {
    const { clientWidth } = this.host;
    const room = clientWidth - (clientWidth < 760 ? Math.min(32, this.padding) : this.padding);
    const width = Math.max(300, Math.min(this.most, room));
    this.#last = this.#drawn([width, ...inputs], () => draw(width));
    return this.#last.element;
  }
}
