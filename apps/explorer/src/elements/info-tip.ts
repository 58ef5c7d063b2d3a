import "@awesome.me/webawesome/dist/components/popover/popover.js";
import "@awesome.me/webawesome/dist/components/icon/icon.js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";

/** Explanation of a term, shown on tap: `<info-tip term="Accuracy">two sentences</info-tip>`. */
@customElement("info-tip")
export class InfoTip extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: inline-flex;
      }
      button {
        display: inline-flex;
        padding: 4px;
        color: var(--ink-3);
      }
      wa-popover {
        --max-width: 300px;
        font-size: var(--small);
        line-height: 18px;
      }
    `,
  ];

  @property() term = "";

  override render() {
    return html`<button id="anchor" aria-label="What is ${this.term}?"><wa-icon name="info"></wa-icon></button>
      <wa-popover for="anchor" placement="bottom-start"><slot></slot></wa-popover>`;
  }
}
