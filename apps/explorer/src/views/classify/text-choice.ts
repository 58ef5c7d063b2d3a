import { msg } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import { optionsOf, setOptions, type ViewElement } from "../registry.js";
import { panelStyle } from "./panel-style.js";
import { classify as spec } from "./spec.js";

/** Prompts offered in the list. */
const MOST = 40;

/** A field with the text to read or to look for: the prompt of the class in focus, another prompt, or any text. */
@customElement("text-choice")
export class TextChoice extends LitElement {
  static override styles = [
    shared,
    panelStyle,
    css`
      label {
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  @property({ attribute: false }) prompts: readonly string[] = [];
  @property() text = "";
  #timer = 0;

  override render() {
    const own = optionsOf(spec, this.view.study).text !== "";
    return html`<div class="options">
      <label
        >${msg("Text")}
        <input
          type="text"
          list="prompts"
          .value=${this.text}
          data-testid="own-text"
          spellcheck="false"
          autocomplete="off"
          @input=${(event: Event) => {
            const { value } = event.target as HTMLInputElement;
            clearTimeout(this.#timer);
            this.#timer = window.setTimeout(() => this.#set(value), 350);
          }}
      /></label>
      <datalist id="prompts">${this.prompts.slice(0, MOST).map((prompt) => html`<option value=${prompt}></option>`)}</datalist>
      ${own ? html`<button class="link small" data-testid="class-text" @click=${() => this.#set("")}>${msg("The class’s prompt")}</button>` : nothing}
    </div>`;
  }

  #set(text: string): void {
    const isPrompt = text === this.prompts[0];
    setOptions(spec, this.view, { text: isPrompt ? "" : text });
  }
}
