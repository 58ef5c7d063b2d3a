import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import { askToOpen } from "./ask.js";
import type { Explorer } from "./explorer.js";

/** Message that the data or the model has changed since the study was saved, with a button to continue. */
@customElement("data-changed")
export class DataChanged extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      .notice {
        display: flex;
        gap: 12px;
        padding: 8px 16px;
        border-bottom: 1px solid var(--line);
        background: var(--warning-soft);
        font-size: 13px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    const { study } = this.explorer;
    const changed = study.changed();
    if (!changed) return nothing;
    return html`<div class="notice" role="status" data-testid="data-changed">
      <p class="grow">${changed.message}</p>
      <button class="link" data-testid="accept-changed" @click=${() => study.acceptChanged()}>${msg("Continue with what is open now")}</button>
      <button class="link" @click=${() => askToOpen(this, "data")}>${msg("Open other data")}</button>
    </div>`;
  }
}
