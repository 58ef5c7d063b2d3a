/**
 * One of several charts: its title is above it, with a note at the end of the line; a heading starts a new
 * row.
 */
export interface Multiple {
  title: string;
  note?: string;
  heading?: string;
  svg: SVGSVGElement;
}

/** A legend entry. `draw` returns the mark, centered on 0, 0. */
export interface LegendKey {
  label: string;
  draw(): SVGElement;
}

const NS = "http://www.w3.org/2000/svg";
const ROW = 22;
const TITLE = 22;
const HEADING = 30;
/** Upper bound on the width of a letter in the legend, for any font. */
const LETTER = 6.5;

/** Charts of one size in rows, with a legend above, as one SVG, identical on the page and in exports. */
export function smallMultiples(
  multiples: readonly Multiple[],
  legend: readonly LegendKey[],
  { width, columns, gap }: { width: number; columns: number; gap: number },
): SVGSVGElement {
  const root = element("svg", { width, role: "group", "font-size": 12 });
  root.style.fontFamily = "var(--sans)";
  let y = drawLegend(root, legend, width);
  const each = (width - gap * (columns - 1)) / columns;
  let column = 0;
  let rowHeight = 0;
  const nextRow = () => {
    if (column > 0) y += rowHeight + gap;
    column = 0;
    rowHeight = 0;
  };
  for (const { title, note, heading, svg } of multiples) {
    if (heading !== undefined) {
      nextRow();
      root.append(text(heading, 0, y + 16, { fill: "var(--ink-2)", "font-weight": 500 }));
      y += HEADING;
    }
    if (column === columns) nextRow();
    const x = column * (each + gap);
    root.append(text(title, x, y + 12, { fill: "var(--ink)", "font-weight": 600 }));
    if (note)
      root.append(
        text(note, x + Number(svg.getAttribute("width")) - 10, y + 12, {
          fill: "var(--ink-2)",
          "text-anchor": "end",
        }),
      );
    for (const [name, value] of Object.entries({ x, y: y + TITLE })) svg.setAttribute(name, String(value));
    root.append(svg);
    rowHeight = Math.max(rowHeight, TITLE + Number(svg.getAttribute("height")));
    column++;
  }
  nextRow();
  root.setAttribute("height", String(Math.max(0, y - gap)));
  root.setAttribute("viewBox", `0 0 ${width} ${Math.max(0, y - gap)}`);
  return root;
}

/** Draws the legend in as many lines as needed; returns the y position below it. */
function drawLegend(root: SVGSVGElement, legend: readonly LegendKey[], width: number): number {
  let x = 0;
  let y = 0;
  for (const { label, draw } of legend) {
    const room = 22 + LETTER * label.length + 14;
    if (x > 0 && x + room > width) {
      x = 0;
      y += ROW;
    }
    const mark = element("g", { transform: `translate(${x + 8},${y + 8})` });
    mark.append(draw());
    root.append(mark, text(label, x + 22, y + 12, { fill: "var(--ink)" }));
    x += room;
  }
  return legend.length > 0 ? y + ROW + 14 : 0;
}

/** Creates an SVG element with attributes. */
export function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function text(content: string, x: number, y: number, attributes: Record<string, string | number>) {
  const made = element("text", { x, y, ...attributes });
  made.textContent = content;
  return made;
}
