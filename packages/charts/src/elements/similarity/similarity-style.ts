import { css } from "lit";

export const similarityStyle = css`
  :host {
    display: grid;
    grid-template: minmax(0, 1fr) auto auto / minmax(0, 1fr);
    position: relative;
    overflow: hidden;
  }
  :host([listed="beside"]) {
    grid-template-columns: minmax(0, 1fr) minmax(180px, 36%);
  }
  :host([listed="below"]) {
    grid-template-rows: minmax(0, 1fr) minmax(60px, 30%) auto auto;
  }
  .stage {
    position: relative;
    min-height: 0;
    touch-action: pan-y;
  }
  .stage:focus-visible {
    outline-offset: -2px;
  }
  .stage canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  ol {
    min-height: 0;
    padding: 4px 8px;
    overflow: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--_line-strong) transparent;
    list-style: none;
    font-size: var(--_small);
    line-height: 18px;
    color: var(--_ink-2);
  }
  li {
    display: grid;
    grid-template-columns: 2.2em minmax(0, 1fr);
    gap: 8px;
    padding: 1px 4px;
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }
  li.pointed {
    background: var(--_hover);
    color: var(--_ink);
  }
  .about,
  .legend {
    grid-column: 1 / -1;
    padding: 4px 8px;
    font-size: var(--_small);
    line-height: 18px;
    font-variant-numeric: tabular-nums;
  }
  .about {
    /* Two lines, so that nothing moves while the pointer does. */
    height: 44px;
    overflow: hidden;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    color: var(--_ink-2);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .bar {
    width: 72px;
    height: 8px;
    border-radius: 4px;
    background: linear-gradient(
      90deg,
      var(--_amount-0),
      var(--_amount-1),
      var(--_amount-2),
      var(--_amount-3),
      var(--_amount-4)
    );
    box-shadow: inset 0 0 0 1px var(--_line-strong);
  }
  .legend svg {
    flex: none;
    width: 14px;
    height: 14px;
  }
`;
