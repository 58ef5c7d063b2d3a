import { Resized } from "@clipscope/charts";
import type { LitElement } from "lit";
import { remember } from "../../lib/remember.js";

/** Chart with its element, drawn anew only when something that it depends on changes. */
export interface Drawing<C> {
  chart: C;
  element: SVGSVGElement;
}

/**
 * Keeps a chart of an element as wide as the element has room for. `draw` makes it for a width in pixels.
 */
export class DrawnChart<C> {
  readonly #drawn = remember<Drawing<C>>();
  #last: Drawing<C> | undefined;

  /** `padding` are pixels beside the chart; `most` is the widest that it gets. */
  constructor(
    private readonly host: LitElement,
    private readonly most = 1400,
    private readonly padding = 48,
  ) {
    new Resized(host);
  }

  /** The chart as drawn last. */
  get chart(): C | undefined {
    return this.#last?.chart;
  }

  /** The drawing for these inputs at the present width. */
  show(inputs: readonly unknown[], draw: (width: number) => Drawing<C>): SVGSVGElement {
    const { clientWidth } = this.host;
    const room = clientWidth - (clientWidth < 760 ? 32 : this.padding);
    const width = Math.max(300, Math.min(this.most, room));
    this.#last = this.#drawn([width, ...inputs], () => draw(width));
    return this.#last.element;
  }
}
