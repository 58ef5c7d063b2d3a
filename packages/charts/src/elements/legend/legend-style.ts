import { css } from "lit";

export const legendStyle = css`
  :host {
    display: block;
    overflow: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--_line-strong) transparent;
    container-type: inline-size;
    /* A shadow at the lower edge while there is more to scroll to. */
    background:
      linear-gradient(var(--_surface), var(--_surface)) bottom / 100% 12px no-repeat local,
      linear-gradient(transparent, var(--_line-strong)) bottom / 100% 6px no-repeat scroll;
  }
  .rows {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
  }
  ul {
    display: contents;
    list-style: none;
  }
  li {
    position: relative;
    display: flex;
    align-items: center;
    min-width: 0;
    max-width: 100%;
  }
  input,
  select {
    min-height: 26px;
    padding: 2px 6px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: inherit;
    font: inherit;
    font-size: var(--_small);
  }
  input {
    width: 148px;
    margin: 0 8px 0 4px;
  }
  button {
    min-height: 24px;
    min-width: 24px;
    font-size: var(--_small);
    line-height: 16px;
    touch-action: manipulation;
  }
  .entry {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    padding: 4px 4px 4px 8px;
    text-align: left;
  }
  .fold {
    padding: 4px 0;
    color: var(--_ink-2);
  }
  .fold svg {
    width: 10px;
    height: 10px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    transition: rotate var(--_quick);
  }
  .fold[aria-expanded="true"] svg {
    rotate: 90deg;
  }
  .fold + .entry {
    padding-left: 2px;
    font-weight: 600;
  }
  .mark {
    flex: none;
    width: 12px;
    height: 12px;
  }
  .entry[aria-pressed="false"] {
    color: var(--_ink-3);
    text-decoration: line-through;
  }
  .entry[aria-pressed="false"] .mark {
    opacity: 0.25;
  }
  .entry[aria-pressed="mixed"] .mark {
    opacity: 0.6;
  }
  button:focus-visible {
    outline-offset: -2px;
  }
  .only {
    flex: none;
    display: grid;
    place-content: center;
    padding: 0;
    color: var(--_ink-2);
    opacity: 0;
  }
  .only svg {
    width: 12px;
    height: 12px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }
  li:hover > .only,
  li:focus-within > .only {
    opacity: 1;
  }
  @media (hover: none) {
    .only {
      opacity: 1;
    }
  }
  .more {
    color: var(--_accent);
  }
  .nothing {
    margin: 0;
    padding: 4px 8px;
    font-size: var(--_small);
  }
  .ramp {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 4px 8px;
    font-size: var(--_small);
    line-height: 16px;
  }
  .scale {
    position: relative;
    width: 220px;
    max-width: 100%;
  }
  .histogram {
    display: block;
    width: 100%;
    height: 16px;
    fill: var(--_line-strong);
  }
  .bar {
    height: 8px;
    border-radius: 2px;
  }
  .ticks {
    position: relative;
    height: 16px;
    font-variant-numeric: tabular-nums;
  }
  .ticks span {
    position: absolute;
    translate: -50%;
  }
  .ticks .number:first-child {
    left: 0;
    translate: 0;
  }
  .ticks .number:last-child {
    right: 0;
    translate: 0;
  }
  .controls {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .controls button {
    border: 1px solid var(--_line-strong);
  }
  .controls [aria-pressed="true"] {
    background: var(--_accent-soft);
    border-color: var(--_accent);
  }
  @container (max-width: 480px) {
    /* One row that scrolls sideways; its end fades while there is more. */
    .rows {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
      padding-right: 36px;
      mask-image: linear-gradient(90deg, #000 calc(100% - 36px), transparent);
    }
    .rows > input,
    li {
      flex: none;
    }
    button {
      min-height: 32px;
    }
  }
`;
