import { css, html, LitElement } from "lit";
import { property, query } from "lit/decorators.js";
import { base } from "../style/base.js";
import type { Sheet } from "./scatter/scene.js";

/** One image from a sprite sheet, sharp and on paper; a plain background until the sheet has loaded. */
export class ThumbElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        position: relative;
        flex: none;
        width: var(--size, 48px);
        aspect-ratio: 1;
        border-radius: max(3px, calc(var(--size, 48px) / 12));
        box-shadow: inset 0 0 0 1px var(--_paper-line);
        background: var(--_skeleton);
        overflow: hidden;
      }
      :host([ready]) {
        background: var(--_paper);
      }
      canvas {
        position: absolute;
        inset: 6%;
        width: 88%;
        height: 88%;
        mix-blend-mode: multiply;
      }
    `,
  ];

  @property({ attribute: false }) sheet: Sheet | undefined;
  @property({ type: Number }) picture = -1;
  /** Side in CSS pixels. */
  @property({ type: Number }) size = 48;
  @property({ type: Boolean, reflect: true }) ready = false;
  @query("canvas") private canvas!: HTMLCanvasElement;

  override render() {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  override willUpdate(): void {
    this.ready = this.sheet !== undefined && this.picture >= 0;
    this.style.setProperty("--size", `${this.size}px`);
  }

  override updated(): void {
    const side = Math.round(this.size * 0.88 * Math.min(2, devicePixelRatio));
    Object.assign(this.canvas, { width: side, height: side });
    const context = this.canvas.getContext("2d");
    if (!context || !this.sheet || this.picture < 0) return;
    const { bitmap, columns, tile } = this.sheet;
    const x = (this.picture % columns) * tile;
    const y = Math.floor(this.picture / columns) * tile;
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, x, y, tile, tile, 0, 0, side, side);
  }
}
