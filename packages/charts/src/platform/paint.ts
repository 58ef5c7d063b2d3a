import type { SvgNode } from "../plots/svg/node.js";
import { measures } from "../style/tokens.js";

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
type Attributes = Readonly<Record<string, string | number>>;

const FONT = measures.sans;
/** Attributes inherited from a group by its children. */
const INHERITED = /^(fill|stroke)(-.+)?$|^(font-size|font-weight|text-anchor|paint-order)$/;

/** Paints a drawing of `svgNode`s on a canvas, one canvas unit per pixel of the drawing. */
export function paint(
  context: Context,
  node: SvgNode,
  color: (value: string) => string,
  from: Attributes = {},
): void {
  const inherited = Object.fromEntries(Object.entries(from).filter(([name]) => INHERITED.test(name)));
  const own = { ...inherited, ...node.attributes };
  const number = (name: string, otherwise = 0) => Number(own[name] ?? otherwise);
  context.save();
  place(context, node, number);
  context.globalAlpha *= number("opacity", 1);
  if (node.name === "text") paintText(context, node.children.join(""), own, color);
  else if (node.name !== "svg" && node.name !== "g")
    fillAndStroke(context, shapeOf(node, number), own, color);
  for (const child of node.children) {
    if (typeof child !== "string") paint(context, child, color, own);
  }
  context.restore();
}

/** Moves the origin as the node's transform says; an inner "svg" also clips. */
function place(context: Context, { name, attributes }: SvgNode, number: (name: string) => number): void {
  for (const [, kind, values] of String(attributes.transform ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [a, b = 0] = values.split(",").map(Number);
    if (kind === "translate") context.translate(a, b);
    else if (kind === "rotate") context.rotate((a * Math.PI) / 180);
  }
  if (name !== "svg") return;
  context.translate(Number(attributes.x ?? 0), Number(attributes.y ?? 0));
  context.beginPath();
  context.rect(0, 0, number("width"), number("height"));
  context.clip();
}

function shapeOf({ name, attributes }: SvgNode, number: (name: string) => number): Path2D {
  const path = new Path2D(name === "path" ? String(attributes.d) : undefined);
  if (name === "rect") path.rect(number("x"), number("y"), number("width"), number("height"));
  else if (name === "circle") path.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
  else if (name === "line") {
    path.moveTo(number("x1"), number("y1"));
    path.lineTo(number("x2"), number("y2"));
  }
  return path;
}

function fillAndStroke(
  context: Context,
  path: Path2D,
  own: Attributes,
  color: (value: string) => string,
): void {
  const fill = inkOf(own.fill ?? "#000000", color);
  if (fill)
    withAlpha(context, own["fill-opacity"], () => {
      context.fillStyle = fill;
      context.fill(path);
    });
  if (!useStroke(context, own, color)) return;
  withAlpha(context, own["stroke-opacity"], () => context.stroke(path));
}

function paintText(context: Context, text: string, own: Attributes, color: (value: string) => string): void {
  const anchor = String(own["text-anchor"] ?? "start");
  context.font = `${own["font-weight"] ?? 400} ${own["font-size"] ?? 12}px ${FONT}`;
  context.textAlign = anchor === "middle" ? "center" : anchor === "end" ? "right" : "left";
  const [x, y] = [Number(own.x ?? 0), Number(own.y ?? 0)];
  if (own["paint-order"] === "stroke" && useStroke(context, own, color)) context.strokeText(text, x, y);
  context.fillStyle = inkOf(own.fill ?? "#000000", color) ?? "transparent";
  context.fillText(text, x, y);
}

/** Sets the context's stroke style; returns false if there is no stroke. */
function useStroke(context: Context, own: Attributes, color: (value: string) => string): boolean {
  const stroke = inkOf(own.stroke ?? "none", color);
  if (!stroke) return false;
  context.strokeStyle = stroke;
  context.lineWidth = Number(own["stroke-width"] ?? 1);
  context.lineCap = (own["stroke-linecap"] ?? "butt") as CanvasLineCap;
  context.lineJoin = (own["stroke-linejoin"] ?? "miter") as CanvasLineJoin;
  context.setLineDash(
    String(own["stroke-dasharray"] ?? "")
      .split(/[ ,]+/)
      .filter(Boolean)
      .map(Number),
  );
  return true;
}

function withAlpha(context: Context, alpha: string | number | undefined, draw: () => void): void {
  const before = context.globalAlpha;
  context.globalAlpha *= Number(alpha ?? 1);
  draw();
  context.globalAlpha = before;
}

/** A color for the canvas; undefined for none. */
function inkOf(value: string | number, color: (value: string) => string): string | undefined {
  const text = String(value);
  return text === "none" ? undefined : color(text);
}
