import { ClipscopeError } from "@clipscope/types";
import { type ColorName, colorIn, colors, type Scheme, token } from "../../style/tokens.js";

/**
 * A drawing's color in light or dark, as files and canvases need it: of a token such as "--ink", or of a CSS color,
 * whose `var()` gives its default and whose `light-dark()` one of its two. Throws `bad-argument` for a name that is
 * no token.
 */
export function colorOf(value: string, scheme: Scheme): string {
  if (value.startsWith("--")) return colorIn(scheme, tokenOf(value));
  const pair = /light-dark\(\s*([^,()]+|[^,()]+\([^()]*\))\s*,\s*([^,()]+|[^,()]+\([^()]*\))\s*\)/.exec(
    value,
  );
  if (pair) return pair[scheme === "dark" ? 2 : 1].trim();
  return /^var\(--[\w-]+,\s*(.+)\)$/.exec(value)?.[1] ?? value;
}

/** A drawing's color as CSS of a page: tokens are the page's own, else ours by the page's `color-scheme`. */
export function cssColorOf(value: string): string {
  return value.startsWith("--") ? token(tokenOf(value)) : value;
}

function tokenOf(name: string): ColorName {
  const known = name.slice(2);
  if (Object.hasOwn(colors, known)) return known as ColorName;
  throw new ClipscopeError(
    "bad-argument",
    `"${name}" is not a color of charts: give one of ${Object.keys(colors)
      .map((each) => `--${each}`)
      .join(", ")}, or a CSS color such as "#1f6fe0".`,
  );
}
