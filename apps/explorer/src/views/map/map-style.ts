import { css } from "lit";

export const mapStyle = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    height: 100%;
    container-type: size;
  }
  .stage {
    position: relative;
    min-height: 0;
  }
  clip-scatter,
  map-table,
  map-tree {
    position: absolute;
    inset: 0;
  }
  .legend {
    display: flex;
    align-items: flex-start;
    min-width: 0;
    border-bottom: 1px solid var(--line);
  }
  clip-legend {
    flex: 1;
    min-width: 0;
    max-height: 92px;
    padding: 4px;
  }
  .shapes {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 2px 12px;
    max-width: 40%;
    padding: 8px 12px;
    font-size: var(--small);
    line-height: 16px;
  }
  .shapes li {
    display: flex;
    align-items: center;
    gap: 4px;
    list-style: none;
  }
  .shapes svg {
    width: 12px;
    height: 12px;
    fill: currentColor;
  }
  .waiting {
    flex: none;
    padding: 8px 12px;
    font-size: var(--small);
    line-height: 16px;
    color: var(--ink-2);
  }
  .note {
    position: absolute;
    inset: auto 64px 12px 64px;
    z-index: 1;
    font-size: var(--small);
    pointer-events: none;
  }
  .note button {
    pointer-events: auto;
  }
  .zoom {
    position: absolute;
    left: 12px;
    bottom: 12px;
    display: grid;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--raised);
    overflow: hidden;
  }
  .zoom button {
    display: inline-flex;
    padding: 7px;
    border-radius: 0;
  }
  .zoom button + button {
    border-top: 1px solid var(--line);
  }
  .zoom wa-icon {
    font-size: 16px;
  }
  .zoom :focus-visible {
    outline-offset: -2px;
  }
  .card {
    position: absolute;
    z-index: 3;
    width: 304px;
    padding: 12px;
    border-radius: var(--radius);
    background: var(--raised);
    box-shadow: var(--shadow);
    pointer-events: none;
  }
  .dock {
    position: absolute;
    z-index: 2;
    top: 12px;
    right: 12px;
    width: 288px;
    max-height: calc(100% - 68px);
    overflow: auto;
    padding: 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: var(--shadow);
    scrollbar-width: thin;
    scrollbar-color: var(--line-strong) transparent;
  }
  .dock .head {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-bottom: 8px;
  }
  .dock .head h2 {
    flex: 1;
    min-width: 0;
  }
  .dock .head button {
    display: inline-flex;
    padding: 6px;
  }
  .reopen {
    position: absolute;
    z-index: 2;
    top: 12px;
    right: 12px;
    min-height: 30px;
    border: 1px solid var(--line-strong);
    background: var(--raised);
    font-size: 13px;
  }
  @container (max-width: 620px) {
    .dock {
      top: auto;
      left: 8px;
      right: 8px;
      bottom: 8px;
      width: auto;
      max-height: 46%;
    }
    .card {
      width: 260px;
    }
    .shapes {
      max-width: 100%;
    }
    .legend {
      flex-direction: column;
    }
    clip-legend {
      width: 100%;
      max-height: 56px;
    }
  }
`;
