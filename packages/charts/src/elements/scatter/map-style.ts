import { css } from "lit";

export const mapStyle = css`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    touch-action: none;
  }
  :host(:focus-visible) {
    outline-offset: -2px;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  :host([tool="pan"]) {
    cursor: grab;
  }
  :host([tool="pan"][pointing]) {
    cursor: pointer;
  }
  :host([tool="box"]),
  :host([tool="lasso"]) {
    cursor: crosshair;
  }
  .ring {
    position: absolute;
    border: 2px solid var(--_ink);
    border-radius: 50%;
    box-shadow: 0 0 0 2px var(--_surface);
    transform: translate(-50%, -50%);
    pointer-events: none;
  }
  .ring.square {
    border-radius: var(--_radius);
  }
  .all {
    position: absolute;
    right: 12px;
    bottom: 12px;
    min-height: 28px;
    padding: 4px 12px;
    border: 1px solid var(--_line-strong);
    background: var(--_raised);
    font-size: var(--_small);
    cursor: pointer;
  }
  .all:hover {
    background: var(--_hover);
  }
  .ring.pinned {
    border-color: var(--_accent);
  }
`;
