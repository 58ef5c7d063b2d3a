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
  .ring.pinned {
    border-color: var(--_accent);
  }
`;
