import { measures, type Scheme } from "../../style/tokens.js";
import { colorOf } from "./colors.js";
import { round, type SvgNode } from "./node.js";

const FONT = measures.sans.replaceAll('"', "'");
const COLORS = new Set(["fill", "stroke"]);

/** A drawing as the text of an SVG file, in the colors of a theme. */
export function printSvg(drawing: SvgNode, { label, theme }: { label: string; theme: Scheme }): string {
  const { width, height } = drawing.attributes as { width: number; height: number };
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" role="img" font-family="${FONT}" font-size="12" style="font-variant-numeric: tabular-nums">`;
  const body = drawing.children.map((child) => printNode(child, theme, 1)).join("");
  return `${head}\n  <title>${escapeText(label)}</title>\n${body}</svg>\n`;
}

function printNode(node: SvgNode | string, theme: Scheme, depth: number): string {
  const indent = "  ".repeat(depth);
  if (typeof node === "string") return escapeText(node);
  const attributes = Object.entries(node.attributes)
    .map(
      ([name, value]) =>
        ` ${name}="${escapeText(attributeText(name, value, (value) => colorOf(value, theme)))}"`,
    )
    .join("");
  const title = node.target ? [`<title>${escapeText(node.target.label)}</title>`] : [];
  if (node.name === "text")
    return `${indent}<text${attributes}>${node.children.map(String).map(escapeText).join("")}</text>\n`;
  if (node.children.length === 0 && title.length === 0) return `${indent}<${node.name}${attributes}/>\n`;
  const children = node.children.map((child) => printNode(child, theme, depth + 1)).join("");
  const head = title.map((each) => `${indent}  ${each}\n`).join("");
  return `${indent}<${node.name}${attributes}>\n${head}${children}${indent}</${node.name}>\n`;
}

/** An attribute's text: numbers with two decimals, colors as `color` gives them. */
export function attributeText(
  name: string,
  value: string | number,
  color: (value: string) => string,
): string {
  if (typeof value === "number") return String(round(value));
  return COLORS.has(name) ? color(value) : value;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (each) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[each]};`);
}
