import { css } from "lit";

/** Base style of the explorer's elements: type, numbers, buttons, tables, scrollbars. */
export const shared = css`
  :host {
    box-sizing: border-box;
    font: 400 var(--text) / 1.45 var(--sans);
    color: var(--ink);
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
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: var(--text);
    font-weight: 600;
    line-height: 20px;
  }
  h3,
  .small {
    font-size: var(--small);
    line-height: 16px;
  }
  h3 {
    font-weight: 500;
    color: var(--ink-2);
  }
  .quiet {
    color: var(--ink-2);
  }
  .number,
  td.number {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  .mono {
    font-family: var(--mono);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .scroll {
    overflow: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line-strong) transparent;
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
    border-radius: var(--radius);
    padding: 4px 8px;
    cursor: pointer;
  }
  button:hover {
    background: var(--hover);
  }
  button:active {
    background: var(--pressed);
  }
  button:disabled {
    color: var(--ink-3);
    background: none;
    cursor: default;
  }
  button.link {
    padding: 0;
    color: var(--accent);
    background: none;
    text-decoration: underline;
    text-underline-offset: 2px;
    text-decoration-color: color-mix(in oklab, currentColor 40%, transparent);
  }
  button.link {
    position: relative;
  }
  /* A target of at least 24 pixels that adds no space between the lines. */
  button.link::after {
    content: "";
    position: absolute;
    inset: 50% 0 auto;
    height: 24px;
    min-width: 24px;
    transform: translateY(-50%);
  }
  button.link:hover {
    text-decoration-color: currentColor;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  input,
  textarea {
    font: inherit;
    color: inherit;
    background: var(--raised);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    padding: 4px 8px;
    width: 100%;
  }
  select {
    font: inherit;
    font-size: 13px;
    min-width: 0;
    height: 30px;
    padding: 0 4px;
    color: inherit;
    background: var(--raised);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
  }
  /* The control says what it is to a screen reader; its value says it to the eye. */
  wa-slider {
    position: relative;
  }
  wa-slider::part(label) {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th {
    text-align: left;
    font-size: var(--small);
    font-weight: 500;
    color: var(--ink-2);
  }
  th.number {
    text-align: right;
  }
  th,
  td {
    padding: 6px 8px;
    border-bottom: 1px solid var(--line);
  }
`;
