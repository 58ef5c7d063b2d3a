import { css } from "lit";

/** Style of a wide table, which scrolls sideways if necessary. */
export const wideTable = css`
  :host {
    display: block;
    overflow-x: auto;
  }
  td,
  th,
  caption {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
`;

/** Shared style of the robustness view's parts: a toolbar, and below it one figure with its tables. */
export const robustnessStyle = css`
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
    max-width: 1400px;
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
  .chart svg {
    display: block;
    overflow: visible;
    background: none;
  }
  .chart [tabindex="0"] {
    outline: none;
  }
  .chart [tabindex="0"]:focus-visible {
    stroke: var(--focus);
    stroke-width: 4px;
  }
  .compute {
    padding: 6px 12px;
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 500;
  }
  .compute:hover {
    background: color-mix(in oklab, var(--accent), var(--ink) 12%);
  }
  .compute:disabled {
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
  .aside {
    max-width: 760px;
    margin: 0 0 16px;
  }
  .aside clip-tip {
    display: inline-flex;
    vertical-align: -5px;
  }
  @media (max-width: 760px) {
    .stage {
      padding: 16px;
    }
  }
`;
