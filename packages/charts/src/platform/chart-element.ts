import { cssColorOf } from "../plots/svg/colors.js";
import type { SvgNode } from "../plots/svg/node.js";
import { attributeText } from "../plots/svg/print.js";
import { token } from "../style/tokens.js";
import { moveWithArrows } from "./mark-keys.js";
import { followPointer } from "./nearest-mark.js";

/** Event handlers of a chart's marks. `D`: the datum of a mark. */
export interface ChartEvents<D> {
  /** The mark nearest to the pointer, or the one with the focus; undefined when it leaves. */
  point?(datum: D | undefined): void;
  /** A mark that was clicked, or chosen with Enter or Space. */
  pick?(datum: D): void;
}

const NAMESPACE = "http://www.w3.org/2000/svg";

/** Creates an SVG element from a drawing. A drawing with marks is one tab stop. */
export function elementOf<D>(drawing: SvgNode, label: string, events: ChartEvents<D> = {}): SVGSVGElement {
  const found: { mark: SVGElement; datum: D; isLast: boolean }[] = [];
  const make = (node: SvgNode): SVGElement => {
    const element = document.createElementNS(NAMESPACE, node.name) as SVGElement;
    for (const [name, value] of Object.entries(node.attributes)) {
      element.setAttribute(name, attributeText(name, value, cssColorOf));
    }
    // Inner svg elements only clip: without a role they would be images without a name.
    if (node.name === "svg" && node !== drawing) element.setAttribute("role", "none");
    for (const child of node.children) element.append(typeof child === "string" ? child : make(child));
    if (node.target) {
      const { label, datum, isLast = false } = node.target;
      found.push({ mark: element, datum: datum as D, isLast });
      describe(element, label, events.pick ? "button" : "img");
      // A separate tooltip for each of thousands of marks would take longer than everything else.
      if (!isLast) element.prepend(tooltip(label));
    }
    return element;
  };
  const svg = make(drawing) as SVGSVGElement;
  found.sort((a, b) => Number(a.isLast) - Number(b.isLast));
  const marks = found.map(({ mark }) => mark);
  const data = found.map(({ datum }) => datum);
  const { width, height } = drawing.attributes;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("font-size", "12");
  svg.style.fontFamily = token("sans");
  svg.style.fontVariantNumeric = "tabular-nums";
  svg.style.maxWidth = "none";
  svg.setAttribute("role", marks.length > 0 ? "group" : "img");
  svg.setAttribute("aria-label", label);
  moveWithArrows(svg, marks);
  tell(svg, new Map(marks.map((mark, i) => [mark, data[i]])), events);
  const { pick } = events;
  followPointer(svg, marks, {
    enter: (mark) => events.point?.(mark === undefined ? undefined : data[mark]),
    ...(pick && { pick: (mark) => pick(data[mark]) }),
  });
  return svg;
}

/** Reports the mark with the focus, and one chosen with Enter or Space; one listener serves all marks. */
function tell<D>(svg: SVGSVGElement, data: ReadonlyMap<EventTarget | null, D>, events: ChartEvents<D>): void {
  const { point, pick } = events;
  svg.addEventListener("focusin", ({ target }) => {
    if (data.has(target)) point?.(data.get(target));
  });
  svg.addEventListener("focusout", ({ target }) => {
    if (data.has(target)) point?.(undefined);
  });
  if (!pick) return;
  svg.addEventListener("keydown", (event) => {
    if (!data.has(event.target) || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    pick(data.get(event.target) as D);
  });
}

function describe(mark: SVGElement, label: string, role: "button" | "img"): void {
  mark.setAttribute("role", role);
  mark.setAttribute("aria-label", label);
}

function tooltip(label: string): SVGElement {
  const title = document.createElementNS(NAMESPACE, "title") as SVGElement;
  title.textContent = label;
  return title;
}
