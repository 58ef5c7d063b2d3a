import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import type { ViewElement } from "../registry.js";
import { panelStyle } from "./panel-style.js";
import "./text-choice.js";

/** How the tokenizer reads a text: by default the prompt of the class in focus. */
@customElement("token-panel")
export class TokenPanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      clip-tokens {
        display: block;
        min-height: 96px;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  /** The prompts of the class in focus. */
  @property({ attribute: false }) prompts: readonly string[] = [];
  @property() text = "";

  override render() {
    const { study } = this.view;
    const model = study.model().value;
    const found = this.text && model ? study.tokens([this.text]) : undefined;
    const [tokens] = found?.value ?? [];
    const { message = "" } = found?.error ?? {};
    return html`<text-choice .view=${this.view} .prompts=${this.prompts} .text=${this.text}></text-choice>
      <clip-tokens
        data-testid="tokens"
        .value=${tokens && model ? { ...tokens, text: this.text, contextLength: model.contextLength } : undefined}
        .message=${message || (this.text ? "" : msg("Type a text to see its tokens."))}
        ?busy=${found?.status === "running"}
      ></clip-tokens>`;
  }
}
