import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import type { Explorer } from "./explorer.js";

/** Messages that stay until they are closed. */
@customElement("notice-list")
export class NoticeList extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .notice {
        display: flex;
        align-items: start;
        gap: 12px;
        padding: 8px 8px 8px 16px;
        border-bottom: 1px solid var(--line);
        background: var(--warning-soft);
        font-size: 13px;
      }
      p {
        max-height: 30dvh;
        overflow: auto;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      button:not(.link) {
        display: inline-flex;
        padding: 4px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    const { notices, study } = this.explorer;
    const hash = study.dataset().value?.hash;
    const shown = notices.value.filter(({ about }) => about === undefined || about === hash);
    return html`<div aria-live="polite">
      ${shown.map(
        (notice) => html`<div class="notice" data-testid="notice">
          <p class="grow">${notice.text}</p>
          ${
            notice.action
              ? html`<button class="link" @click=${() => {
                  notice.action?.run();
                  this.explorer.dismiss(notice);
                }}>${notice.action.title}</button>`
              : nothing
          }
          <button aria-label=${msg("Close this message")} @click=${() => this.explorer.dismiss(notice)}><wa-icon name="close"></wa-icon></button>
        </div>`,
      )}
    </div>`;
  }
}
