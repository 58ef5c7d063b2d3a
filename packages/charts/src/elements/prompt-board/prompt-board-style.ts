import { css } from "lit";

export const promptBoardStyle = css`
  :host {
    display: block;
    position: relative;
    overflow: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--_line-strong) transparent;
    container-type: inline-size;
    font-size: var(--_small);
    line-height: 18px;
    font-variant-numeric: tabular-nums;
  }
  .row {
    display: grid;
    grid-template: "check template plot accuracy gain" minmax(32px, auto) / 32px minmax(0, 1.1fr) minmax(100px, 1fr) 124px 136px;
    align-items: center;
    column-gap: 8px;
    padding-right: 8px;
    border-bottom: 1px solid var(--_line);
  }
  /* As high before the results are shown as with them. */
  .guessed {
    min-height: 46px;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--_surface);
    color: var(--_ink-2);
  }
  .ensemble {
    position: sticky;
    top: 33px;
    z-index: 1;
    background: var(--_panel);
    font-weight: 600;
  }
  .row:hover:not(.head) {
    background: var(--_hover);
  }
  .check {
    grid-area: check;
    display: grid;
    place-content: center;
  }
  .check input {
    width: 16px;
    height: 16px;
    /* 24 px are the target. */
    margin: 4px;
    accent-color: var(--_accent);
  }
  .template {
    grid-area: template;
    min-width: 0;
    padding: 4px 0;
    overflow-wrap: anywhere;
  }
  .template code {
    font: 400 12px/18px var(--_mono);
  }
  .out .template code,
  [data-kind="random"] .template code {
    color: var(--_ink-2);
  }
  [data-kind="random"] .template code {
    font-style: italic;
  }
  .kind {
    margin-left: 6px;
    color: var(--_ink-2);
    font-weight: 400;
    white-space: nowrap;
  }
  .plot {
    grid-area: plot;
    position: relative;
    align-self: stretch;
    min-height: 24px;
  }
  .plot > * {
    position: absolute;
  }
  .grid {
    inset-block: 0;
    border-left: 1px solid var(--_line);
  }
  .grid.bare {
    border-left: 1px dashed var(--_ink-3);
  }
  .tick {
    bottom: 6px;
    transform: translateX(-50%);
  }
  .interval {
    top: calc(50% - 1.5px);
    height: 3px;
    background: color-mix(in oklab, var(--_mark) 45%, transparent);
    transition: all var(--_quick);
  }
  .dot {
    top: calc(50% - 5px);
    width: 10px;
    height: 10px;
    margin-left: -5px;
    border: 1.5px solid var(--_mark);
    border-radius: 50%;
    background: var(--_mark);
    transition: left var(--_quick);
  }
  .row {
    --_mark: var(--_right);
  }
  .out,
  [data-kind="bare"],
  [data-kind="random"] {
    --_mark: var(--_ink-3);
  }
  .out .dot,
  [data-kind="random"] .dot {
    background: var(--_surface);
  }
  .ensemble .dot {
    top: calc(50% - 6px);
    width: 12px;
    height: 12px;
    margin-left: -6px;
    border-radius: 2px;
    rotate: 45deg;
  }
  .guess-mark {
    top: calc(50% - 9px);
    width: 0;
    height: 18px;
    border-left: 2px solid var(--_accent);
    margin-left: -1px;
  }
  .guess-mark::after {
    content: "";
    position: absolute;
    top: -1px;
    left: -5px;
    border: 4px solid transparent;
    border-top: 6px solid var(--_accent);
  }
  .accuracy {
    grid-area: accuracy;
  }
  .gain {
    grid-area: gain;
  }
  .accuracy,
  .gain {
    display: grid;
    grid-template-columns: 3.4em minmax(0, 1fr);
    gap: 8px;
    align-items: baseline;
  }
  .gain {
    grid-template-columns: 2.8em minmax(0, 1fr);
  }
  .interval-text {
    color: var(--_ink-2);
    font-weight: 400;
    white-space: nowrap;
  }
  .clear {
    font-weight: 600;
  }
  .hidden {
    width: 4em;
    height: 8px;
    border-radius: 4px;
    background: var(--_skeleton);
    align-self: center;
  }
  .guess {
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: 4px;
    color: var(--_ink-2);
    font-weight: 400;
  }
  .guess input {
    width: 58px;
    height: 24px;
    padding: 0 4px;
    border: 1px solid var(--_line-strong);
    border-radius: 4px;
    background: var(--_raised);
    color: var(--_ink);
    font: inherit;
    text-align: right;
  }
  .sort {
    padding: 4px 0;
    font-size: var(--_small);
    line-height: 18px;
    text-align: left;
    white-space: nowrap;
  }
  .head > [aria-sort]:not([aria-sort="none"]) .sort {
    color: var(--_ink);
    font-weight: 600;
  }
  .sort:disabled {
    cursor: default;
    background: none;
  }
  .head .accuracy,
  .head .gain {
    display: block;
  }
  .about {
    padding: 6px 0 0 40px;
    color: var(--_ink-2);
  }
  @container (max-width: 620px) {
    .row {
      grid-template:
        "check template template" minmax(26px, auto)
        "plot plot plot" 24px
        "accuracy accuracy gain" minmax(22px, auto) / 32px minmax(0, 1fr) minmax(0, 1fr);
      padding-bottom: 4px;
    }
    .plot,
    .accuracy,
    .gain {
      margin-left: 8px;
    }
    .head {
      grid-template: "check template accuracy gain" 32px "plot plot plot plot" 20px / 32px minmax(0, 1fr) auto auto;
      padding-bottom: 0;
    }
    .tick {
      bottom: 0;
    }
    .ensemble {
      top: 54px;
    }
    .about {
      padding-left: 8px;
    }
  }
`;
