import type { Icon } from "@clipscope/datasets/renditions/prepare";

/** A style into which a color drawing can be converted. */
export type Style = "flat" | "outlined" | "line" | "solid";

/**
 * Redraws an icon in another style by changing its SVG. "flat": no gradients. "outlined": flat, with a dark
 * line around every shape. "line": white shapes with black lines. "solid": black on white, with dark parts
 * turned white.
 */
export function restyle(icon: Icon, style: Style): Icon {
  const flat = withoutGradients(icon.body);
  const line = `stroke-width="${(0.022 * Math.max(icon.width ?? 16, icon.height ?? 16)).toFixed(2)}" stroke-linejoin="round"`;
  const bodies: Record<Style, () => string> = {
    flat: () => flat,
    outlined: () => `<g stroke="#26203a" ${line}>${flat}</g>`,
    line: () =>
      `<g fill="#fff" stroke="#000" ${line}>${recolor(flat, ({ luma }) => (luma < 70 ? "#000" : "#fff"))}</g>`,
    solid: () => recolor(flat, ({ luma }) => (luma < 110 || luma > 235 ? "#fff" : "#000")),
  };
  return { ...icon, body: bodies[style]() };
}

interface Color {
  rgb: [number, number, number];
  /** 0 (black) to 255: ITU-R BT.601. */
  luma: number;
}

const NAMED: Record<string, string> = { red: "ff0000", orange: "ffa500", gray: "808080", silver: "c0c0c0" };

/**
 * Parses a color as written in these packages; undefined for "none", "currentColor" or a half-transparent
 * color.
 */
function parseColor(text: string): Color | undefined {
  let hex = NAMED[text] ?? /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
  if (!hex) return undefined;
  if (hex.length === 3) hex = [...hex].map((digit) => digit + digit).join("");
  const [r, g, b] = [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return { rgb: [r, g, b], luma: 0.299 * r + 0.587 * g + 0.114 * b };
}

/** Replaces every fill and stroke by the color that `of` returns. */
function recolor(body: string, of: (color: Color) => string): string {
  return body.replace(/\b(fill|stroke)="([^"]+)"/g, (whole, attribute: string, text: string) => {
    const color = parseColor(text);
    return color ? `${attribute}="${of(color)}"` : whole;
  });
}

/**
 * Replaces every gradient by its mean color, and removes gradients with a transparent part, such as a gloss.
 */
function withoutGradients(body: string): string {
  const colors = new Map<string, string>();
  for (const [, attributes, stops] of body.matchAll(
    /<(?:linear|radial)Gradient\b([^>]*)>(.*?)<\/(?:linear|radial)Gradient>/gs,
  )) {
    const id = /\bid="([^"]+)"/.exec(attributes)?.[1];
    if (id) colors.set(id, meanColor(stops));
  }
  return body.replace(/\b(fill|stroke)="url\(#([^)"]+)\)"/g, (whole, attribute: string, id: string) => {
    const color = colors.get(id);
    return color ? `${attribute}="${color}"` : whole;
  });
}

function meanColor(stops: string): string {
  const found = [...stops.matchAll(/\bstop-color="([^"]+)"/g)].map(([, text]) => parseColor(text));
  if (found.length === 0 || found.includes(undefined) || /stop-opacity/.test(stops)) return "none";
  const mean = (c: number) => found.reduce((sum, color) => sum + (color as Color).rgb[c], 0) / found.length;
  return `#${[0, 1, 2].map((c) => Math.round(mean(c)).toString(16).padStart(2, "0")).join("")}`;
}
