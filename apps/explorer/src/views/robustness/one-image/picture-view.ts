import type { TileImage } from "@clipscope/study";
import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";

/** A picture exactly as the model gets it, enlarged without smoothing if it is small. */
@customElement("picture-view")
export class PictureView extends LitElement {
  static override styles = css`
    :host {
      display: block;
      width: var(--side, 64px);
      aspect-ratio: 1;
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
      border-radius: 4px;
    }
    .small {
      image-rendering: pixelated;
    }
  `;

  @property({ attribute: false }) picture: TileImage | undefined;
  @property({ type: Number }) side = 64;
  /** What the picture shows, for screen readers; decorative if empty. */
  @property() alt = "";
  @query("canvas") private canvas!: HTMLCanvasElement;

  override render() {
    const { picture, side, alt } = this;
    this.style.setProperty("--side", `${side}px`);
    const isSmall = picture !== undefined && picture.width < side;
    return html`<canvas class=${isSmall ? "small" : ""} role=${alt ? "img" : "presentation"} aria-label=${alt || "picture"} aria-hidden=${!alt}></canvas>`;
  }

  override updated(): void {
    const { picture, canvas } = this;
    if (!picture) return;
    Object.assign(canvas, { width: picture.width, height: picture.height });
    canvas.getContext("2d")?.drawImage(picture as ImageBitmap, 0, 0);
  }
}
