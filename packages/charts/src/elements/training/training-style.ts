import { css } from "lit";

export const trainingStyle = css`
  :host {
    display: block;
    position: relative;
    min-height: 120px;
    font-size: var(--_small);
    line-height: 18px;
    font-variant-numeric: tabular-nums;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    padding: 0 0 8px;
    list-style: none;
  }
  .legend li {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .swatch {
    width: 16px;
    border-top: 2px solid;
  }
  .change {
    width: 0;
    height: 14px;
    border-left: 1px dashed var(--_ink-3);
  }
  .panels {
    display: grid;
    gap: 12px 24px;
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  figcaption {
    font-weight: 600;
  }
  svg {
    display: block;
    width: 100%;
    overflow: visible;
    font: 400 12px var(--_sans);
    fill: var(--_ink-2);
  }
  .grid {
    stroke: var(--_line);
  }
  .marker {
    stroke: var(--_ink-3);
    stroke-dasharray: 4 4;
  }
  .name {
    paint-order: stroke;
    stroke: var(--_surface);
    stroke-width: 3px;
  }
  .pointer {
    stroke: var(--_ink);
  }
  .readout {
    /* A line for each run, so that nothing moves while the pointer does. */
    height: calc(18px * var(--runs));
    overflow: hidden;
  }
  .readout div {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .step {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) 5em;
    align-items: center;
    gap: 12px;
    margin-top: 8px;
  }
  .step input {
    height: 24px;
    accent-color: var(--_accent);
  }
`;
