import { css, unsafeCSS } from "lit";
import { type ColorName, colors, type MeasureName, measures, token } from "./tokens.js";

const names = [...Object.keys(colors), ...Object.keys(measures)] as (ColorName | MeasureName)[];

/**
 * Tokens inside an element: `--_ink` is the page's `--clip-ink` or its default. The private names avoid conflicts
 * with a page's own `--ink` or `--text`.
 */
const tokens = unsafeCSS(`:host { ${names.map((name) => `--_${name}: ${token(name)};`).join(" ")} }
@media (prefers-reduced-motion: reduce) { :host { --_quick: 0ms; } }`);

/** Base style of all elements: tokens, type, numbers, buttons, scrollbars. */
export const base = css`
  ${tokens}
  :host {
    box-sizing: border-box;
    font: 400 var(--_text) / 1.45 var(--_sans);
    color: var(--_ink);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  .quiet {
    color: var(--_ink-2);
  }
  .number {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .offscreen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: var(--_radius);
    padding: 4px 8px;
    cursor: pointer;
  }
  button:hover {
    background: var(--_hover);
  }
  button:active {
    background: var(--_pressed);
  }
  :focus-visible,
  :host(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 1px;
  }
`;
