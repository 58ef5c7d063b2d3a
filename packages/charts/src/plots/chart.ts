import { ClipscopeError, checkOneOf } from "@clipscope/types";
import { type ChartEvents, elementOf } from "../platform/chart-element.js";
import { pngOf } from "../platform/chart-png.js";
import { type ChartWords, pageOf } from "./page.js";
import type { SvgNode } from "./svg/node.js";
import { printSvg } from "./svg/print.js";

/** The files of a chart. The drawings include its legend, title, note and source. */
export interface ChartFiles {
  /** The drawing as an SVG file with its own background and colors; undefined if there is nothing to draw. */
  svg(): string | undefined;
  /**
   * The drawing as a PNG file, at `scale` times its size (default 2). Rejects with `not-supported` outside a
   * browser.
   */
  png(scale?: number): Promise<Blob>;
  /** The drawn values as CSV, numbers with full precision. */
  csv(): string;
  /** JavaScript that draws the chart from the CSV's rows with @clipscope/charts. */
  code(): string;
}

/** A chart, as an element of a page and as files, which can be made in Node too. `D`: the datum of a mark. */
export interface Chart<D = never> extends ChartFiles {
  /** Width and height of the drawing without title, note and source, in pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * A new element with the drawing and its legend, without title, note and source, which a page shows as text. Its
   * colors are those of the page, with fallbacks in light and dark. The marks are one tab stop: arrow keys move
   * between them.
   */
  element(events?: ChartEvents<D>): SVGSVGElement;
  svg(): string;
}

/** Options of every chart. */
export interface ChartOptions extends ChartWords {
  /** Width in pixels. Default 640. */
  width?: number;
  /** Colors of the files. Default "light". */
  theme?: "light" | "dark";
}

/** The parts of a chart that a chart function makes. */
export interface ChartParts {
  /** An "svg" node with width and height. */
  drawing: SvgNode;
  /** A sentence that says what the chart shows, for screen readers. */
  label: string;
  csv(): string;
  code(): string;
}

/** Makes a chart's files and element from its drawing. */
export function chartOf<D>({ drawing, label, csv, code }: ChartParts, options: ChartOptions): Chart<D> {
  const { theme = "light" } = options;
  checkOneOf("theme", theme, ["light", "dark"]);
  const { width, height } = drawing.attributes as { width: number; height: number };
  const page = () => pageOf(drawing, options);
  return {
    width,
    height,
    element: (events) => elementOf(drawing, label, events),
    svg: () => printSvg(page(), { label, theme }),
    png: (scale = 2) => pngOf(page(), { scale, theme }),
    csv,
    code,
  };
}

/** The chart's width. Throws `bad-argument` for a width outside 120 to 20,000 pixels. */
export function widthOf({ width = 640 }: ChartOptions, caller: string): number {
  if (width >= 120 && width <= 20_000) return width;
  throw new ClipscopeError(
    "bad-argument",
    `${caller}: width is ${width}: it must be a number of pixels from 120 to 20,000.`,
  );
}
