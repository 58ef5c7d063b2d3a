import { css, html, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { CameraEvents } from "../events.js";
import { base } from "../style/base.js";
import { ChartElement } from "./element.js";

/** Side of the picture in pixels. */
const SIDE = 256;

/**
 * The camera's picture, cut to a square. The browser asks for permission only when the button is pressed; the camera is
 * turned off after Stop, and when the element leaves the page. With `interval`, gives frames while it is on.
 */
export class CameraElement extends ChartElement<CameraEvents> {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 8px;
        width: 256px;
        max-width: 100%;
      }
      .stage {
        display: grid;
        place-content: center;
        gap: 8px;
        aspect-ratio: 1;
        padding: 16px;
        border: 1px dashed var(--_line-strong);
        border-radius: var(--_radius);
        text-align: center;
        font-size: var(--_small);
        line-height: 16px;
      }
      .stage.on {
        padding: 0;
        border-style: solid;
        overflow: hidden;
      }
      .stage p {
        margin: 0;
      }
      video {
        width: 100%;
        aspect-ratio: 1;
        object-fit: cover;
      }
      .tools {
        display: flex;
        gap: 8px;
      }
      button {
        border: 1px solid var(--_line-strong);
        font-size: var(--_small);
        min-height: 28px;
      }
      .problem {
        color: var(--_warning);
      }
    `,
  ];

  /** Milliseconds between frames; 0 for none. */
  @property({ type: Number }) interval = 0;
  /** Whether the last frame is still being processed; no further ones are sent meanwhile. */
  @property({ type: Boolean }) busy = false;
  @state() private phase: "off" | "asking" | "on" = "off";
  @state() private problem = "";
  @query("video") private video!: HTMLVideoElement | null;
  #stream: MediaStream | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  override render() {
    return html`<div class="stage ${this.phase === "on" ? "on" : ""}">
        ${this.phase === "on" ? html`<video autoplay muted playsinline aria-label="The camera’s picture"></video>` : this.#off()}
      </div>
      ${
        this.phase === "on"
          ? html`<div class="tools">
              <button data-testid="take-picture" @click=${this.#take}>Take the picture</button>
              <button data-testid="stop-camera" @click=${() => this.stop()}>Stop the camera</button>
            </div>`
          : nothing
      }`;
  }

  #off() {
    return html`<p class="quiet">Your browser will ask whether this page may use the camera. Pictures stay on this page.</p>
      <div><button data-testid="start-camera" ?disabled=${this.phase === "asking"} @click=${() => this.start()}>Turn the camera on</button></div>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  /** Asks for the camera and shows its picture; a refusal is shown as a sentence. */
  async start(): Promise<void> {
    if (this.phase !== "off") return;
    this.phase = "asking";
    this.problem = "";
    try {
      if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
      if (!this.isConnected) return stopTracks(stream);
      this.#stream = stream;
      this.phase = "on";
      await this.updateComplete;
      if (this.video) this.video.srcObject = stream;
      if (this.interval > 0) this.#timer = setInterval(this.#frame, this.interval);
    } catch (error) {
      this.phase = "off";
      this.problem = sentence(error as Error);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = undefined;
    if (this.phase !== "off") this.tell("frame", undefined);
    this.phase = "off";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  #take = async () => {
    const file = await this.#picture();
    if (file) this.tell("picture", file);
  };

  #frame = async () => {
    if (this.busy || document.hidden) return;
    const file = await this.#picture();
    if (file && this.phase === "on") this.tell("frame", file);
  };

  /** The middle square of the picture as a PNG file; undefined before there is one. */
  async #picture(): Promise<Blob | undefined> {
    const { video } = this;
    if (!video || video.videoWidth === 0) return undefined;
    const side = Math.min(video.videoWidth, video.videoHeight);
    const canvas = new OffscreenCanvas(SIDE, SIDE);
    const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    canvas.getContext("2d")?.drawImage(video, left, top, side, side, 0, 0, SIDE, SIDE);
    return canvas.convertToBlob();
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function sentence({ name, message }: Error): string {
  switch (name) {
    case "NotAllowedError":
      return "The camera was not allowed. Allow it at the page’s address, or draw or choose a file.";
    case "NotFoundError":
      return "There is no camera: draw or choose a file.";
    case "SecurityError":
      return "The browser gives the camera only to pages on https or localhost: draw or choose a file.";
    default:
      return `The camera can’t be used (${message || name}): close other programs that use it, or draw or choose a file.`;
  }
}
