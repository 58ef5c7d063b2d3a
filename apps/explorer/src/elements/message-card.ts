import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";

/** An empty or failed state: a sentence about what is missing, and a slot for a button or command. */
@customElement("message-card")
export class MessageCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        place-content: center;
        justify-items: start;
        gap: 8px;
        height: 100%;
        padding: 24px;
        max-width: 520px;
        margin: 0 auto;
      }
      p {
        color: var(--ink-2);
        overflow-wrap: anywhere;
      }
      ::slotted(pre) {
        margin: 8px 0 0;
        padding: 8px 12px;
        border-radius: var(--radius);
        background: var(--hover);
        font: 13px/20px var(--mono);
        white-space: pre-wrap;
      }
    `,
  ];

  @property() heading = "";
  @property() text = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "status");
  }

  override render() {
    return html`<h2>${this.heading}</h2>
      ${this.text ? html`<p>${this.text}</p>` : nothing}<slot></slot>`;
  }
}
