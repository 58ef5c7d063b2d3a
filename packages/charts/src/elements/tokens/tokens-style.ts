import { css } from "lit";

export const tokensStyle = css`
  :host {
    display: block;
    position: relative;
    min-height: 96px;
    font-size: var(--_small);
    line-height: 18px;
  }
  .meter {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 12px;
    font-variant-numeric: tabular-nums;
  }
  .slots {
    position: relative;
    height: 10px;
    border-radius: 2px;
    background: var(--_hover);
    box-shadow: inset 0 0 0 1px var(--_line);
    overflow: hidden;
  }
  .slots i {
    position: absolute;
    inset: 0 auto 0 0;
    background: var(--_accent);
  }
  .slots.full i {
    background: var(--_warning);
  }
  /* A line between slots. */
  .slots::after {
    content: "";
    position: absolute;
    inset: 0;
    background: linear-gradient(90deg, transparent calc(100% - 1px), var(--_surface) 0) 0 / calc(100% / var(--slots)) 100%;
  }
  .pieces {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 6px;
    margin: 12px 0;
    list-style: none;
  }
  .word {
    display: flex;
    flex-wrap: wrap;
    max-width: 100%;
    border-radius: var(--_radius);
    background: var(--_hover);
    overflow: hidden;
  }
  .word.split {
    box-shadow: inset 0 -2px 0 var(--_accent);
  }
  .word.special {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_line-strong);
    color: var(--_ink-2);
  }
  .piece {
    display: grid;
    justify-items: center;
    min-width: 28px;
    padding: 4px 8px;
    border-radius: 0;
  }
  .piece + .piece {
    border-left: 1px dashed var(--_line-strong);
  }
  .piece b {
    max-width: 100%;
    font: 500 14px/20px var(--_mono);
    white-space: pre;
  }
  .piece b.bytes {
    font-size: 12px;
    color: var(--_ink-2);
  }
  .piece span {
    color: var(--_ink-2);
    font: 400 12px/16px var(--_mono);
    font-variant-numeric: tabular-nums;
  }
  button.piece:focus-visible {
    outline-offset: -2px;
  }
  .piece.pointed {
    background: var(--_accent-soft);
  }
  .piece.cut {
    background: var(--_warning-soft);
    text-align: center;
  }
  .piece.cut b {
    color: var(--_warning);
    text-decoration: line-through;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 12px;
    margin: 0;
  }
  dt {
    color: var(--_ink-2);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .text {
    font-family: var(--_mono);
    white-space: pre-wrap;
  }
  mark {
    border-radius: 2px;
    background: var(--_warning-soft);
    color: inherit;
    box-shadow: inset 0 -1px 0 var(--_warning);
  }
  .lost {
    color: var(--_warning);
  }
`;
