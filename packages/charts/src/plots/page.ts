import { group, type SvgNode, svgNode, textNode } from "./svg/node.js";
import { TEXT_SIZE, wrapText } from "./svg/text-width.js";

/** Texts around a chart in its files. */
export interface ChartWords {
  /** Title: the main result. */
  title?: string;
  /** Note: the unit, the number of images, what the intervals are. */
  note?: string;
  /** Where the numbers come from. */
  source?: { data?: string; model?: string; seed?: number };
}

const MARGIN = 16;
const LINE = 17;
const TITLE = { size: 15, bold: true };

/** The drawing on a background, with title and note above it and the source below. */
export function pageOf(drawing: SvgNode, { title, note, source }: ChartWords): SvgNode {
  const { width, height } = drawing.attributes as { width: number; height: number };
  const titles = title ? wrapText(title, width, TITLE) : [];
  const notes = note ? wrapText(note, width) : [];
  const sources = source ? wrapText(sourceLine(source), width) : [];
  const lines: SvgNode[] = [];
  let y = MARGIN;
  for (const line of titles) {
    lines.push(textNode(line, MARGIN, y + 14, { "font-size": TITLE.size, "font-weight": 600 }));
    y += 20;
  }
  for (const line of notes) {
    lines.push(textNode(line, MARGIN, y + TEXT_SIZE, { fill: "--ink-2" }));
    y += LINE;
  }
  if (lines.length > 0) y += 10;
  const top = y;
  y += height;
  if (sources.length > 0) y += 8;
  const below: SvgNode[] = [];
  for (const line of sources) {
    below.push(textNode(line, MARGIN, y + TEXT_SIZE, { fill: "--ink-2" }));
    y += LINE;
  }
  const [w, h] = [width + 2 * MARGIN, y + MARGIN];
  return svgNode("svg", { width: w, height: h }, [
    svgNode("rect", { width: w, height: h, fill: "--surface" }),
    ...lines,
    group(MARGIN, top, [svgNode("g", {}, drawing.children, drawing.target)]),
    ...below,
  ]);
}

function sourceLine({ data, model, seed }: NonNullable<ChartWords["source"]>): string {
  return [data && `Data: ${data}`, model && `Model: ${model}`, seed !== undefined && `Seed: ${seed}`]
    .filter(Boolean)
    .join(" · ");
}
