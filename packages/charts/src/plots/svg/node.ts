/** Label and datum of a mark, for pointer and keyboard events. */
export interface MarkTarget {
  /** A sentence with the mark's numbers: the tooltip, and what a screen reader says. */
  label: string;
  /** The value that the chart's events carry. */
  datum: unknown;
  /** Whether the keyboard reaches the mark only after all others, such as one of many shown for context. */
  isLast?: boolean;
}

/**
 * A piece of a drawing, independent of any document: the same tree is printed as a file, put into a page and
 * painted on a canvas. Colors are tokens such as "--ink", or CSS colors; lengths are pixels.
 */
export interface SvgNode {
  readonly name: "svg" | "g" | "rect" | "line" | "path" | "circle" | "text";
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (SvgNode | string)[];
  readonly target?: MarkTarget;
}

const NONE: readonly never[] = [];

/** Makes a piece of a drawing. Attributes that are undefined, and children that are, are left out. */
export function svgNode(
  name: SvgNode["name"],
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly (SvgNode | string | undefined)[] = [],
  target?: MarkTarget,
): SvgNode {
  // A drawing has thousands of nodes: a loop takes half the time of an array of entries.
  const given: Record<string, string | number> = {};
  for (const attribute in attributes) {
    const value = attributes[attribute];
    if (value !== undefined) given[attribute] = value;
  }
  const own = children.length === 0 ? NONE : children.filter((child) => child !== undefined);
  return target
    ? { name, attributes: given, children: own, target }
    : { name, attributes: given, children: own };
}

/** A group moved by x and y pixels. */
export function group(x: number, y: number, children: readonly (SvgNode | undefined)[]): SvgNode {
  return svgNode(
    "g",
    x === 0 && y === 0 ? {} : { transform: `translate(${round(x)},${round(y)})` },
    children,
  );
}

/** Text whose baseline is at y. */
export function textNode(
  content: string,
  x: number,
  y: number,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
): SvgNode {
  return svgNode("text", { x, y, fill: "--ink", ...attributes }, [content]);
}

/** A drawing's number: two decimals, so that every engine prints the same digits. */
export function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

/** Text with an outline of the ground, readable across lines and points. */
export const HALO = {
  "paint-order": "stroke",
  stroke: "--surface",
  "stroke-width": 3,
  "stroke-linejoin": "round",
};
