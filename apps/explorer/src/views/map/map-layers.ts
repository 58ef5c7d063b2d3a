import type { Marks } from "@clipscope/charts";
import { decimal } from "@clipscope/charts";
import type { Anchors, ColumnInfo } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { change } from "./change.js";
import { panelStyle } from "./panel-style.js";
import type { MapOptions } from "./spec.js";

/** What is drawn: dots or images, names of regions, texts, contours, and a shape for the values of a second column. */
@customElement("map-layers")
export class MapLayers extends LitElement {
  static override styles = [
    shared,
    toolbar,
    panelStyle,
    css`
      :host {
        width: min(300px, 80vw);
        max-height: min(70vh, 640px);
        overflow: auto;
        padding: 2px;
      }
    `,
  ];

  @property({ attribute: false }) options!: MapOptions;
  @property({ attribute: false }) columns: readonly ColumnInfo[] = [];
  @property({ type: Boolean }) pictures = false;
  /** Whether there are texts that can stand among the images. */
  @property({ type: Boolean }) words = false;
  /** The mean cosines of the modality gap. */
  @property({ attribute: false }) gap: Anchors["gap"];
  /** What draws the points: "webgl" or "canvas". */
  @property() renderer = "";

  override render() {
    const { options } = this;
    const marks: [Marks, string][] = [
      ["auto", msg("Auto")],
      ["dots", msg("Dots")],
      ["images", msg("Images")],
    ];
    return html`${
      this.pictures
        ? html`<div class="field">
            <span>${msg("Draw as")}</span>
            <div class="segments words" role="group" aria-label=${msg("Draw as")}>
              ${marks.map(
                ([value, label]) =>
                  html`<button aria-pressed=${options.marks === value} data-testid="marks-${value}" @click=${() => change(this, { marks: value })}>${label}</button>`,
              )}
            </div>
          </div>`
        : nothing
    }
      <div class="field">
        <label for="shape">${msg("Shape by")}</label>
        <select id="shape" data-testid="shape" @change=${(event: Event) => change(this, { shape: (event.target as HTMLSelectElement).value })}>
          <option value="" .selected=${live(options.shape === "")}>${msg("nothing")}</option>
          ${this.columns
            .filter(({ kind }) => kind === "category")
            .map(
              ({ name, title }) =>
                html`<option value=${name} .selected=${live(options.shape === name)}>${title}</option>`,
            )}
        </select>
      </div>
      <div>
        ${this.#check("names", msg("Names of regions"))} ${this.#check("contours", msg("Density contours"))}
        ${this.words ? this.#check("texts", msg("Texts of the classes")) : nothing}
      </div>
      ${this.words && options.texts ? this.#gap() : nothing}
      ${this.renderer ? html`<p class="small quiet" data-testid="renderer">${this.renderer === "webgl" ? msg("Drawn with WebGL.") : msg("Drawn on a canvas, without a GPU.")}</p>` : nothing}`;
  }

  #check(name: "names" | "contours" | "texts", title: string) {
    return html`<label class="check">
      <input type="checkbox" .checked=${live(this.options[name])} data-testid=${name} @change=${() => change(this, { [name]: !this.options[name] })} />${title}
    </label>`;
  }

  /** Why texts are placed and not laid out, with this data's numbers. */
  #gap() {
    const { gap } = this;
    return html`<div class="small quiet" data-testid="gap">
      <p>
        ${msg("Each text stands at the mean place of its nearest images, if these lie together. It is not laid out with them: images and texts lie in two separate cones, the modality gap, and all texts would form a group of their own.")}
      </p>
      ${
        gap
          ? html`<p>
              ${msg(str`Mean cosine here: two images ${decimal(gap.images)}${Number.isNaN(gap.texts) ? "" : msg(str`, two texts ${decimal(gap.texts)}`)}, an image and a text ${decimal(gap.between)}.`)}
            </p>`
          : nothing
      }
    </div>`;
  }
}
