import { css } from "lit";

/** Style of the view's parts: a toolbar, and below it one figure with its tables. */
export const partStyle = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    height: 100%;
  }
  .stage {
    padding: 16px 24px 32px;
  }
  .inner {
    container: part / inline-size;
  }
  figure {
    margin: 0 0 24px;
  }
  figcaption {
    max-width: 760px;
    margin-bottom: 12px;
  }
  figcaption p {
    margin-top: 4px;
  }
  .aside {
    max-width: 760px;
    margin: 0 0 16px;
  }
  .chart {
    overflow-x: auto;
  }
  .chart > svg {
    display: block;
    overflow: visible;
    background: none;
  }
  .stale {
    opacity: 0.45;
  }
  .main {
    padding: 6px 12px;
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 500;
  }
  .main:hover {
    background: color-mix(in oklab, var(--accent), var(--ink) 12%);
  }
  .main:disabled {
    background: var(--hover);
  }
  details {
    margin-bottom: 16px;
  }
  summary {
    width: fit-content;
    padding: 4px 0;
    font-weight: 500;
    cursor: pointer;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-bottom: 16px;
  }
  .controls .segments button {
    height: 30px;
    padding: 0 8px;
    font-size: 13px;
  }
  .controls button[aria-pressed="true"] {
    background: var(--accent-soft);
    color: var(--accent);
    font-weight: 500;
  }
  .governed {
    margin-bottom: 12px;
  }
  .controls select {
    max-width: 240px;
  }
  @media (max-width: 760px) {
    .toolbar {
      gap: 4px;
      padding: 0 4px;
    }
    .stage {
      padding: 16px;
    }
  }
`;

/** Style of a table that scrolls sideways, also by keyboard, if it is too wide. */
export const wideTable = css`
  .table {
    overflow-x: auto;
  }
  .table:focus-visible {
    outline-offset: -2px;
  }
  caption {
    text-align: left;
    padding-bottom: 4px;
  }
  td,
  th {
    font-variant-numeric: tabular-nums;
    vertical-align: top;
  }
  td.number {
    white-space: nowrap;
  }
  .range {
    display: block;
    font-size: var(--small);
    line-height: 16px;
    color: var(--ink-2);
  }
`;

/** Makes an element with the style of a part a block, for use inside another part. */
export const blockStyle = css`
  :host {
    display: block;
    height: auto;
  }
`;

/** Style of an element with one figure inside a part. */
export const sourceStyle = css`
  :host {
    display: block;
  }
  .governed {
    margin-bottom: 12px;
  }
  .aside {
    max-width: 760px;
    margin: 0 0 16px;
  }
  .probe {
    display: block;
    margin-top: 8px;
  }
  .probe input {
    width: auto;
    margin: 0 4px 0 0;
    vertical-align: -2px;
  }
`;
