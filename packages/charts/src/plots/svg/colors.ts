import { ClipscopeError } from "@clipscope/types";
import { type ColorName, colorIn, colors, type Scheme, token } from "../../style/tokens.js";

/** A color token of a drawing, such as "--ink", in light or dark. Throws `bad-argument` for a name that is none. */
export function colorOf(name: string, scheme: Scheme): string {
  return colorIn(scheme, tokenOf(name));
}

/** A color token as a CSS color of a page: the page's own, else ours by the page's `color-scheme`. */
export function cssColorOf(name: string): string {
  return token(tokenOf(name));
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
