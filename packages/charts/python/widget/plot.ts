import type { Chart } from "@clipscope/charts";

/** Widths of a plot, in CSS pixels: of a phone, and of a page that is read. */
const [NARROWEST, WIDEST] = [320, 900];

/** A plot that is drawn again when its width or the selection changes. */
export interface Plot {
  element: HTMLElement;
  draw(rows: readonly number[]): void;
  dispose(): void;
}

/** Draws a chart as wide as its place, up to `widest` pixels, and keeps the focus on the mark that has it. */
export function plotOf<D>(
  make: (rows: readonly number[], width: number) => Chart<D>,
  events: { point(datum: D | undefined): void; pick(datum: D): void },
  widest = WIDEST,
): Plot {
  const element = document.createElement("div");
  element.style.overflowX = "auto";
  let rows: readonly number[] = [];
  let width = 0;
  const marks = () => [...element.querySelectorAll<SVGElement>("[tabindex]")];
  const redraw = () => {
    if (width === 0) return;
    const focused = marks().findIndex((mark) => mark.matches(":focus"));
    element.replaceChildren(make(rows, width).element(events));
    if (focused >= 0) marks()[focused]?.focus();
  };
  const sizes = new ResizeObserver(() => {
    const next = Math.round(Math.max(NARROWEST, Math.min(widest, element.clientWidth)));
    if (element.clientWidth === 0 || next === width) return;
    width = next;
    redraw();
  });
  sizes.observe(element);
  return {
    element,
    draw: (selection) => {
      rows = selection;
      redraw();
    },
    dispose: () => sizes.disconnect(),
  };
}
