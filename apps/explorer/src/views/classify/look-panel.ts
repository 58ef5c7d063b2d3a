import { decimal, drawTile } from "@clipscope/charts";
import type { Look, LookMethod } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import { optionsOf, setOptions, type ViewElement } from "../registry.js";
import { drawHeat } from "./heat.js";
import type { Subject } from "./in-focus.js";
import { panelStyle } from "./panel-style.js";
import { classify as spec } from "./spec.js";
import "./text-choice.js";

const SIDE = 224;

/** Where the model looks in the image in focus: a map of its patches over the picture that enters the model. */
@customElement("look-panel")
export class LookPanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      figure {
        display: grid;
        gap: 4px;
        margin: 0;
        width: ${SIDE}px;
      }
      canvas,
      .blank {
        width: ${SIDE}px;
        height: ${SIDE}px;
        border-radius: 4px;
        background: var(--skeleton);
      }
      .about {
        flex: 1 1 220px;
        display: grid;
        align-content: start;
        gap: 8px;
      }
      .scale {
        display: flex;
        align-items: center;
        gap: 6px;
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
      .scale i {
        flex: 1;
        height: 8px;
        border-radius: 4px;
        background: linear-gradient(90deg, #00000000, #f2d06b 50%, #d3441c);
        box-shadow: inset 0 0 0 1px var(--line-strong);
      }
      .words {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        font: 13px/20px var(--mono);
      }
      .words span {
        padding: 0 3px;
        border-radius: 3px;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  @property({ attribute: false }) subject: Subject | undefined;
  @property({ attribute: false }) prompts: readonly string[] = [];
  @property() text = "";
  @query("canvas") private canvas!: HTMLCanvasElement | null;
  #look: Look | undefined;

  override render() {
    const { study } = this.view;
    const { method, layer, head } = optionsOf(spec, study);
    const image = this.#image();
    const asked =
      image !== undefined && this.text
        ? study.look({
            ...{ image, text: this.text, method },
            ...(method === "attention" && layer >= 0 && { layer }),
            ...(method === "attention" && head >= 0 && { head }),
          })
        : undefined;
    this.#look = asked?.value;
    const look = asked?.value ?? asked?.stale?.value;
    return html`<text-choice .view=${this.view} .prompts=${this.prompts} .text=${this.text}></text-choice>
      ${this.#options(method, layer, head, look)}
      <div class="beside">
        <figure>
          ${
            asked?.value
              ? html`<canvas width=${2 * SIDE} height=${2 * SIDE} role="img" aria-label=${this.#say(asked.value)} data-testid="heat"></canvas>`
              : html`<div class="blank"></div>`
          }
          <div class="scale" aria-hidden="true"><span>${look ? decimal(look.map.min, 3) : ""}</span><i></i><span>${look ? decimal(look.map.max, 3) : ""}</span></div>
        </figure>
        <div class="about small">
          ${asked?.error ? html`<p class="error" role="alert" data-testid="look-error">${asked.error.message}</p>` : nothing}
          ${image === undefined ? html`<p class="quiet">${msg("This view needs pixels: the data has embeddings only.")}</p>` : nothing}
          ${asked?.status === "running" ? html`<p class="quiet" role="status">${msg("Looking…")}</p>` : nothing}
          ${asked?.value ? html`<p data-testid="look-says">${this.#say(asked.value)}</p>` : nothing}
          <p class="quiet" data-testid="caveat">${caveat(method)}</p>
          ${asked?.value?.words ? this.#words(asked.value.words) : nothing}
        </div>
      </div>`;
  }

  #options(method: LookMethod, layer: number, head: number, look: Look | undefined) {
    const set = (options: Parameters<typeof setOptions<ReturnType<typeof spec.options.parse>>>[2]) =>
      setOptions(spec, this.view, options);
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
    const choice = (name: string, value: number, count: number, any: string, pick: (value: number) => void) =>
      html`<label
        >${name}<select @change=${(event: Event) => pick(Number((event.target as HTMLSelectElement).value))}>
          <option value="-1" ?selected=${value < 0}>${any}</option>
          ${numbers(count).map((i) => html`<option value=${i} ?selected=${i === value}>${i + 1}</option>`)}
        </select></label
      >`;
    return html`<div class="options">
      <label
        >${msg("Method")}<select
          data-testid="look-method"
          @change=${(event: Event) => set({ method: (event.target as HTMLSelectElement).value as LookMethod })}
        >
          ${(["relevance", "attention", "rollout", "patches"] as const).map(
            (each) => html`<option value=${each} ?selected=${each === method}>${titles()[each]}</option>`,
          )}
        </select></label
      >
      ${
        method === "attention" && look
          ? html`${choice(msg("Layer"), layer, look.layers, msg("last"), (value) => set({ layer: value }))}
            ${choice(msg("Head"), head, look.heads, msg("mean"), (value) => set({ head: value }))}`
          : nothing
      }
    </div>`;
  }

  /** Tokens with their relevance; the start and end tokens collect much that is not about words. */
  #words({ pieces, data, min, max }: NonNullable<Look["words"]>) {
    const inner = pieces.slice(1, -1);
    return html`<div class="words" aria-label=${msg("Relevance of the tokens")}>
      ${inner.map((piece, i) => {
        const share = max > min ? (data[i + 1] - min) / (max - min) : 0;
        return html`<span
          title="${decimal(data[i + 1], 4)}"
          style="background:color-mix(in srgb, #e07b2f ${Math.round(70 * share)}%, transparent)"
          >${piece.replace("</w>", "")}</span
        >`;
      })}
    </div>`;
  }

  #image(): number | Blob | undefined {
    const { subject } = this;
    if (!subject || !this.view.study.dataset().value) return undefined;
    if (subject.kind === "own") return subject.image.result?.picture.file;
    return this.view.study.dataset().value?.images ? subject.row : undefined;
  }

  /** Where most of the map is, in words. */
  #say({ map, cosine }: Look): string {
    const { grid, data } = map;
    const best = data.indexOf(Math.max(...data));
    const third = (at: number, names: readonly string[]) => names[Math.min(2, Math.floor((3 * at) / grid))];
    const down = third(Math.floor(best / grid), [msg("top"), msg("middle"), msg("bottom")]);
    const across = third(best % grid, [msg("left"), msg("center"), msg("right-hand side")]);
    const about = cosine === undefined ? "" : ` ${msg(str`The cosine is ${decimal(cosine, 3)}.`)}`;
    return `${msg(str`The strongest of the ${grid} × ${grid} patches is at the ${down} ${across}.`)}${about}`;
  }

  override updated(): void {
    const [look, canvas] = [this.#look, this.canvas];
    const context = canvas?.getContext("2d");
    if (!look || !canvas || !context) return;
    const { picture } = look;
    const image = "data" in picture ? undefined : (picture as ImageBitmap);
    if (image) drawTile(context, { image, x: 0, y: 0, side: image.width }, 0, 0, canvas.width);
    // In gray, so that only the map has color.
    context.globalCompositeOperation = "saturation";
    context.fillStyle = "#808080";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.globalCompositeOperation = "source-over";
    drawHeat(context, look.map, canvas.width);
  }
}

const titles = (): Record<LookMethod, string> => ({
  relevance: msg("Relevance to the text"),
  attention: msg("Attention"),
  rollout: msg("Attention rollout"),
  patches: msg("Patches like the text"),
});

/** The method and what its map does not show. */
function caveat(method: LookMethod): string {
  switch (method) {
    case "relevance":
      return msg(
        "Gradient-weighted attention through all layers (Chefer et al. 2021). Evidence against the text is not shown, and maps of two texts compare only within their own range.",
      );
    case "attention":
      return msg(
        "What the class token attends to in one layer. It does not depend on the text, and what it attends to need not affect the result.",
      );
    case "rollout":
      return msg(
        "Attention multiplied through all layers (Abnar and Zuidema 2020). It does not depend on the text, and leaves out everything but attention.",
      );
    case "patches":
      return msg(
        "Cosine of each patch’s last state with the text. Training never compared patches with texts: maps are noisy, and often brighter beside a thing than on it.",
      );
  }
}
