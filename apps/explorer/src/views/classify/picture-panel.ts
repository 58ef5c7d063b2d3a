import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { OwnResult } from "../../app/own-images.js";
import { shared } from "../../style/shared.js";
import type { ViewElement } from "../registry.js";
import { panelStyle } from "./panel-style.js";

/** Milliseconds between frames of the camera. */
const FRAME = 300;

/** A drawing pad or the camera, with the most likely classes of what is drawn or seen, live. */
@customElement("picture-panel")
export class PicturePanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      .live {
        flex: 1 1 200px;
        display: grid;
        align-content: start;
        gap: 12px;
      }
      .add {
        justify-self: start;
        padding: 4px 12px;
        border: 1px solid var(--line-strong);
        background: var(--raised);
        font-weight: 500;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  @property() input: "draw" | "camera" = "draw";
  @state() private result: OwnResult | undefined;
  @state() private picture: Blob | undefined;
  @state() private busy = false;
  #running: AbortController | undefined;

  override willUpdate(changes: Map<string, unknown>): void {
    if (changes.has("input")) this.#clear();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  override render() {
    const { input } = this;
    return html`<div class="beside" data-testid="picture-panel">
      ${
        input === "draw"
          ? html`<clip-sketch label=${msg("Your drawing")} @picture-change=${(event: CustomEvent<Blob | undefined>) => this.#judge(event.detail)}></clip-sketch>`
          : html`<clip-camera
              interval=${FRAME}
              ?busy=${this.busy}
              @frame=${(event: CustomEvent<Blob | undefined>) => this.#judge(event.detail)}
              @picture=${(event: CustomEvent<Blob>) => this.#add(event.detail)}
            ></clip-camera>`
      }
      <div class="live">
        <h3>${msg("Most likely classes")}</h3>
        ${this.#found()}
        ${input === "draw" && this.picture ? html`<button class="add" data-testid="add-drawing" @click=${() => this.picture && this.#add(this.picture)}>${msg("Add the drawing to the images")}</button>` : nothing}
      </div>
    </div>`;
  }

  #found() {
    const { result } = this;
    if (!result) {
      return html`<p class="small quiet">
        ${this.input === "draw" ? msg("Draw something: it is classified after each stroke.") : msg("While the camera is on, its picture is classified a few times a second.")}
      </p>`;
    }
    const { found, classes } = result;
    if ("error" in found) return html`<p class="small error" role="alert">${found.error}</p>`;
    return html`<clip-bars
      data-testid="live-bars"
      .bars=${Array.from(found.classes, (c, i) => ({ label: classes[c].names[0], value: found.probabilities[i], truth: false }))}
      .judged=${false}
    ></clip-bars>`;
  }

  async #judge(picture: Blob | undefined): Promise<void> {
    if (!picture) {
      this.#clear();
      return;
    }
    this.#running?.abort();
    const stop = new AbortController();
    this.#running = stop;
    this.picture = picture;
    this.busy = true;
    const result = await this.view.explorer.own.judge(picture, stop.signal).catch(() => undefined);
    if (stop.signal.aborted) return;
    this.busy = false;
    if (result) this.result = result;
  }

  #clear(): void {
    this.#running?.abort();
    this.result = undefined;
    this.picture = undefined;
    this.busy = false;
  }

  #add(picture: Blob): void {
    const { own } = this.view.explorer;
    const taken = new Set(own.list.peek().map(({ name }) => name));
    const title = this.input === "draw" ? msg("drawing") : msg("camera picture");
    let n = 1;
    while (taken.has(`${title} ${n}`)) n++;
    void own.add([new File([picture], `${title} ${n}`, { type: picture.type })]);
    if (this.input === "draw") this.renderRoot.querySelector("clip-sketch")?.clear();
  }
}
