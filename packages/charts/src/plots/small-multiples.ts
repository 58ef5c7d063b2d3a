import { ClipscopeError } from "@clipscope/types";
import { type LegendKey, legendOf } from "./legend.js";
import { group, type SvgNode, svgNode, textNode } from "./svg/node.js";
import { fitText, textWidth } from "./svg/text-width.js";

/** One of several plots of the same kind. */
export interface Multiple {
  /** Above the plot. */
  title: string;
  /** At the end of the title's line, if there is room. */
  note?: string;
  /** Begins a new row below this heading. */
  heading?: string;
  /** An "svg" node with width and height. */
  plot: SvgNode;
}

const TITLE = 22;
const HEADING = 30;

/** How wide a plot is when `columns` of them stand beside each other. */
export function columnWidth(width: number, columns: number, gap: number): number {
  return (width - gap * (columns - 1)) / columns;
}

/**
 * Plots of one width in rows, with one legend, as one drawing. The legend is above the plots or, with
 * `fillsVacancy`, in the place that the last row leaves free. Throws `bad-argument` without a plot and for a
 * number of columns that is not a whole number above 0.
 */
export function smallMultiples(
  multiples: readonly Multiple[],
  {
    width,
    columns,
    gap = 24,
    legend = [],
    fillsVacancy = false,
  }: {
    width: number;
    columns: number;
    gap?: number;
    legend?: readonly LegendKey[];
    fillsVacancy?: boolean;
  },
): SvgNode {
  if (multiples.length === 0)
    throw new ClipscopeError("bad-argument", "smallMultiples needs at least one plot.");
  if (!Number.isInteger(columns) || columns < 1) {
    throw new ClipscopeError("bad-argument", `columns is ${columns}: it must be a whole number above 0.`);
  }
  const each = columnWidth(width, columns, gap);
  const hasHeadings = multiples.some(({ heading }) => heading !== undefined);
  const inLastRow = multiples.length % columns;
  const vacant = fillsVacancy && !hasHeadings && inLastRow > 0 && multiples.length > columns;
  const keys = legendOf(vacant ? [] : legend, width);
  const nodes = [...keys.nodes];
  let y = keys.height > 0 ? keys.height + 14 : 0;
  let [column, rowHeight] = [0, 0];
  const nextRow = () => {
    if (column > 0) y += rowHeight + gap;
    [column, rowHeight] = [0, 0];
  };
  for (const { title, note, heading, plot } of multiples) {
    if (heading !== undefined) {
      nextRow();
      nodes.push(textNode(fitText(heading, width), 0, y + 16, { fill: "--ink-2", "font-weight": 600 }));
      y += HEADING;
    }
    if (column === columns) nextRow();
    const own = plot.attributes as { width: number; height: number };
    nodes.push(group(column * (each + gap), y, [...headOf(title, note, own.width), placed(plot, TITLE)]));
    rowHeight = Math.max(rowHeight, TITLE + own.height);
    column++;
  }
  if (vacant) {
    const left = inLastRow * (each + gap);
    nodes.push(group(left, y + TITLE, legendOf(legend, width - left).nodes));
  }
  nextRow();
  return svgNode("svg", { width, height: y - gap }, nodes);
}

function headOf(title: string, note: string | undefined, width: number): SvgNode[] {
  const shown = fitText(title, width, { bold: true });
  const head = textNode(shown, 0, 12, { "font-weight": 600 });
  const fits = note && textWidth(shown, { bold: true }) + 12 + textWidth(note) <= width;
  return fits ? [head, textNode(note, width, 12, { fill: "--ink-2", "text-anchor": "end" })] : [head];
}

/** A plot's content, moved down: a group, so that what leaves its rectangle a little is not cut. */
function placed(plot: SvgNode, y: number): SvgNode {
  return group(
    0,
    y,
    plot.children.filter((child) => typeof child !== "string"),
  );
}
